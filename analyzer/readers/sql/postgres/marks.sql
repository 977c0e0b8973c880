-- what tells what changed since an earlier asking, in a database that nobody else changes meanwhile,
-- PostgreSQL 12 and later; manual: System Columns, System Catalogs. $1: what `now` said then. A row
-- that was written since has a newer transaction; that one is gone shows in how many there are. Columns:
-- class, oid, schema, name, relkind, rows.
--   now       the first transaction (rows) that has not ended
--   relation  each, and how many rows it has that can go without any other being written, how many of
--             these are old, and bits for what sorts there are of them
--   changed   relations, with the sort (rows) of what was written, and those that are printed by what
--             others have (views by the columns of tables, …) of which a row was; 0: routines
--   others    routines, types, labels, statistics, other: how many rows there are of these, `name` of
--             them old; `oid` 1: one was written since, or may have been
WITH kept AS MATERIALIZED (
     SELECT k.conrelid AS relation, k.contype::pg_catalog.text AS sort,
            pg_catalog.age(k.xmin) <= pg_catalog.age($1::pg_catalog.xid) AS written
       FROM pg_catalog.pg_constraint AS k
      WHERE k.conrelid >= 16384
     UNION ALL
     SELECT i.indrelid, 'i', pg_catalog.age(i.xmin) <= pg_catalog.age($1::pg_catalog.xid)
       FROM pg_catalog.pg_index AS i
      WHERE i.indrelid >= 16384
     UNION ALL
     SELECT g.tgrelid, 't', pg_catalog.age(g.xmin) <= pg_catalog.age($1::pg_catalog.xid)
       FROM pg_catalog.pg_trigger AS g
      WHERE NOT g.tgisinternal OR g.tgconstrindid = 0 /* up to 14 a partition's copy is internal */
     UNION ALL
     SELECT w.ev_class, 'w', pg_catalog.age(w.xmin) <= pg_catalog.age($1::pg_catalog.xid)
       FROM pg_catalog.pg_rewrite AS w
      WHERE w.ev_class >= 16384
     UNION ALL
     SELECT p.polrelid, 'y', pg_catalog.age(p.xmin) <= pg_catalog.age($1::pg_catalog.xid)
       FROM pg_catalog.pg_policy AS p
     UNION ALL
     SELECT coalesce(i.indrelid, h.inhrelid), CASE WHEN i.indrelid IS NULL THEN 'h' ELSE 'i' END,
            pg_catalog.age(h.xmin) <= pg_catalog.age($1::pg_catalog.xid)
       FROM pg_catalog.pg_inherits AS h
       LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid = h.inhrelid
     UNION ALL
     SELECT coalesce(k.conrelid, g.tgrelid, w.ev_class, p.polrelid, i.indrelid, d.objoid),
            CASE WHEN k.oid IS NOT NULL THEN k.contype::pg_catalog.text WHEN g.oid IS NOT NULL THEN 't'
                 WHEN w.oid IS NOT NULL THEN 'w' WHEN p.oid IS NOT NULL THEN 'y'
                 WHEN i.indexrelid IS NOT NULL THEN 'i' WHEN d.objsubid > 0 THEN 'a'
                 ELSE 'r' END,
            pg_catalog.age(d.xmin) <= pg_catalog.age($1::pg_catalog.xid)
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
                           'pg_catalog.pg_policy'::pg_catalog.regclass)),
recent AS MATERIALIZED (
     SELECT coalesce(i.indrelid, r.relation) AS oid,
            CASE WHEN i.indrelid IS NULL THEN r.sort ELSE 'i' END AS sort
       FROM (SELECT CASE WHEN c.relkind = 't'
                         THEN (SELECT t.oid FROM pg_catalog.pg_class AS t WHERE t.reltoastrelid = c.oid)
                         ELSE c.oid END AS relation, 'r' AS sort
               FROM pg_catalog.pg_class AS c
              WHERE c.oid >= 16384 AND pg_catalog.age(c.xmin) <= pg_catalog.age($1::pg_catalog.xid)
             UNION ALL
             SELECT a.attrelid, 'a' FROM pg_catalog.pg_attribute AS a
              WHERE a.attrelid >= 16384 AND pg_catalog.age(a.xmin) <= pg_catalog.age($1::pg_catalog.xid)
             UNION ALL
             SELECT d.adrelid, 'a' FROM pg_catalog.pg_attrdef AS d
              WHERE pg_catalog.age(d.xmin) <= pg_catalog.age($1::pg_catalog.xid)
             UNION ALL
             SELECT k.relation, 'e'
               FROM pg_catalog.pg_trigger AS g
              CROSS JOIN LATERAL (VALUES (g.tgrelid), (g.tgconstrrelid)) AS k (relation)
              WHERE pg_catalog.age(g.xmin) <= pg_catalog.age($1::pg_catalog.xid)
             UNION ALL
             SELECT s.seqrelid, 'r' FROM pg_catalog.pg_sequence AS s
              WHERE pg_catalog.age(s.xmin) <= pg_catalog.age($1::pg_catalog.xid)
             UNION ALL
             SELECT p.partrelid, 'h' FROM pg_catalog.pg_partitioned_table AS p
              WHERE pg_catalog.age(p.xmin) <= pg_catalog.age($1::pg_catalog.xid)
             UNION ALL
             SELECT f.ftrelid, 'h' FROM pg_catalog.pg_foreign_table AS f
              WHERE pg_catalog.age(f.xmin) <= pg_catalog.age($1::pg_catalog.xid)) AS r
       LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid = r.relation
      WHERE r.relation <> 0
     UNION
     SELECT k.relation, k.sort FROM kept AS k WHERE k.written),
naming AS MATERIALIZED (
     SELECT pg_catalog.array_agg(r.oid) AS oids FROM recent AS r WHERE r.sort IN ('r', 'a', 'h')),
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
     SELECT 'labels', e.xmin FROM pg_catalog.pg_enum AS e
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
     UNION ALL SELECT 'other', s.xmin FROM pg_catalog.pg_foreign_server AS s
     UNION ALL SELECT 'other', p.xmin FROM pg_catalog.pg_publication AS p
     UNION ALL SELECT 'other', s.xmin FROM pg_catalog.pg_subscription AS s
                 JOIN pg_catalog.pg_database AS d ON d.oid = s.subdbid
                WHERE d.datname = pg_catalog.current_database()
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
       (pg_catalog.txid_snapshot_xmin(pg_catalog.txid_current_snapshot()) % 4294967296)
       ::pg_catalog.text AS rows
UNION ALL
SELECT 'relation', c.oid, n.nspname, c.relname, c.relkind, coalesce(k.rows, '0 0 0')
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN (SELECT k.relation,
                    pg_catalog.concat_ws(' ', count(*), count(*) FILTER (WHERE NOT k.written),
                        pg_catalog.bit_or(CASE k.sort WHEN 'p' THEN 1 WHEN 'u' THEN 2 WHEN 'f' THEN 4
                                          WHEN 'x' THEN 8 WHEN 'c' THEN 16 WHEN 'i' THEN 32
                                          WHEN 't' THEN 64 WHEN 'w' THEN 128 WHEN 'y' THEN 256
                                          ELSE 0 END)) AS rows
               FROM kept AS k
              GROUP BY k.relation) AS k ON k.relation = c.oid
 WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c')
   AND n.nspname !~ '^pg_'
UNION ALL
SELECT 'changed', r.oid, '', '', '', r.sort FROM recent AS r
UNION ALL
SELECT 'changed', coalesce(w.ev_class, p.polrelid, 0), '', '', '',
       CASE WHEN p.oid IS NULL THEN 'h' ELSE 'y' END
  FROM pg_catalog.pg_depend AS d
  LEFT JOIN pg_catalog.pg_rewrite AS w
    ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND w.oid = d.objid
  LEFT JOIN pg_catalog.pg_policy AS p
    ON d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass AND p.oid = d.objid
 WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
   AND d.refobjid = ANY ((SELECT g.oids FROM naming AS g)::pg_catalog.oid[])
   AND d.classid IN ('pg_catalog.pg_rewrite'::pg_catalog.regclass,
                     'pg_catalog.pg_policy'::pg_catalog.regclass,
                     'pg_catalog.pg_proc'::pg_catalog.regclass)
UNION ALL
SELECT 'changed', h.inhrelid, '', '', '', 'h'
  FROM recent AS r
  JOIN pg_catalog.pg_inherits AS h ON h.inhparent = r.oid
UNION ALL
SELECT 'changed', d.refobjid, '', '', '', 'a'
  FROM pg_catalog.pg_sequence AS s
  JOIN pg_catalog.pg_depend AS d
    ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = s.seqrelid
   AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype IN ('a', 'i')
 WHERE s.seqrelid = ANY ((SELECT g.oids FROM naming AS g)::pg_catalog.oid[])
UNION ALL
SELECT o.class,
       pg_catalog.bool_or(pg_catalog.age(o.xmin) <= pg_catalog.age($1::pg_catalog.xid))
       ::pg_catalog.int4, '',
       (count(*) FILTER (WHERE pg_catalog.age(o.xmin) > pg_catalog.age($1::pg_catalog.xid)))
       ::pg_catalog.text, '', count(*)::pg_catalog.text
  FROM other AS o
 GROUP BY o.class
UNION ALL
SELECT 'roles', 0, '', '', '',
       pg_catalog.sum(pg_catalog.hashtext(r.oid || r.rolname))::pg_catalog.text
  FROM pg_catalog.pg_roles AS r
UNION ALL
SELECT 'other', 1, '', '', '', '0'
 WHERE EXISTS (SELECT FROM pg_catalog.pg_publication)
    OR EXISTS (SELECT FROM pg_catalog.pg_foreign_server)
    OR EXISTS (SELECT s.oid FROM pg_catalog.pg_subscription AS s
                 JOIN pg_catalog.pg_database AS d ON d.oid = s.subdbid
                WHERE d.datname = pg_catalog.current_database())
