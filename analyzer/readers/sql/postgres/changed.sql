-- rows of the snapshot that another session has replaced, deleted or locked since, PostgreSQL 12
-- and later; manual: System Columns. Asked in the reading transaction: names inside deparsed texts
-- come from these catalogs as they are at that moment, not from the snapshot. xmax also names
-- transactions that are still running or were rolled back: unchanged.sql tells.
WITH touched AS (
     SELECT 'pg_namespace' AS class, n.ctid, n.xmin, n.oid AS namespace
       FROM pg_catalog.pg_namespace AS n WHERE n.xmax <> '0'
     UNION ALL
     SELECT 'pg_class', c.ctid, c.xmin, c.relnamespace
       FROM pg_catalog.pg_class AS c WHERE c.xmax <> '0'
     UNION ALL
     SELECT 'pg_attribute', a.ctid, a.xmin, c.relnamespace
       FROM pg_catalog.pg_attribute AS a
       JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid WHERE a.xmax <> '0'
     UNION ALL
     SELECT 'pg_type', t.ctid, t.xmin, t.typnamespace
       FROM pg_catalog.pg_type AS t WHERE t.xmax <> '0'
     UNION ALL
     SELECT 'pg_proc', p.ctid, p.xmin, p.pronamespace
       FROM pg_catalog.pg_proc AS p WHERE p.xmax <> '0'
     UNION ALL
     SELECT 'pg_operator', o.ctid, o.xmin, o.oprnamespace
       FROM pg_catalog.pg_operator AS o WHERE o.xmax <> '0'
     UNION ALL
     SELECT 'pg_collation', c.ctid, c.xmin, c.collnamespace
       FROM pg_catalog.pg_collation AS c WHERE c.xmax <> '0'
     UNION ALL
     SELECT 'pg_constraint', c.ctid, c.xmin, c.connamespace
       FROM pg_catalog.pg_constraint AS c WHERE c.xmax <> '0'
     UNION ALL
     SELECT 'pg_index', i.ctid, i.xmin, c.relnamespace
       FROM pg_catalog.pg_index AS i
       JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid WHERE i.xmax <> '0'
     UNION ALL
     SELECT 'pg_trigger', t.ctid, t.xmin, c.relnamespace
       FROM pg_catalog.pg_trigger AS t
       JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid WHERE t.xmax <> '0'
     UNION ALL
     SELECT 'pg_rewrite', r.ctid, r.xmin, c.relnamespace
       FROM pg_catalog.pg_rewrite AS r
       JOIN pg_catalog.pg_class AS c ON c.oid = r.ev_class WHERE r.xmax <> '0')
SELECT pg_catalog.string_agg(t.class || ' ' || t.ctid || ' ' || t.xmin, E'\n') AS rows
  FROM touched AS t
  LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = t.namespace
 WHERE t.class = 'pg_namespace' AND n.nspname !~ '^pg_(temp|toast)'
    OR n.nspname IS NULL OR n.nspname !~ '^pg_(temp|toast)'
HAVING count(*) > 0
