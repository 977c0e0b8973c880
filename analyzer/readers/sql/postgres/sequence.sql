-- sequence, PostgreSQL 12 and later; manual: pg_sequence, CREATE SEQUENCE. A sequence behind an
-- identity column (deptype 'i') is part of the column. Start, minimum and maximum are unset where
-- they are what CREATE SEQUENCE takes for the type and direction. A sequence that a column owns is
-- logged as its table is, from 15 on: what it has otherwise is its own.
SELECT n.nspname AS schema,
       c.relname AS name,
       pg_catalog.format_type(s.seqtypid, NULL) AS type,
       CASE WHEN s.seqstart <> CASE WHEN s.seqincrement > 0 THEN s.seqmin ELSE s.seqmax END
            THEN s.seqstart END AS start,
       s.seqincrement AS increment,
       CASE WHEN s.seqmin <> CASE WHEN s.seqincrement > 0 THEN 1 ELSE r.low END
            THEN s.seqmin END AS minimum,
       CASE WHEN s.seqmax <> CASE WHEN s.seqincrement > 0 THEN r.high ELSE -1 END
            THEN s.seqmax END AS maximum,
       s.seqcache AS cache,
       CASE WHEN s.seqcycle THEN 'yes' ELSE 'no' END AS cycle,
       o.owned_by,
       CASE WHEN o.owned_by IS NULL THEN CASE c.relpersistence WHEN 'u' THEN 'unlogged' END
            WHEN o.relpersistence <> c.relpersistence
             AND pg_catalog.current_setting('server_version_num')::pg_catalog.int4 >= 150000
            THEN CASE c.relpersistence WHEN 'u' THEN 'unlogged' ELSE 'logged' END
            END AS persistence,
       pg_catalog.pg_get_userbyid(c.relowner) AS owner,
       CASE WHEN c.relacl IS NOT NULL THEN
           (SELECT pg_catalog.string_agg(g.text, ', ' ORDER BY g.text COLLATE "C")
              FROM (SELECT CASE WHEN x.grantee = 0 THEN 'PUBLIC'
                                ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee))
                           END || ' ' || x.privilege_type
                           || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS text
                      FROM pg_catalog.aclexplode(c.relacl) AS x
                     WHERE x.grantee <> c.relowner) AS g)
            END AS privileges,
       e.description AS comment
  FROM (SELECT c.oid, c.relname, c.relnamespace, c.relowner, c.relacl, c.relpersistence
          FROM pg_catalog.pg_class AS c
         WHERE c.relkind = 'S' AND c.relpersistence <> 't'
           /*only c.oid*/
           AND c.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                              WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                                AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                                AND d.deptype = 'e'))
           AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                            WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                              AND d.objid = c.oid AND d.deptype = 'i')
        OFFSET 0) AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_sequence AS s ON s.seqrelid = c.oid
 CROSS JOIN LATERAL (
       SELECT CASE s.seqtypid WHEN 21 THEN -32768 WHEN 23 THEN -2147483648
                              ELSE -9223372036854775808 END AS low,
              CASE s.seqtypid WHEN 21 THEN 32767 WHEN 23 THEN 2147483647
                              ELSE 9223372036854775807 END AS high) AS r
  LEFT JOIN LATERAL (
       SELECT pg_catalog.quote_ident(tn.nspname) || '.' || pg_catalog.quote_ident(t.relname)
              || '.' || pg_catalog.quote_ident(a.attname) AS owned_by, t.relpersistence
          FROM pg_catalog.pg_depend AS d
          JOIN pg_catalog.pg_class AS t ON t.oid = d.refobjid
          JOIN pg_catalog.pg_namespace AS tn ON tn.oid = t.relnamespace
          JOIN pg_catalog.pg_attribute AS a
            ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
         WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
           AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
           AND d.refobjsubid > 0 AND d.deptype = 'a') AS o ON true
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objoid = c.oid
   AND e.objsubid = 0
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
