-- column, PostgreSQL 12 and 13; manual: pg_attribute, pg_attrdef. A default holds
-- no column ("{VAR "), so that pg_get_expr needs no relation and takes no lock; the expression of a
-- generated column does. DEFAULT NULL is none, except of a domain, whose own default it overrides. The
-- position counts live columns; in an inheritance child it follows the history. OFFSET 0 keeps the
-- planner from looking each row up by itself, and a catalog without statistics from being read once
-- for each table. Of NOT NULL constraints (18) a generated name is none.
-- Columns of partitions and views are listed where something is their own: what the parent's has
-- otherwise (default "NULL": none, where the parent's has one), or what none has by itself; of a view
-- only those are looked at that can have something.
SELECT n.nspname AS schema,
       a.relname AS relation,
       a.attname AS name,
       CASE WHEN a.attgenerated <> '' THEN f.oid END AS deparse,
       pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
       CASE WHEN a.attnotnull THEN 'no' END AS nullable,
       CASE WHEN NOT nn.convalidated THEN 'no' END AS not_null_validated,
       CASE WHEN nn.connoinherit THEN 'yes' END AS not_null_no_inherit,
       CASE WHEN nn.conname NOT LIKE '%\_not\_null%' THEN nn.conname END AS not_null_name,
       CASE WHEN a.attgenerated = ''
             AND (t.typtype = 'd' OR f.text <> 'NULL' AND pg_catalog.left(f.text, 6) <> 'NULL::')
            THEN f.text END AS default,
       CASE WHEN a.attcollation <> 0 AND a.attcollation <> t.typcollation THEN
            (SELECT CASE WHEN cn.nspname = 'pg_catalog' THEN ''
                         ELSE pg_catalog.quote_ident(cn.nspname) || '.' END
                    || pg_catalog.quote_ident(co.collname)
               FROM pg_catalog.pg_collation AS co
               JOIN pg_catalog.pg_namespace AS cn ON cn.oid = co.collnamespace
              WHERE co.oid = a.attcollation) END AS collation,
       CASE WHEN a.attidentity <> '' THEN
           CASE a.attidentity WHEN 'a' THEN 'always' ELSE 'by default' END
           || coalesce(' (' || nullif(pg_catalog.concat_ws(' ',
              CASE WHEN q.seqtypid <> a.atttypid
                   THEN 'type ' || pg_catalog.format_type(q.seqtypid, NULL) END,
              CASE WHEN q.seqstart <> CASE WHEN q.seqincrement > 0 THEN q.seqmin
                                           ELSE q.seqmax END THEN 'start ' || q.seqstart END,
              CASE WHEN q.seqincrement <> 1 THEN 'increment ' || q.seqincrement END,
              CASE WHEN q.seqmin <> CASE WHEN q.seqincrement > 0 THEN 1 ELSE q.low END
                   THEN 'minimum ' || q.seqmin END,
              CASE WHEN q.seqmax <> CASE WHEN q.seqincrement > 0 THEN q.high ELSE -1 END
                   THEN 'maximum ' || q.seqmax END,
              CASE WHEN q.seqcache <> 1 THEN 'cache ' || q.seqcache END,
              CASE WHEN q.seqcycle THEN 'cycle' END,
              CASE WHEN q.relpersistence <> a.relpersistence AND q.unlogged
                   THEN CASE q.relpersistence WHEN 'u' THEN 'unlogged' ELSE 'logged' END END),
              '') || ')', '') END AS identity,
       CASE WHEN q.relacl IS NOT NULL THEN
           (SELECT pg_catalog.string_agg(g.text, ', ' ORDER BY g.text COLLATE "C")
              FROM (SELECT CASE WHEN x.grantee = 0 THEN 'PUBLIC'
                                ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee))
                           END || ' ' || x.privilege_type
                           || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS text
                      FROM pg_catalog.aclexplode(q.relacl) AS x
                     WHERE x.grantee <> q.relowner) AS g) END
       AS identity_privileges,
       CASE WHEN a.attrelid <> ALL (ARRAY(SELECT h.inhrelid FROM pg_catalog.pg_inherits AS h
                                      JOIN pg_catalog.pg_class AS p
                                        ON p.oid = h.inhparent AND p.relkind IN ('r', 'f')))
            THEN a.attnum - CASE WHEN a.attrelid IN (SELECT k.attrelid
                                                     FROM pg_catalog.pg_attribute AS k
                                                    WHERE k.attisdropped /*only k.attrelid*/) THEN
                     (SELECT count(*) FROM pg_catalog.pg_attribute AS k
                       WHERE k.attrelid = a.attrelid AND k.attnum > 0 AND k.attnum < a.attnum
                         AND k.attisdropped) ELSE 0 END END AS position,
       CASE WHEN a.attstorage <> t.typstorage THEN
            CASE a.attstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external'
                              WHEN 'm' THEN 'main' ELSE 'extended' END END AS storage,
       NULL AS compression,
       CASE WHEN a.attstattarget >= 0 THEN a.attstattarget::pg_catalog.text END AS statistics,
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
                     WHERE x.grantee <> a.relowner) AS g) END AS privileges,
       CASE WHEN (a.attrelid, a.attnum::pg_catalog.int4) IN (
                SELECT e.objoid, e.objsubid FROM pg_catalog.pg_description AS e
                 WHERE e.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
                  /*only e.objoid*/) THEN
            pg_catalog.col_description(a.attrelid, a.attnum) END AS comment
  FROM (SELECT r.relname, r.relnamespace, r.relowner, r.relpersistence, b.*
          FROM pg_catalog.pg_class AS r
          JOIN pg_catalog.pg_attribute AS b
            ON b.attrelid = r.oid AND b.attnum > 0 AND NOT b.attisdropped
         WHERE r.relkind IN ('r', 'p', 'f') AND r.relpersistence <> 't' AND NOT r.relispartition
           /*only r.oid*/
           AND r.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                        AND d.deptype = 'e')) OFFSET 0) AS a
  JOIN pg_catalog.pg_namespace AS n ON n.oid = a.relnamespace
  JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
  LEFT JOIN (SELECT d.oid, d.adrelid, d.adnum,
                    CASE WHEN d.adbin::pg_catalog.text NOT LIKE '%{VAR %'
                         THEN pg_catalog.pg_get_expr(d.adbin, 0) END AS text
               FROM pg_catalog.pg_attrdef AS d
              WHERE d.adrelid >= 16384
                    /*only d.adrelid*/ OFFSET 0) AS f
    ON f.adrelid = a.attrelid AND f.adnum = a.attnum
  LEFT JOIN (SELECT k.conrelid, k.conkey[1] AS attnum, k.conname, k.convalidated, k.connoinherit
               FROM pg_catalog.pg_constraint AS k
              WHERE CASE WHEN k.contype = 'n' THEN NOT k.convalidated OR k.connoinherit
                              OR k.conname NOT LIKE '%\_not\_null%' END
                    /*only k.conrelid*/ OFFSET 0) AS nn
    ON nn.conrelid = a.attrelid AND nn.attnum = a.attnum
  LEFT JOIN (SELECT d.refobjid, d.refobjsubid, sq.*, sc.relacl, sc.relowner, sc.relpersistence,
                    v.number >= 150000 AS unlogged,
                    CASE sq.seqtypid WHEN 21 THEN -32768 WHEN 23 THEN -2147483648
                                     ELSE -9223372036854775808 END AS low,
                    CASE sq.seqtypid WHEN 21 THEN 32767 WHEN 23 THEN 2147483647
                                     ELSE 9223372036854775807 END AS high
               FROM pg_catalog.pg_depend AS d
               JOIN pg_catalog.pg_sequence AS sq ON sq.seqrelid = d.objid
               JOIN pg_catalog.pg_class AS sc ON sc.oid = d.objid
              CROSS JOIN (SELECT pg_catalog.current_setting('server_version_num')
                                 ::pg_catalog.int4 AS number) AS v
              WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                AND d.deptype = 'i'
                /*only d.refobjid*/ OFFSET 0) AS q
    ON q.refobjid = a.attrelid AND q.refobjsubid = a.attnum
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
UNION ALL
SELECT n.nspname, c.relname, a.attname, CASE WHEN w.computed THEN f.oid END, NULL,
       CASE WHEN a.attnotnull AND NOT p.attnotnull THEN 'no' END,
       NULL, NULL, NULL,
       CASE WHEN w.own <> w.inherited THEN w.own END,
       NULL, NULL, NULL, NULL,
       CASE WHEN c.relkind <> 'v' AND a.attstorage <> coalesce(p.attstorage, t.typstorage) THEN
            CASE a.attstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external'
                              WHEN 'm' THEN 'main' ELSE 'extended' END END,
       NULL,
       CASE WHEN a.attstattarget >= 0 OR p.attstattarget >= 0
            THEN nullif(CASE WHEN a.attstattarget >= 0 THEN a.attstattarget::pg_catalog.text
                             ELSE 'default' END,
                        CASE WHEN p.attstattarget >= 0 THEN p.attstattarget::pg_catalog.text
                             ELSE 'default' END) END,
       CASE WHEN a.attoptions IS NOT NULL THEN
            (SELECT pg_catalog.string_agg(o.option_name || '=' || o.option_value, ', '
                                          ORDER BY o.option_name COLLATE "C")
               FROM pg_catalog.pg_options_to_table(a.attoptions) AS o
              WHERE o.option_name IN ('n_distinct', 'n_distinct_inherited')) END,
       CASE WHEN a.attfdwoptions IS NOT NULL THEN
            (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(o.option_name) || '='
                                          || pg_catalog.quote_literal(o.option_value), ', '
                                          ORDER BY o.option_name COLLATE "C")
               FROM pg_catalog.pg_options_to_table(a.attfdwoptions) AS o) END,
       CASE WHEN a.attacl IS NOT NULL THEN
           (SELECT pg_catalog.string_agg(g.text, ', ' ORDER BY g.text COLLATE "C")
              FROM (SELECT CASE WHEN x.grantee = 0 THEN 'PUBLIC'
                                ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee))
                           END || ' ' || x.privilege_type
                           || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS text
                      FROM pg_catalog.aclexplode(a.attacl) AS x
                     WHERE x.grantee <> c.relowner) AS g) END,
       e.description
  FROM (SELECT r.oid, r.relname, r.relnamespace, r.relkind, r.relowner, h.inhparent
          FROM pg_catalog.pg_class AS r
          LEFT JOIN pg_catalog.pg_inherits AS h ON h.inhrelid = r.oid
         WHERE (r.relkind IN ('v', 'm') AND r.oid >= 16384
                OR r.relkind IN ('r', 'p', 'f') AND r.relispartition)
           AND r.relpersistence <> 't'
           /*only r.oid*/
           AND r.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                        AND d.deptype = 'e')) OFFSET 0) AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 CROSS JOIN LATERAL (SELECT b.* FROM pg_catalog.pg_attribute AS b
                      WHERE b.attrelid = c.oid AND b.attnum > 0 AND NOT b.attisdropped
                        AND (c.relkind <> 'v' OR b.atthasdef OR b.attacl IS NOT NULL
                             OR b.attoptions IS NOT NULL OR b.attfdwoptions IS NOT NULL
                             OR b.attnotnull OR b.attgenerated <> ''
                             OR (b.attrelid, b.attnum::pg_catalog.int4) IN (
                                SELECT e.objoid, e.objsubid FROM pg_catalog.pg_description AS e
                                 WHERE e.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass))
                      OFFSET 0) AS a
  JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
  LEFT JOIN LATERAL (SELECT b.* FROM pg_catalog.pg_attribute AS b
                      WHERE b.attrelid = c.inhparent AND b.attname = a.attname OFFSET 0) AS p
    ON true
  LEFT JOIN LATERAL (SELECT d.oid, d.adbin FROM pg_catalog.pg_attrdef AS d
                      WHERE a.atthasdef AND d.adrelid = a.attrelid
                        AND d.adnum = a.attnum OFFSET 0) AS f ON true
  LEFT JOIN LATERAL (SELECT d.adbin FROM pg_catalog.pg_attrdef AS d
                      WHERE p.atthasdef AND d.adrelid = p.attrelid
                        AND d.adnum = p.attnum OFFSET 0) AS pf ON true
 CROSS JOIN LATERAL (
       SELECT CASE WHEN d.differ THEN coalesce(pg_catalog.regexp_replace(
                  pg_catalog.pg_get_expr(f.adbin, 0), '^NULL::.*', 'NULL'), 'NULL') END AS own,
              CASE WHEN d.differ THEN coalesce(pg_catalog.regexp_replace(
                  pg_catalog.pg_get_expr(pf.adbin, 0), '^NULL::.*', 'NULL'), 'NULL') END AS inherited,
              a.attgenerated <> ''
              AND pg_catalog.regexp_replace(f.adbin::pg_catalog.text, ' :location -?\d+', '', 'g')
                  <> pg_catalog.regexp_replace(pf.adbin::pg_catalog.text, ' :location -?\d+', '', 'g')
              AS computed
         FROM (SELECT a.attgenerated = '' AND f.adbin::pg_catalog.text
                      IS DISTINCT FROM pf.adbin::pg_catalog.text AS differ) AS d) AS w
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objoid = a.attrelid
   AND e.objsubid = a.attnum
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND (e.description IS NOT NULL OR a.attacl IS NOT NULL OR a.attfdwoptions IS NOT NULL
        OR a.attoptions::pg_catalog.text LIKE '%n_distinct%' OR w.own <> w.inherited
        OR w.computed
        OR a.attnotnull AND NOT p.attnotnull
        OR c.relkind <> 'v'
           AND (a.attstorage <> coalesce(p.attstorage, t.typstorage)
                OR coalesce(a.attstattarget, -1) <> coalesce(p.attstattarget, -1)))
