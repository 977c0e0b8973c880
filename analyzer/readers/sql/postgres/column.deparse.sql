-- column: expressions of generated columns, PostgreSQL 12 and later; manual: pg_attrdef. Of a
-- partition's only where it is not the parent's, whose columns may have other numbers.
SELECT f.oid AS deparse,
       CASE a.attgenerated WHEN 's' THEN 'stored: ' ELSE 'virtual: ' END
       || nullif(pg_catalog.pg_get_expr(f.adbin, f.adrelid),
                 pg_catalog.pg_get_expr(p.adbin, p.adrelid)) AS generated
  FROM pg_catalog.pg_attrdef AS f
  JOIN pg_catalog.pg_class AS c ON c.oid = f.adrelid
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = f.adrelid AND a.attnum = f.adnum
  LEFT JOIN pg_catalog.pg_inherits AS h ON h.inhrelid = c.oid AND c.relispartition
  LEFT JOIN pg_catalog.pg_attribute AS pa ON pa.attrelid = h.inhparent AND pa.attname = a.attname
  LEFT JOIN pg_catalog.pg_attrdef AS p ON p.adrelid = pa.attrelid AND p.adnum = pa.attnum
 WHERE f.oid = ANY ($1::pg_catalog.oid[])
