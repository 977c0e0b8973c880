-- check: expressions, PostgreSQL 12 and later; manual: pg_constraint.
SELECT con.oid AS deparse,
       pg_catalog.pg_get_expr(con.conbin, con.conrelid) AS expression
  FROM pg_catalog.pg_constraint AS con
 WHERE con.oid = ANY ($1::pg_catalog.oid[])
