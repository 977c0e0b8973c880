-- cast, PostgreSQL 12 and later; manual: CREATE CAST, pg_cast. Left out: what initdb made (below
-- 16384) and the casts of ranges to their multiranges (deptype 'i'). Within: the schema by which it
-- is filtered, that of the first type which is no built-in one.
SELECT '(' || pg_catalog.format_type(c.castsource, NULL) || ' AS '
       || pg_catalog.format_type(c.casttarget, NULL) || ')' AS name,
       CASE WHEN sn.nspname <> 'pg_catalog' THEN sn.nspname
            WHEN tn.nspname <> 'pg_catalog' THEN tn.nspname END AS within,
       CASE c.castmethod WHEN 'i' THEN 'inout' WHEN 'b' THEN 'binary'
            ELSE 'function' END AS method,
       nullif(c.castfunc, 0)::pg_catalog.regprocedure AS function,
       CASE c.castcontext WHEN 'i' THEN 'implicit' WHEN 'a' THEN 'assignment'
            ELSE 'explicit' END AS context,
       e.description AS comment
  FROM pg_catalog.pg_cast AS c
  JOIN pg_catalog.pg_type AS s ON s.oid = c.castsource
  JOIN pg_catalog.pg_namespace AS sn ON sn.oid = s.typnamespace
  JOIN pg_catalog.pg_type AS t ON t.oid = c.casttarget
  JOIN pg_catalog.pg_namespace AS tn ON tn.oid = t.typnamespace
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_cast'::pg_catalog.regclass AND e.objoid = c.oid
 WHERE c.oid >= 16384
   AND c.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass
                        AND d.deptype IN ('e', 'i')))
