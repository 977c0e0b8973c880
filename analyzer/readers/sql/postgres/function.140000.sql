-- function, PostgreSQL 14 and later; manual: pg_proc. Left out: what belongs to a type (deptype
-- 'i': constructors of ranges). Cost and rows are unset where they are the language's.
SELECT n.nspname AS schema,
       p.proname || '(' || coalesce((SELECT pg_catalog.string_agg(
                   pg_catalog.format_type(k.type, NULL), ', ' ORDER BY k.n)
          FROM pg_catalog.unnest(p.proargtypes::pg_catalog.oid[]) WITH ORDINALITY AS k (type, n)),
          '') || ')' AS name,
       CASE WHEN p.prosqlbody IS NOT NULL THEN p.oid END AS deparse,
       pg_catalog.pg_get_function_arguments(p.oid) AS arguments,
       pg_catalog.pg_get_function_result(p.oid) AS result,
       l.lanname AS language,
       CASE WHEN l.lanname = 'c' THEN pg_catalog.concat_ws(', ', p.probin, p.prosrc)
            WHEN p.prosqlbody IS NULL THEN p.prosrc END AS body,
       CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable'
            ELSE 'volatile' END AS volatility,
       CASE WHEN p.proisstrict THEN 'yes' ELSE 'no' END AS strict,
       CASE WHEN p.prosecdef THEN 'yes' ELSE 'no' END AS security_definer,
       CASE WHEN p.proleakproof THEN 'yes' ELSE 'no' END AS leakproof,
       CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted'
            ELSE 'unsafe' END AS parallel,
       CASE WHEN p.prokind = 'w' THEN 'yes' ELSE 'no' END AS window,
       CASE WHEN p.procost <> CASE WHEN l.lanname IN ('c', 'internal') THEN 1 ELSE 100 END
            THEN p.procost END AS cost,
       CASE WHEN p.proretset AND p.prorows <> 1000 THEN p.prorows END AS rows,
       (SELECT CASE WHEN sn.nspname = 'pg_catalog' THEN ''
                    ELSE pg_catalog.quote_ident(sn.nspname) || '.' END
               || pg_catalog.quote_ident(sp.proname)
          FROM pg_catalog.pg_proc AS sp
          JOIN pg_catalog.pg_namespace AS sn ON sn.oid = sp.pronamespace
         WHERE sp.oid = p.prosupport::pg_catalog.oid) AS support,
       (SELECT pg_catalog.string_agg(t.type, ', ' ORDER BY t.type COLLATE "C")
          FROM (SELECT pg_catalog.format_type(x.oid, NULL) AS type
                  FROM pg_catalog.unnest(p.protrftypes) AS x (oid)) AS t) AS transforms,
       (SELECT pg_catalog.string_agg(s.item, ', ' ORDER BY s.item COLLATE "C")
          FROM pg_catalog.unnest(p.proconfig) AS s (item)) AS settings,
       CASE WHEN p.oid IN (
                SELECT d.objid FROM pg_catalog.pg_depend AS d
                 WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                   AND d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.deptype = 'x')
            THEN (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(x.extname), ', '
                                               ORDER BY x.extname)
                    FROM pg_catalog.pg_depend AS d
                    JOIN pg_catalog.pg_extension AS x ON x.oid = d.refobjid
                   WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
                     AND d.objid = p.oid AND d.deptype = 'x'
                     AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass)
            END AS depends_on,
       pg_catalog.pg_get_userbyid(p.proowner) AS owner,
       (SELECT pg_catalog.string_agg(g.text, ', ' ORDER BY g.text COLLATE "C")
          FROM (SELECT CASE WHEN x.grantee = 0 THEN 'PUBLIC'
                            ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee))
                       END || ' ' || x.privilege_type
                       || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS text
                  FROM pg_catalog.aclexplode(
                           coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))) AS x
                 WHERE x.grantee <> p.proowner) AS g) AS privileges,
       e.description AS comment
  FROM pg_catalog.pg_proc AS p
  JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
  JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND e.objoid = p.oid
 WHERE p.prokind IN ('f', 'w')
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND p.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
                        AND d.deptype = 'e')
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                    WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
                      AND d.objid = p.oid AND d.deptype = 'i')
