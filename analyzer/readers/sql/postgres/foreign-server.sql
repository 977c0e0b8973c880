-- foreign-server, PostgreSQL 12 and later; manual: pg_foreign_server.
SELECT s.srvname AS name,
       pg_catalog.quote_ident(w.fdwname) AS wrapper,
       s.srvtype AS type,
       s.srvversion AS version,
       (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(o.option_name) || '='
                                     || pg_catalog.quote_literal(o.option_value), ', '
                                     ORDER BY o.option_name COLLATE "C")
          FROM pg_catalog.pg_options_to_table(s.srvoptions) AS o) AS options,
       pg_catalog.pg_get_userbyid(s.srvowner) AS owner,
       CASE WHEN s.srvacl IS NOT NULL THEN
           (SELECT pg_catalog.string_agg(g.text, ', ' ORDER BY g.text COLLATE "C")
              FROM (SELECT CASE WHEN x.grantee = 0 THEN 'PUBLIC'
                                ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee))
                           END || ' ' || x.privilege_type
                           || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS text
                      FROM pg_catalog.aclexplode(s.srvacl) AS x
                     WHERE x.grantee <> s.srvowner) AS g)
            END AS privileges,
       e.description AS comment
  FROM pg_catalog.pg_foreign_server AS s
  JOIN pg_catalog.pg_foreign_data_wrapper AS w ON w.oid = s.srvfdw
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_foreign_server'::pg_catalog.regclass AND e.objoid = s.oid
 WHERE s.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_foreign_server'::pg_catalog.regclass
                        AND d.deptype = 'e'))
