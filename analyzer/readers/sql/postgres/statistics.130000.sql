-- statistics, PostgreSQL 13; manual: pg_statistic_ext. The order of the columns is the one of the
-- table, which a restored dump may not keep: sorted by name. A target of -1 is none.
SELECT n.nspname AS schema,
       s.stxname AS name,
       pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(c.relname) AS table,
       (SELECT pg_catalog.string_agg(CASE k.kind WHEN 'd' THEN 'ndistinct'
                                                 WHEN 'f' THEN 'dependencies'
                                                 WHEN 'm' THEN 'mcv'
                                                 ELSE k.kind::pg_catalog.text END,
                                     ', ' ORDER BY k.kind)
          FROM pg_catalog.unnest(s.stxkind) AS k (kind)
         WHERE k.kind <> 'e') AS kinds,
       (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', '
                                     ORDER BY a.attname COLLATE "C")
          FROM pg_catalog.unnest(s.stxkeys::pg_catalog.int2[]) AS k (attnum)
          JOIN pg_catalog.pg_attribute AS a
            ON a.attrelid = s.stxrelid AND a.attnum = k.attnum) AS columns,
       CASE WHEN s.stxstattarget >= 0 THEN s.stxstattarget END AS target,
       pg_catalog.pg_get_userbyid(s.stxowner) AS owner,
       e.description AS comment
  FROM pg_catalog.pg_statistic_ext AS s
  JOIN pg_catalog.pg_namespace AS n ON n.oid = s.stxnamespace
  JOIN pg_catalog.pg_class AS c ON c.oid = s.stxrelid
  JOIN pg_catalog.pg_namespace AS cn ON cn.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass AND e.objoid = s.oid
 WHERE c.relpersistence <> 't'
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND s.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass
                        AND d.deptype = 'e'))
