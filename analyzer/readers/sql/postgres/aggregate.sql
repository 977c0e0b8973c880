-- aggregate, PostgreSQL 12 and later; manual: CREATE AGGREGATE, pg_aggregate. Whether final
-- functions change the state is unset where it is what CREATE AGGREGATE takes for the kind.
SELECT n.nspname AS schema,
       p.proname || '(' || coalesce((SELECT pg_catalog.string_agg(
                   pg_catalog.format_type(k.type, NULL), ', ' ORDER BY k.n)
          FROM pg_catalog.unnest(p.proargtypes::pg_catalog.oid[]) WITH ORDINALITY AS k (type, n)),
          '') || ')' AS name,
       CASE a.aggkind WHEN 'o' THEN 'ordered-set' WHEN 'h' THEN 'hypothetical'
            ELSE 'normal' END AS kind,
       nullif(pg_catalog.pg_get_function_arguments(p.oid), '') AS arguments,
       nullif(a.aggtransfn::pg_catalog.oid, 0)::pg_catalog.regprocedure AS sfunc,
       pg_catalog.format_type(a.aggtranstype, NULL) AS stype,
       a.aggtransspace AS sspace,
       a.agginitval AS initcond,
       nullif(a.aggfinalfn::pg_catalog.oid, 0)::pg_catalog.regprocedure AS finalfunc,
       CASE WHEN a.aggfinalextra THEN 'yes' ELSE 'no' END AS finalfunc_extra,
       CASE WHEN a.aggfinalmodify <> k.modify THEN
            CASE a.aggfinalmodify WHEN 'r' THEN 'read_only' WHEN 's' THEN 'shareable'
                 ELSE 'read_write' END END AS finalfunc_modify,
       nullif(a.aggcombinefn::pg_catalog.oid, 0)::pg_catalog.regprocedure AS combinefunc,
       nullif(a.aggserialfn::pg_catalog.oid, 0)::pg_catalog.regprocedure AS serialfunc,
       nullif(a.aggdeserialfn::pg_catalog.oid, 0)::pg_catalog.regprocedure AS deserialfunc,
       nullif(a.aggmtransfn::pg_catalog.oid, 0)::pg_catalog.regprocedure AS msfunc,
       nullif(a.aggminvtransfn::pg_catalog.oid, 0)::pg_catalog.regprocedure AS minvfunc,
       CASE WHEN a.aggmtranstype <> 0 THEN
            pg_catalog.format_type(a.aggmtranstype, NULL) END AS mstype,
       a.aggmtransspace AS msspace,
       a.aggminitval AS minitcond,
       nullif(a.aggmfinalfn::pg_catalog.oid, 0)::pg_catalog.regprocedure AS mfinalfunc,
       CASE WHEN a.aggmfinalextra THEN 'yes' ELSE 'no' END AS mfinalfunc_extra,
       CASE WHEN a.aggmfinalmodify <> k.modify THEN
            CASE a.aggmfinalmodify WHEN 'r' THEN 'read_only' WHEN 's' THEN 'shareable'
                 ELSE 'read_write' END END AS mfinalfunc_modify,
       nullif(a.aggsortop, 0)::pg_catalog.regoperator AS sortop,
       CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted'
            ELSE 'unsafe' END AS parallel,
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
  JOIN pg_catalog.pg_aggregate AS a ON a.aggfnoid = p.oid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
 CROSS JOIN LATERAL (SELECT CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END AS modify) AS k
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND e.objoid = p.oid
 WHERE p.prokind = 'a'
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND p.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
                        AND d.deptype = 'e')
