-- what tells what changed since an earlier asking, in a database that nobody else changes meanwhile,
-- PostgreSQL 12 and later; manual: System Columns, System Catalogs. $1: what `now` said then. A row
-- that was written since has a newer transaction; that one is gone shows in how many there are. Columns:
-- class, oid, schema, name, relkind, count.
--   now       the first transaction (count) that has not ended
--   relation  each, and how many rows it has that can go without any other being written
--   changed   relations of which a row was written, and those that are printed by what others have
--             (views by the columns of tables, …) of which one was; 0: routines
--   others    routines, types, statistics, other: how many rows there are of these; `oid` 1: one was
--             written since, or may have been
WITH recent AS MATERIALIZED (
     SELECT DISTINCT coalesce(i.indrelid, t.oid, r.relation) AS oid
       FROM (SELECT c.oid AS relation FROM pg_catalog.pg_class AS c
              WHERE c.oid >= 16384 AND pg_catalog.age(c.xmin) <= pg_catalog.age($1::pg_catalog.xid)
             UNION ALL
             SELECT a.attrelid FROM pg_catalog.pg_attribute AS a
              WHERE a.attrelid >= 16384 AND pg_catalog.age(a.xmin) <= pg_catalog.age($1::pg_catalog.xid)
             UNION ALL
             SELECT d.adrelid FROM pg_catalog.pg_attrdef AS d
              WHERE pg_catalog.age(d.xmin) <= pg_catalog.age($1::pg_catalog.xid)
             UNION ALL
             SELECT k.conrelid FROM pg_catalog.pg_constraint AS k
              WHERE k.oid >= 16384 AND pg_catalog.age(k.xmin) <= pg_catalog.age($1::pg_catalog.xid)
             UNION ALL
             SELECT i.indrelid FROM pg_catalog.pg_index AS i
              WHERE i.indexrelid >= 16384 AND pg_catalog.age(i.xmin) <= pg_catalog.age($1::pg_catalog.xid)
             UNION ALL
             SELECT k.relation
               FROM pg_catalog.pg_trigger AS g
              CROSS JOIN LATERAL (VALUES (g.tgrelid), (g.tgconstrrelid)) AS k (relation)
              WHERE pg_catalog.age(g.xmin) <= pg_catalog.age($1::pg_catalog.xid)
             UNION ALL
             SELECT r.ev_class FROM pg_catalog.pg_rewrite AS r
              WHERE r.oid >= 16384 AND pg_catalog.age(r.xmin) <= pg_catalog.age($1::pg_catalog.xid)
             UNION ALL
             SELECT p.polrelid FROM pg_catalog.pg_policy AS p
              WHERE pg_catalog.age(p.xmin) <= pg_catalog.age($1::pg_catalog.xid)
             UNION ALL
             SELECT h.inhrelid FROM pg_catalog.pg_inherits AS h
              WHERE pg_catalog.age(h.xmin) <= pg_catalog.age($1::pg_catalog.xid)
             UNION ALL
             SELECT s.seqrelid FROM pg_catalog.pg_sequence AS s
              WHERE pg_catalog.age(s.xmin) <= pg_catalog.age($1::pg_catalog.xid)
             UNION ALL
             SELECT p.partrelid FROM pg_catalog.pg_partitioned_table AS p
              WHERE pg_catalog.age(p.xmin) <= pg_catalog.age($1::pg_catalog.xid)
             UNION ALL
             SELECT f.ftrelid FROM pg_catalog.pg_foreign_table AS f
              WHERE pg_catalog.age(f.xmin) <= pg_catalog.age($1::pg_catalog.xid)
             UNION ALL
             SELECT coalesce(k.conrelid, g.tgrelid, w.ev_class, p.polrelid, d.objoid)
               FROM pg_catalog.pg_description AS d
               LEFT JOIN pg_catalog.pg_constraint AS k
                 ON d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
                AND k.oid = d.objoid
               LEFT JOIN pg_catalog.pg_trigger AS g
                 ON d.classoid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND g.oid = d.objoid
               LEFT JOIN pg_catalog.pg_rewrite AS w
                 ON d.classoid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND w.oid = d.objoid
               LEFT JOIN pg_catalog.pg_policy AS p
                 ON d.classoid = 'pg_catalog.pg_policy'::pg_catalog.regclass AND p.oid = d.objoid
              WHERE d.objoid >= 16384 AND pg_catalog.age(d.xmin) <= pg_catalog.age($1::pg_catalog.xid)
                AND d.classoid IN ('pg_catalog.pg_class'::pg_catalog.regclass,
                                   'pg_catalog.pg_constraint'::pg_catalog.regclass,
                                   'pg_catalog.pg_trigger'::pg_catalog.regclass,
                                   'pg_catalog.pg_rewrite'::pg_catalog.regclass,
                                   'pg_catalog.pg_policy'::pg_catalog.regclass)) AS r
       LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid = r.relation
       LEFT JOIN pg_catalog.pg_class AS t
         ON t.reltoastrelid = r.relation AND r.relation <> 0 AND t.reltoastrelid <> 0),
fleeting AS MATERIALIZED (
     SELECT p.relation, count(*) AS count
       FROM (SELECT k.conrelid AS relation FROM pg_catalog.pg_constraint AS k
              WHERE k.conrelid >= 16384
             UNION ALL
             SELECT i.indrelid FROM pg_catalog.pg_index AS i WHERE i.indrelid >= 16384
             UNION ALL
             SELECT g.tgrelid FROM pg_catalog.pg_trigger AS g
             UNION ALL
             SELECT g.tgconstrrelid FROM pg_catalog.pg_trigger AS g WHERE g.tgconstrrelid <> 0
             UNION ALL
             SELECT w.ev_class FROM pg_catalog.pg_rewrite AS w WHERE w.ev_class >= 16384
             UNION ALL
             SELECT p.polrelid FROM pg_catalog.pg_policy AS p
             UNION ALL
             SELECT h.inhrelid FROM pg_catalog.pg_inherits AS h
             UNION ALL
             SELECT coalesce(k.conrelid, g.tgrelid, w.ev_class, p.polrelid, i.indrelid, d.objoid)
               FROM pg_catalog.pg_description AS d
               LEFT JOIN pg_catalog.pg_constraint AS k
                 ON d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
                AND k.oid = d.objoid
               LEFT JOIN pg_catalog.pg_trigger AS g
                 ON d.classoid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND g.oid = d.objoid
               LEFT JOIN pg_catalog.pg_rewrite AS w
                 ON d.classoid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND w.oid = d.objoid
               LEFT JOIN pg_catalog.pg_policy AS p
                 ON d.classoid = 'pg_catalog.pg_policy'::pg_catalog.regclass AND p.oid = d.objoid
               LEFT JOIN pg_catalog.pg_index AS i
                 ON d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND i.indexrelid = d.objoid
              WHERE d.objoid >= 16384
                AND d.classoid IN ('pg_catalog.pg_class'::pg_catalog.regclass,
                                   'pg_catalog.pg_constraint'::pg_catalog.regclass,
                                   'pg_catalog.pg_trigger'::pg_catalog.regclass,
                                   'pg_catalog.pg_rewrite'::pg_catalog.regclass,
                                   'pg_catalog.pg_policy'::pg_catalog.regclass)) AS p
      GROUP BY p.relation),
other AS (
     SELECT 'routines' AS class, p.xmin FROM pg_catalog.pg_proc AS p WHERE p.oid >= 16384
     UNION ALL
     SELECT 'routines', a.xmin FROM pg_catalog.pg_aggregate AS a
      WHERE a.aggfnoid::pg_catalog.oid >= 16384
     UNION ALL
     SELECT 'types', t.xmin
       FROM pg_catalog.pg_type AS t
       LEFT JOIN pg_catalog.pg_class AS c ON c.oid = t.typrelid AND c.relkind = 'c'
      WHERE t.oid >= 16384 AND (t.typrelid = 0 AND t.typelem = 0 OR c.oid IS NOT NULL)
     UNION ALL
     SELECT 'types', e.xmin FROM pg_catalog.pg_enum AS e
     UNION ALL
     SELECT 'types', r.xmin FROM pg_catalog.pg_range AS r WHERE r.rngtypid >= 16384
     UNION ALL
     SELECT 'types', k.xmin FROM pg_catalog.pg_constraint AS k
      WHERE k.oid >= 16384 AND k.conrelid = 0
     UNION ALL
     SELECT 'statistics', s.xmin FROM pg_catalog.pg_statistic_ext AS s
     UNION ALL
     SELECT CASE WHEN d.classoid = 'pg_catalog.pg_proc'::pg_catalog.regclass THEN 'routines'
                 WHEN d.classoid IN ('pg_catalog.pg_type'::pg_catalog.regclass,
                                     'pg_catalog.pg_constraint'::pg_catalog.regclass) THEN 'types'
                 WHEN d.classoid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass
                 THEN 'statistics' ELSE 'other' END, d.xmin
       FROM pg_catalog.pg_description AS d
      WHERE d.objoid >= 16384
        AND d.classoid NOT IN ('pg_catalog.pg_class'::pg_catalog.regclass,
                               'pg_catalog.pg_trigger'::pg_catalog.regclass,
                               'pg_catalog.pg_rewrite'::pg_catalog.regclass,
                               'pg_catalog.pg_policy'::pg_catalog.regclass)
     UNION ALL
     SELECT 'other', n.xmin FROM pg_catalog.pg_namespace AS n
      WHERE n.nspname !~ '^pg_(temp|toast)'
     UNION ALL
     SELECT 'other', d.xmin
       FROM pg_catalog.pg_namespace AS n
       JOIN pg_catalog.pg_description AS d
         ON d.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND d.objoid = n.oid
      WHERE n.oid < 16384
     UNION ALL SELECT 'other', x.xmin FROM pg_catalog.pg_extension AS x
     UNION ALL SELECT 'other', d.xmin FROM pg_catalog.pg_depend AS d
                WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
     UNION ALL SELECT 'other', d.xmin FROM pg_catalog.pg_default_acl AS d
     UNION ALL SELECT 'other', l.xmin FROM pg_catalog.pg_language AS l
     UNION ALL SELECT 'other', m.xmin FROM pg_catalog.pg_am AS m
     UNION ALL SELECT 'other', t.xmin FROM pg_catalog.pg_event_trigger AS t
     UNION ALL SELECT 'other', w.xmin FROM pg_catalog.pg_foreign_data_wrapper AS w
     UNION ALL SELECT 'other', t.xmin FROM pg_catalog.pg_transform AS t
     UNION ALL SELECT 'other', s.xmin FROM pg_catalog.pg_tablespace AS s
     UNION ALL SELECT 'other', c.xmin FROM pg_catalog.pg_collation AS c WHERE c.oid >= 16384
     UNION ALL SELECT 'other', c.xmin FROM pg_catalog.pg_cast AS c WHERE c.oid >= 16384
     UNION ALL SELECT 'other', o.xmin FROM pg_catalog.pg_operator AS o WHERE o.oid >= 16384
     UNION ALL SELECT 'other', c.xmin FROM pg_catalog.pg_opclass AS c WHERE c.oid >= 16384
     UNION ALL SELECT 'other', f.xmin FROM pg_catalog.pg_opfamily AS f WHERE f.oid >= 16384
     UNION ALL SELECT 'other', a.xmin FROM pg_catalog.pg_amop AS a WHERE a.oid >= 16384
     UNION ALL SELECT 'other', a.xmin FROM pg_catalog.pg_amproc AS a WHERE a.oid >= 16384
     UNION ALL SELECT 'other', c.xmin FROM pg_catalog.pg_ts_config AS c WHERE c.oid >= 16384
     UNION ALL SELECT 'other', m.xmin FROM pg_catalog.pg_ts_config_map AS m
                WHERE m.mapcfg >= 16384
     UNION ALL SELECT 'other', d.xmin FROM pg_catalog.pg_ts_dict AS d WHERE d.oid >= 16384)
SELECT 'now' AS class, 0::pg_catalog.oid AS oid, '' AS schema, '' AS name, '' AS relkind,
       pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot()) % 4294967296 AS count
UNION ALL
SELECT 'relation', c.oid, n.nspname, c.relname, c.relkind, coalesce(f.count, 0)
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN fleeting AS f ON f.relation = c.oid
 WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c')
   AND n.nspname !~ '^pg_'
UNION ALL
SELECT 'changed', r.oid, '', '', '', 0 FROM recent AS r
UNION ALL
SELECT 'changed', w.ev_class, '', '', '', 0
  FROM recent AS r
  JOIN pg_catalog.pg_depend AS d
    ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = r.oid
   AND d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
  JOIN pg_catalog.pg_rewrite AS w ON w.oid = d.objid
UNION ALL
SELECT 'changed', p.polrelid, '', '', '', 0
  FROM recent AS r
  JOIN pg_catalog.pg_depend AS d
    ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = r.oid
   AND d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
  JOIN pg_catalog.pg_policy AS p ON p.oid = d.objid
UNION ALL
SELECT 'changed', 0, '', '', '', 0
  FROM recent AS r
  JOIN pg_catalog.pg_depend AS d
    ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = r.oid
   AND d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
UNION ALL
SELECT 'changed', h.inhrelid, '', '', '', 0
  FROM recent AS r
  JOIN pg_catalog.pg_inherits AS h ON h.inhparent = r.oid
UNION ALL
SELECT 'changed', d.objid, '', '', '', 0
  FROM recent AS r
  JOIN pg_catalog.pg_depend AS d
    ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = r.oid
   AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype IN ('a', 'i')
UNION ALL
SELECT 'changed', d.refobjid, '', '', '', 0
  FROM recent AS r
  JOIN pg_catalog.pg_depend AS d
    ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = r.oid
   AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype IN ('a', 'i')
UNION ALL
SELECT o.class,
       pg_catalog.bool_or(pg_catalog.age(o.xmin) <= pg_catalog.age($1::pg_catalog.xid))
       ::pg_catalog.int4, '', '', '', count(*)
  FROM other AS o
 GROUP BY o.class
UNION ALL
SELECT 'roles', 0, '', '', '', pg_catalog.sum(pg_catalog.hashtext(r.oid || r.rolname))::pg_catalog.int8
  FROM pg_catalog.pg_roles AS r
UNION ALL
SELECT 'other', 1, '', '', '', 0
 WHERE EXISTS (SELECT FROM pg_catalog.pg_publication)
    OR EXISTS (SELECT FROM pg_catalog.pg_foreign_server)
    OR EXISTS (SELECT s.oid FROM pg_catalog.pg_subscription AS s
                 JOIN pg_catalog.pg_database AS d ON d.oid = s.subdbid
                WHERE d.datname = pg_catalog.current_database())
