-- foreign-table, PostgreSQL 12 and later; manual: pg_foreign_table, pg_inherits. A bound holds
-- constants only, so that pg_get_expr needs no relation and takes no lock.
SELECT n.nspname AS schema,
       c.relname AS name,
       pg_catalog.quote_ident(s.srvname) AS server,
       (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(o.option_name) || '='
                                     || pg_catalog.quote_literal(o.option_value), ', '
                                     ORDER BY o.option_name COLLATE "C")
          FROM pg_catalog.pg_options_to_table(t.ftoptions) AS o) AS options,
       CASE WHEN c.relispartition THEN i.parents END AS partition_of,
       CASE WHEN c.relispartition THEN pg_catalog.pg_get_expr(c.relpartbound, 0) END AS bound,
       CASE WHEN NOT c.relispartition THEN i.parents END AS inherits,
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
  FROM pg_catalog.pg_foreign_table AS t
  JOIN pg_catalog.pg_class AS c ON c.oid = t.ftrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_foreign_server AS s ON s.oid = t.ftserver
  LEFT JOIN (SELECT h.inhrelid,
                    pg_catalog.string_agg(pg_catalog.quote_ident(pn.nspname) || '.'
                                          || pg_catalog.quote_ident(p.relname), ', '
                                          ORDER BY h.inhseqno) AS parents
               FROM pg_catalog.pg_inherits AS h
               JOIN pg_catalog.pg_class AS p ON p.oid = h.inhparent AND p.relkind IN ('r', 'p', 'f')
               JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.relnamespace
              GROUP BY h.inhrelid) AS i ON i.inhrelid = c.oid
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objoid = c.oid
   AND e.objsubid = 0
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   /*only c.oid*/
   AND c.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                        AND d.deptype = 'e'))
