-- language, PostgreSQL 12 and later; manual: CREATE LANGUAGE, pg_language. Below 16384: made by
-- initdb (internal, c, sql).
SELECT l.lanname AS name,
       nullif(l.lanplcallfoid, 0)::pg_catalog.regprocedure AS handler,
       nullif(l.laninline, 0)::pg_catalog.regprocedure AS inline,
       nullif(l.lanvalidator, 0)::pg_catalog.regprocedure AS validator,
       CASE WHEN l.lanpltrusted THEN 'yes' ELSE 'no' END AS trusted,
       pg_catalog.pg_get_userbyid(l.lanowner) AS owner,
       (SELECT pg_catalog.string_agg(g.text, ', ' ORDER BY g.text COLLATE "C")
          FROM (SELECT CASE WHEN x.grantee = 0 THEN 'PUBLIC'
                            ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee))
                       END || ' ' || x.privilege_type
                       || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS text
                  FROM pg_catalog.aclexplode(
                           coalesce(l.lanacl, pg_catalog.acldefault('l', l.lanowner))) AS x
                 WHERE x.grantee <> l.lanowner) AS g) AS privileges,
       e.description AS comment
  FROM pg_catalog.pg_language AS l
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_language'::pg_catalog.regclass AND e.objoid = l.oid
 WHERE l.oid >= 16384
   AND l.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_language'::pg_catalog.regclass
                        AND d.deptype = 'e'))
