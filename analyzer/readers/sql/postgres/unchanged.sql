-- 'yes' if every row that changed.sql named ($1: lines of class, ctid, xmin) is still there in a
-- snapshot taken after it, PostgreSQL 12 and later; manual: System Columns.
WITH named AS MATERIALIZED (
     SELECT pg_catalog.split_part(l.line, ' ', 1) AS class,
            pg_catalog.split_part(l.line, ' ', 2)::pg_catalog.tid AS ctid,
            pg_catalog.split_part(l.line, ' ', 3) AS xmin
       FROM pg_catalog.unnest(pg_catalog.string_to_array($1::pg_catalog.text, E'\n')) AS l (line))
SELECT CASE WHEN (SELECT count(*) FROM named) = (
     SELECT count(*)
       FROM (SELECT 'pg_namespace' AS class, x.ctid, x.xmin FROM pg_catalog.pg_namespace AS x
             UNION ALL SELECT 'pg_class', x.ctid, x.xmin FROM pg_catalog.pg_class AS x
             UNION ALL SELECT 'pg_attribute', x.ctid, x.xmin FROM pg_catalog.pg_attribute AS x
             UNION ALL SELECT 'pg_type', x.ctid, x.xmin FROM pg_catalog.pg_type AS x
             UNION ALL SELECT 'pg_proc', x.ctid, x.xmin FROM pg_catalog.pg_proc AS x
             UNION ALL SELECT 'pg_operator', x.ctid, x.xmin FROM pg_catalog.pg_operator AS x
             UNION ALL SELECT 'pg_collation', x.ctid, x.xmin FROM pg_catalog.pg_collation AS x
             UNION ALL SELECT 'pg_constraint', x.ctid, x.xmin FROM pg_catalog.pg_constraint AS x
             UNION ALL SELECT 'pg_index', x.ctid, x.xmin FROM pg_catalog.pg_index AS x
             UNION ALL SELECT 'pg_trigger', x.ctid, x.xmin FROM pg_catalog.pg_trigger AS x
             UNION ALL SELECT 'pg_rewrite', x.ctid, x.xmin FROM pg_catalog.pg_rewrite AS x) AS s
       JOIN named AS t ON t.class = s.class AND t.ctid = s.ctid
                      AND t.xmin = s.xmin::pg_catalog.text)
       THEN 'yes' ELSE 'no' END AS unchanged
