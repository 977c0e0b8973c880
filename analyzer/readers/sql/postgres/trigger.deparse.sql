-- trigger: conditions, PostgreSQL 12 and later; manual: System Information Functions. pg_get_expr
-- refuses a condition (it names two rows), so that it is cut out of the whole text: between the
-- first WHEN and the next EXECUTE outside of quotes.
SELECT t.oid AS deparse,
       pg_catalog.substring(pg_catalog.pg_get_triggerdef(t.oid, false),
           '^(?:[^"]|"[^"]*")*? WHEN \(((?:[^"'']|"[^"]*"|''[^'']*'')*?)\) EXECUTE (?:FUNC|PROC)')
       AS condition
  FROM pg_catalog.pg_trigger AS t
 WHERE t.oid = ANY ($1::pg_catalog.oid[])
