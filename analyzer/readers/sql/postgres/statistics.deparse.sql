-- statistics: expressions, PostgreSQL 14 and later; manual: System Information Functions.
SELECT s.oid AS deparse,
       pg_catalog.pg_get_expr(s.stxexprs, s.stxrelid) AS expressions
  FROM pg_catalog.pg_statistic_ext AS s
 WHERE s.oid = ANY ($1::pg_catalog.oid[])
