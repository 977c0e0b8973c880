-- table: partition keys, PostgreSQL 12 and later; manual: System Information Functions.
SELECT k.oid AS deparse,
       pg_catalog.pg_get_partkeydef(k.oid) AS partition_key
  FROM pg_catalog.unnest($1::pg_catalog.oid[]) AS k (oid)
