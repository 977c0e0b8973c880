-- policy, PostgreSQL 12 and later; manual: pg_policy. Role 0 is PUBLIC.
SELECT n.nspname AS schema,
       c.relname AS relation,
       p.polname AS name,
       p.oid AS deparse,
       CASE p.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update'
            WHEN 'd' THEN 'delete' ELSE 'all' END AS command,
       CASE WHEN p.polpermissive THEN 'yes' ELSE 'no' END AS permissive,
       (SELECT pg_catalog.string_agg(r.name, ', ' ORDER BY r.name COLLATE "C")
          FROM (SELECT CASE WHEN k.oid = 0 THEN 'PUBLIC'
                            ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(k.oid)) END
                       AS name
                  FROM pg_catalog.unnest(p.polroles) AS k (oid)) AS r) AS roles,
       e.description AS comment
  FROM pg_catalog.pg_policy AS p
  JOIN pg_catalog.pg_class AS c ON c.oid = p.polrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_policy'::pg_catalog.regclass AND e.objoid = p.oid
 WHERE c.relpersistence <> 't'
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   /*only c.oid*/
   AND c.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                        AND d.deptype = 'e'))
