-- column: expressions of generated columns, PostgreSQL 12 and later; manual: pg_attrdef.
SELECT f.oid AS deparse,
       CASE a.attgenerated WHEN 's' THEN 'stored: ' ELSE 'virtual: ' END
       || pg_catalog.pg_get_expr(f.adbin, f.adrelid) AS generated
  FROM pg_catalog.pg_attrdef AS f
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = f.adrelid AND a.attnum = f.adnum
 WHERE f.oid = ANY ($1::pg_catalog.oid[])
