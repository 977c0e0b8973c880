-- user-mapping, PostgreSQL 12 and later; manual: pg_user_mappings. The catalog itself is closed to
-- all but superusers; the view shows options only to whom they concern, and they are not read here.
SELECT CASE WHEN m.umuser = 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(m.usename) END
       || ' ON ' || pg_catalog.quote_ident(m.srvname) AS name,
       m.srvname AS server,
       CASE WHEN m.umuser = 0 THEN 'PUBLIC' ELSE m.usename END AS role
  FROM pg_catalog.pg_user_mappings AS m
