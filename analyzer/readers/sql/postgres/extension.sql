-- extension, PostgreSQL 12 and later; manual: pg_extension. Below 16384: made by initdb (plpgsql).
SELECT x.extname AS name,
       n.nspname AS schema_name,
       x.extversion AS version,
       e.description AS comment
  FROM pg_catalog.pg_extension AS x
  JOIN pg_catalog.pg_namespace AS n ON n.oid = x.extnamespace
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND e.objoid = x.oid
 WHERE x.oid >= 16384
