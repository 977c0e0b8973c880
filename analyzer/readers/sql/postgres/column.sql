-- column, PostgreSQL 12 and 13; manual: pg_attribute, pg_attrdef. Columns of partitions are their
-- parent's. A default holds no column, so that pg_get_expr needs no relation and takes no lock; the
-- expression of a generated column does. DEFAULT NULL is none, except of a domain, whose own
-- default it overrides. The position counts live columns; in an inheritance child it follows the
-- history. OFFSET 0 keeps the planner from looking each default up by itself.
SELECT n.nspname AS schema,
       c.relname AS relation,
       a.attname AS name,
       CASE WHEN a.attgenerated <> '' THEN f.oid END AS deparse,
       pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
       CASE WHEN a.attnotnull THEN 'no' END AS nullable,
       CASE WHEN f.oid IS NULL OR a.attgenerated <> '' THEN NULL
            WHEN a.atttypid IN (SELECT t.oid FROM pg_catalog.pg_type AS t WHERE t.typtype = 'd')
            THEN pg_catalog.pg_get_expr(f.adbin, 0)
            ELSE pg_catalog.substring(pg_catalog.pg_get_expr(f.adbin, 0), '^(?!NULL(?:::|$)).*')
            END AS default,
       CASE WHEN a.attcollation <> 0 AND (a.atttypid, a.attcollation) NOT IN (
                SELECT t.oid, t.typcollation FROM pg_catalog.pg_type AS t) THEN
            (SELECT CASE WHEN cn.nspname = 'pg_catalog' THEN ''
                         ELSE pg_catalog.quote_ident(cn.nspname) || '.' END
                    || pg_catalog.quote_ident(co.collname)
               FROM pg_catalog.pg_collation AS co
               JOIN pg_catalog.pg_namespace AS cn ON cn.oid = co.collnamespace
              WHERE co.oid = a.attcollation) END AS collation,
       CASE WHEN a.attidentity <> '' THEN
            CASE a.attidentity WHEN 'a' THEN 'always' ELSE 'by default' END
            || coalesce((SELECT ' (' || nullif(pg_catalog.concat_ws(' ',
                    CASE WHEN s.seqstart <> CASE WHEN s.seqincrement > 0 THEN s.seqmin
                                                 ELSE s.seqmax END
                         THEN 'start ' || s.seqstart END,
                    CASE WHEN s.seqincrement <> 1 THEN 'increment ' || s.seqincrement END,
                    CASE WHEN s.seqmin <> CASE WHEN s.seqincrement > 0 THEN 1 ELSE r.low END
                         THEN 'minimum ' || s.seqmin END,
                    CASE WHEN s.seqmax <> CASE WHEN s.seqincrement > 0 THEN r.high ELSE -1 END
                         THEN 'maximum ' || s.seqmax END,
                    CASE WHEN s.seqcache <> 1 THEN 'cache ' || s.seqcache END,
                    CASE WHEN s.seqcycle THEN 'cycle' END), '') || ')'
                 FROM pg_catalog.pg_depend AS d
                 JOIN pg_catalog.pg_sequence AS s ON s.seqrelid = d.objid
                CROSS JOIN LATERAL (
                      SELECT CASE s.seqtypid WHEN 21 THEN -32768 WHEN 23 THEN -2147483648
                                             ELSE -9223372036854775808 END AS low,
                             CASE s.seqtypid WHEN 21 THEN 32767 WHEN 23 THEN 2147483647
                                             ELSE 9223372036854775807 END AS high) AS r
                WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                  AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum
                  AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                  AND d.deptype = 'i'), '') END AS identity,
       CASE WHEN c.oid <> ALL (ARRAY(SELECT h.inhrelid FROM pg_catalog.pg_inherits AS h
                                      JOIN pg_catalog.pg_class AS p
                                        ON p.oid = h.inhparent AND p.relkind IN ('r', 'f')))
            THEN CASE WHEN a.attrelid IN (SELECT g.attrelid FROM pg_catalog.pg_attribute AS g
                                           WHERE g.attisdropped)
                      THEN (SELECT count(*) FROM pg_catalog.pg_attribute AS g
                             WHERE g.attrelid = a.attrelid AND g.attnum > 0
                               AND g.attnum <= a.attnum AND NOT g.attisdropped)
                      ELSE a.attnum END END AS position,
       CASE WHEN (a.atttypid, a.attstorage) NOT IN (
                SELECT t.oid, t.typstorage FROM pg_catalog.pg_type AS t) THEN
            CASE a.attstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external'
                              WHEN 'm' THEN 'main' ELSE 'extended' END END AS storage,
       NULL AS compression,
       CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END AS statistics,
       CASE WHEN a.attoptions IS NOT NULL THEN
            (SELECT pg_catalog.string_agg(o.option_name || '=' || o.option_value, ', '
                                          ORDER BY o.option_name COLLATE "C")
               FROM pg_catalog.pg_options_to_table(a.attoptions) AS o
              WHERE o.option_name IN ('n_distinct', 'n_distinct_inherited')) END AS options,
       CASE WHEN a.attfdwoptions IS NOT NULL THEN
            (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(o.option_name) || '='
                                          || pg_catalog.quote_literal(o.option_value), ', '
                                          ORDER BY o.option_name COLLATE "C")
               FROM pg_catalog.pg_options_to_table(a.attfdwoptions) AS o) END AS foreign_options,
       CASE WHEN a.attacl IS NOT NULL THEN
           (SELECT pg_catalog.string_agg(g.text, ', ' ORDER BY g.text COLLATE "C")
              FROM (SELECT CASE WHEN x.grantee = 0 THEN 'PUBLIC'
                                ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee))
                           END || ' ' || x.privilege_type
                           || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS text
                      FROM pg_catalog.aclexplode(a.attacl) AS x
                     WHERE x.grantee <> c.relowner) AS g) END AS privileges,
       CASE WHEN (a.attrelid, a.attnum::pg_catalog.int4) IN (
                SELECT e.objoid, e.objsubid FROM pg_catalog.pg_description AS e
                 WHERE e.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass) THEN
            pg_catalog.col_description(a.attrelid, a.attnum) END AS comment
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid
  LEFT JOIN (SELECT d.oid, d.adrelid, d.adnum, d.adbin
               FROM pg_catalog.pg_attrdef AS d OFFSET 0) AS f
    ON f.adrelid = a.attrelid AND f.adnum = a.attnum
 WHERE a.attnum > 0 AND NOT a.attisdropped
   AND c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't' AND NOT c.relispartition
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND c.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                        AND d.deptype = 'e'))
