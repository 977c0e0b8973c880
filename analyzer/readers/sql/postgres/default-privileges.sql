-- default-privileges, PostgreSQL 12 and later; manual: pg_default_acl. Entries without a schema
-- replace what is built in, those of a schema add to it.
SELECT n.nspname AS schema,
       pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(d.defaclrole))
       || CASE d.defaclobjtype WHEN 'r' THEN ' tables' WHEN 'S' THEN ' sequences'
               WHEN 'f' THEN ' functions' WHEN 'T' THEN ' types' WHEN 'n' THEN ' schemas'
               WHEN 'L' THEN ' large objects' ELSE ' ' || d.defaclobjtype::pg_catalog.text END
       AS name,
       (SELECT pg_catalog.string_agg(g.text, ', ' ORDER BY g.text COLLATE "C")
          FROM (SELECT CASE WHEN x.grantee = 0 THEN 'PUBLIC'
                            ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee))
                       END || ' ' || x.privilege_type
                       || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS text
                  FROM pg_catalog.aclexplode(d.defaclacl) AS x
                 WHERE x.grantee <> d.defaclrole) AS g) AS privileges
  FROM pg_catalog.pg_default_acl AS d
  LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = d.defaclnamespace
 WHERE n.nspname IS NULL OR n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
