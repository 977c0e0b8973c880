-- enum, PostgreSQL 12 and later; manual: pg_enum. The order is enumsortorder's, its numbers are not
-- compared: they differ after a restore.
SELECT n.nspname AS schema,
       t.typname AS name,
       (SELECT pg_catalog.string_agg(pg_catalog.quote_literal(l.enumlabel), ', '
                                     ORDER BY l.enumsortorder)
          FROM pg_catalog.pg_enum AS l WHERE l.enumtypid = t.oid) AS labels,
       pg_catalog.pg_get_userbyid(t.typowner) AS owner,
       CASE WHEN t.typacl IS NOT NULL THEN
           (SELECT pg_catalog.string_agg(g.text, ', ' ORDER BY g.text COLLATE "C")
              FROM (SELECT CASE WHEN x.grantee = 0 THEN 'PUBLIC'
                                ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee))
                           END || ' ' || x.privilege_type
                           || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS text
                      FROM pg_catalog.aclexplode(t.typacl) AS x
                     WHERE x.grantee <> t.typowner) AS g)
            ELSE 'PUBLIC USAGE' END AS privileges,
       e.description AS comment
  FROM pg_catalog.pg_type AS t
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass AND e.objoid = t.oid
 WHERE t.typtype = 'e' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND t.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass
                        AND d.deptype = 'e'))
