-- procedure, PostgreSQL 12 and 13; manual: pg_proc. Arguments are put together here: 14 writes IN
-- where 12 and 13 do not.
SELECT n.nspname AS schema,
       p.proname || '(' || coalesce((SELECT pg_catalog.string_agg(
                   pg_catalog.format_type(k.type, NULL), ', ' ORDER BY k.n)
          FROM pg_catalog.unnest(p.proargtypes::pg_catalog.oid[]) WITH ORDINALITY AS k (type, n)),
          '') || ')' AS name,
       (SELECT pg_catalog.string_agg(pg_catalog.concat_ws(' ',
                   CASE k.mode WHEN 'o' THEN 'OUT' WHEN 'b' THEN 'INOUT'
                               WHEN 'v' THEN 'VARIADIC' END,
                   nullif(pg_catalog.quote_ident(k.name), '""'),
                   pg_catalog.format_type(k.type, NULL),
                   'DEFAULT '
                   || pg_catalog.pg_get_function_arg_default(p.oid, k.n::pg_catalog.int4)),
                   ', ' ORDER BY k.n)
          FROM unnest(coalesce(p.proallargtypes, p.proargtypes::pg_catalog.oid[]),
                                 p.proargmodes, p.proargnames) WITH ORDINALITY
               AS k (type, mode, name, n)) AS arguments,
       l.lanname AS language,
       CASE WHEN l.lanname = 'c' THEN pg_catalog.concat_ws(', ', p.probin, p.prosrc)
            ELSE p.prosrc END AS body,
       CASE WHEN p.prosecdef THEN 'yes' ELSE 'no' END AS security_definer,
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
 WHERE p.prokind = 'p'
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND p.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
                        AND d.deptype = 'e')
