-- policy: expressions, PostgreSQL 12 and later; manual: pg_policy. A subquery locks what it names.
SELECT p.oid AS deparse,
       pg_catalog.pg_get_expr(p.polqual, p.polrelid) AS using,
       pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) AS with_check
  FROM pg_catalog.pg_policy AS p
 WHERE p.oid = ANY ($1::pg_catalog.oid[])
