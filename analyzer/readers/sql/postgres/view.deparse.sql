-- view: definitions, PostgreSQL 12 and later; manual: System Information Functions. Not
-- pretty-printed: that form depends on the search path and drops parentheses.
SELECT k.oid AS deparse,
       pg_catalog.rtrim(pg_catalog.ltrim(pg_catalog.pg_get_viewdef(k.oid, false)), ';')
       AS definition
  FROM pg_catalog.unnest($1::pg_catalog.oid[]) AS k (oid)
