-- foreign-data-wrapper, PostgreSQL 12 and later; manual: pg_foreign_data_wrapper.
SELECT w.fdwname AS name,
       (SELECT CASE WHEN n.nspname = 'pg_catalog' THEN ''
                    ELSE pg_catalog.quote_ident(n.nspname) || '.' END
               || pg_catalog.quote_ident(f.proname)
          FROM pg_catalog.pg_proc AS f
          JOIN pg_catalog.pg_namespace AS n ON n.oid = f.pronamespace
         WHERE f.oid = w.fdwhandler) AS handler,
       (SELECT CASE WHEN n.nspname = 'pg_catalog' THEN ''
                    ELSE pg_catalog.quote_ident(n.nspname) || '.' END
               || pg_catalog.quote_ident(f.proname)
          FROM pg_catalog.pg_proc AS f
          JOIN pg_catalog.pg_namespace AS n ON n.oid = f.pronamespace
         WHERE f.oid = w.fdwvalidator) AS validator,
       (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(o.option_name) || '='
                                     || pg_catalog.quote_literal(o.option_value), ', '
                                     ORDER BY o.option_name COLLATE "C")
          FROM pg_catalog.pg_options_to_table(w.fdwoptions) AS o) AS options,
       pg_catalog.pg_get_userbyid(w.fdwowner) AS owner,
       CASE WHEN w.fdwacl IS NOT NULL THEN
           (SELECT pg_catalog.string_agg(g.text, ', ' ORDER BY g.text COLLATE "C")
              FROM (SELECT CASE WHEN x.grantee = 0 THEN 'PUBLIC'
                                ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee))
                           END || ' ' || x.privilege_type
                           || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS text
                      FROM pg_catalog.aclexplode(w.fdwacl) AS x
                     WHERE x.grantee <> w.fdwowner) AS g)
            END AS privileges,
       e.description AS comment
  FROM pg_catalog.pg_foreign_data_wrapper AS w
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass AND e.objoid = w.oid
 WHERE w.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass
                        AND d.deptype = 'e'))
