-- view, PostgreSQL 12 and later; manual: pg_class, pg_rewrite. The definition is deparsed apart,
-- for that locks the relations it names.
SELECT n.nspname AS schema,
       c.relname AS name,
       c.oid AS deparse,
       x.columns,
       CASE WHEN c.reloptions IS NOT NULL THEN
           (SELECT pg_catalog.string_agg(o.option_name || '='
                   || CASE WHEN o.option_name IN ('security_barrier', 'security_invoker')
                           THEN o.option_value::pg_catalog.bool::pg_catalog.text
                           ELSE pg_catalog.lower(o.option_value) END, ', ' ORDER BY o.option_name COLLATE "C")
              FROM pg_catalog.pg_options_to_table(c.reloptions) AS o
             WHERE o.option_name IN ('check_option', 'security_barrier', 'security_invoker'))
            END AS options,
       pg_catalog.pg_get_userbyid(c.relowner) AS owner,
       CASE WHEN c.relacl IS NOT NULL THEN
           (SELECT pg_catalog.string_agg(g.text, ', ' ORDER BY g.text COLLATE "C")
              FROM (SELECT CASE WHEN x.grantee = 0 THEN 'PUBLIC'
                                ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee))
                           END || ' ' || x.privilege_type
                           || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS text
                      FROM pg_catalog.aclexplode(c.relacl) AS x
                     WHERE x.grantee <> c.relowner) AS g)
            END AS privileges,
       e.description AS comment
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN LATERAL (
       SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname) || ' '
                                    || pg_catalog.format_type(a.atttypid, a.atttypmod), ', '
                                    ORDER BY a.attnum) AS columns
         FROM pg_catalog.pg_attribute AS a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS x ON true
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objoid = c.oid
   AND e.objsubid = 0
 WHERE c.relkind = 'v' AND c.relpersistence <> 't'
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   /*only c.oid*/
   AND c.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                        AND d.deptype = 'e'))
