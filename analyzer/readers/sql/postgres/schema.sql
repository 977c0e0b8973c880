-- schema, PostgreSQL 12 and later; manual: pg_namespace. Every database has public: it is listed
-- only where it is not as initdb of its version makes it, with what it has of its own.
SELECT s.name,
       CASE WHEN s.name <> 'public' OR s.owner <> i.owner THEN
           pg_catalog.pg_get_userbyid(s.owner) END AS owner,
       CASE WHEN s.name <> 'public' THEN s.privileges
            WHEN s.privileges IS DISTINCT FROM i.privileges THEN coalesce(s.privileges, 'none')
            END AS privileges,
       s.comment
  FROM (SELECT n.nspname AS name,
               n.nspowner AS owner,
               CASE WHEN n.nspacl IS NOT NULL THEN
                   (SELECT pg_catalog.string_agg(g.text, ', ' ORDER BY g.text COLLATE "C")
                      FROM (SELECT CASE WHEN x.grantee = 0 THEN 'PUBLIC'
                                        ELSE pg_catalog.quote_ident(
                                                 pg_catalog.pg_get_userbyid(x.grantee))
                                   END || ' ' || x.privilege_type
                                   || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION'
                                           ELSE '' END AS text
                              FROM pg_catalog.aclexplode(n.nspacl) AS x
                             WHERE x.grantee <> n.nspowner) AS g) END AS privileges,
               CASE WHEN n.nspname <> 'public' OR e.description <> 'standard public schema'
                    THEN e.description END AS comment
          FROM pg_catalog.pg_namespace AS n
          LEFT JOIN pg_catalog.pg_description AS e
            ON e.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND e.objoid = n.oid
         WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
           AND n.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
                        AND d.deptype = 'e'))) AS s
 -- pg_database_owner, and the superuser that initdb makes
 CROSS JOIN (SELECT CASE WHEN v.number >= 150000 THEN 6171 ELSE 10 END AS owner,
                    CASE WHEN v.number >= 150000 THEN 'PUBLIC USAGE'
                         ELSE 'PUBLIC CREATE, PUBLIC USAGE' END AS privileges
               FROM (SELECT pg_catalog.current_setting('server_version_num')::pg_catalog.int4
                     AS number) AS v) AS i
 WHERE s.name <> 'public' OR s.owner <> i.owner OR s.comment IS NOT NULL
    OR s.privileges IS DISTINCT FROM i.privileges
