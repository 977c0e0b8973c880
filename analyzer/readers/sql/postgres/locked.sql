-- which of the relations, constraints, defaults, triggers, rules, policies, statistics,
-- publications and routines in $1 cannot be deparsed now because another session holds or awaits an
-- exclusive lock, PostgreSQL 12 and later; manual: pg_locks, pg_depend. Whoever awaits such a lock
-- blocks all who come after.
WITH locked AS MATERIALIZED (
     SELECT DISTINCT l.relation
       FROM pg_catalog.pg_locks AS l
      WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
        AND l.pid <> pg_catalog.pg_backend_pid()
        AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d
                           WHERE d.datname = pg_catalog.current_database()))
SELECT k.oid AS deparse
  FROM pg_catalog.unnest($1::pg_catalog.oid[]) AS k (oid)
 WHERE k.oid IN (SELECT relation FROM locked)
    OR k.oid IN (SELECT i.indexrelid FROM pg_catalog.pg_index AS i
                  WHERE i.indrelid IN (SELECT relation FROM locked))
    OR k.oid IN (SELECT c.oid FROM pg_catalog.pg_constraint AS c
                  WHERE c.conrelid IN (SELECT relation FROM locked)
                     OR c.conindid IN (SELECT relation FROM locked))
    OR k.oid IN (SELECT f.oid FROM pg_catalog.pg_attrdef AS f
                  WHERE f.adrelid IN (SELECT relation FROM locked)
                     OR f.adrelid IN (SELECT h.inhrelid FROM pg_catalog.pg_inherits AS h
                                       WHERE h.inhparent IN (SELECT relation FROM locked)))
    OR k.oid IN (SELECT t.oid FROM pg_catalog.pg_trigger AS t
                  WHERE t.tgrelid IN (SELECT relation FROM locked))
    OR k.oid IN (SELECT r.prpubid FROM pg_catalog.pg_publication_rel AS r
                  WHERE r.prrelid IN (SELECT relation FROM locked))
    OR k.oid IN (SELECT r.ev_class
                   FROM pg_catalog.pg_depend AS d
                   JOIN pg_catalog.pg_rewrite AS r ON r.oid = d.objid
                  WHERE d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
                    AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                    AND d.refobjid IN (SELECT relation FROM locked))
    OR k.oid IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                  WHERE d.classid IN ('pg_catalog.pg_proc'::pg_catalog.regclass,
                                      'pg_catalog.pg_rewrite'::pg_catalog.regclass,
                                      'pg_catalog.pg_policy'::pg_catalog.regclass,
                                      'pg_catalog.pg_statistic_ext'::pg_catalog.regclass)
                    AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                    AND d.refobjid IN (SELECT relation FROM locked))
