-- range, PostgreSQL 12 and later; manual: CREATE TYPE, pg_range. The multirange of 14 and later is
-- part of its range (deptype 'i'), and unset where its name is what makeMultirangeTypeName makes:
-- "multi" before the first "range", or "_multirange" behind the name. It is read as JSON, for 12
-- and 13 have no such column.
SELECT n.nspname AS schema,
       t.typname AS name,
       pg_catalog.format_type(r.rngsubtype, NULL) AS subtype,
       CASE WHEN NOT (oc.opcdefault AND oc.opcintype = r.rngsubtype) THEN
            CASE WHEN ocn.nspname = 'pg_catalog' THEN ''
                 ELSE pg_catalog.quote_ident(ocn.nspname) || '.' END
            || pg_catalog.quote_ident(oc.opcname) END AS operator_class,
       CASE WHEN r.rngcollation <> b.typcollation THEN
            CASE WHEN cn.nspname = 'pg_catalog' THEN ''
                 ELSE pg_catalog.quote_ident(cn.nspname) || '.' END
            || pg_catalog.quote_ident(co.collname) END AS collation,
       nullif(r.rngcanonical::pg_catalog.oid, 0)::pg_catalog.regprocedure AS canonical,
       nullif(r.rngsubdiff::pg_catalog.oid, 0)::pg_catalog.regprocedure AS subtype_diff,
       CASE WHEN m.typnamespace <> t.typnamespace
              OR m.typname <> CASE pg_catalog.strpos(t.typname, 'range')
                 WHEN 0 THEN pg_catalog."left"(t.typname, 52) || '_multirange'
                 ELSE pg_catalog.regexp_replace(t.typname, 'range', 'multirange') END
                 ::pg_catalog.name
            THEN pg_catalog.quote_ident(mn.nspname) || '.' || pg_catalog.quote_ident(m.typname)
             END AS multirange,
       pg_catalog.pg_get_userbyid(t.typowner) AS owner,
       (SELECT pg_catalog.string_agg(g.text, ', ' ORDER BY g.text COLLATE "C")
          FROM (SELECT CASE WHEN x.grantee = 0 THEN 'PUBLIC'
                            ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee))
                       END || ' ' || x.privilege_type
                       || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS text
                  FROM pg_catalog.aclexplode(
                           coalesce(t.typacl, pg_catalog.acldefault('T', t.typowner))) AS x
                 WHERE x.grantee <> t.typowner) AS g) AS privileges,
       e.description AS comment
  FROM pg_catalog.pg_range AS r
  JOIN pg_catalog.pg_type AS t ON t.oid = r.rngtypid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
  JOIN pg_catalog.pg_type AS b ON b.oid = r.rngsubtype
  JOIN pg_catalog.pg_opclass AS oc ON oc.oid = r.rngsubopc
  JOIN pg_catalog.pg_namespace AS ocn ON ocn.oid = oc.opcnamespace
  LEFT JOIN pg_catalog.pg_collation AS co ON co.oid = r.rngcollation
  LEFT JOIN pg_catalog.pg_namespace AS cn ON cn.oid = co.collnamespace
  LEFT JOIN pg_catalog.pg_type AS m
    ON m.oid = (pg_catalog.to_jsonb(r) ->> 'rngmultitypid')::pg_catalog.oid
  LEFT JOIN pg_catalog.pg_namespace AS mn ON mn.oid = m.typnamespace
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass AND e.objoid = t.oid
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND t.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass
                        AND d.deptype = 'e'))
