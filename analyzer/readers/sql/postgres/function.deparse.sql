-- function: bodies in SQL's own form (BEGIN ATOMIC, RETURN), PostgreSQL 14 and later;
-- manual: System Information Functions.
SELECT k.oid AS deparse,
       pg_catalog.ltrim(pg_catalog.pg_get_function_sqlbody(k.oid)) AS sql_body
  FROM pg_catalog.unnest($1::pg_catalog.oid[]) AS k (oid)
