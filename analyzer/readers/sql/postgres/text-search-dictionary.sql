-- text-search-dictionary, PostgreSQL 12 and later; manual: CREATE TEXT SEARCH DICTIONARY,
-- pg_ts_dict. Options stand in the order in which they were set, and numbers are quoted to 12 only:
-- here all are sorted and quoted.
SELECT n.nspname AS schema,
       d.dictname AS name,
       CASE WHEN tn.nspname = 'pg_catalog' THEN ''
            ELSE pg_catalog.quote_ident(tn.nspname) || '.' END
       || pg_catalog.quote_ident(t.tmplname) AS template,
       (SELECT pg_catalog.string_agg(
                   k.part[1] || ' = ' || CASE WHEN k.part[2] ~ '^E?''' THEN k.part[2]
                                              ELSE pg_catalog.quote_literal(k.part[2]) END,
                   ', ' ORDER BY k.part[1] COLLATE "C")
          FROM pg_catalog.regexp_matches(
                   d.dictinitoption,
                   '("(?:[^"]|"")*"|[^ =",]+) = (E?''(?:[^'']|'''')*''|[^ ,'']+)', 'g')
               AS k (part)) AS options,
       pg_catalog.pg_get_userbyid(d.dictowner) AS owner,
       e.description AS comment
  FROM pg_catalog.pg_ts_dict AS d
  JOIN pg_catalog.pg_namespace AS n ON n.oid = d.dictnamespace
  JOIN pg_catalog.pg_ts_template AS t ON t.oid = d.dicttemplate
  JOIN pg_catalog.pg_namespace AS tn ON tn.oid = t.tmplnamespace
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_ts_dict'::pg_catalog.regclass AND e.objoid = d.oid
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND d.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_ts_dict'::pg_catalog.regclass
                        AND d.deptype = 'e'))
