-- trigger, PostgreSQL 15 and later; manual: pg_trigger. From 15 on the clones that partitions get
-- are told by tgparentid; one is listed where it is not enabled as its parent is. tgtype: 1 row, 2
-- before, 4 insert, 8 delete, 16 update, 32 truncate, 64 instead. tgargs holds texts that each end
-- in a zero byte, which only the hexadecimal form can carry.
SELECT n.nspname AS schema,
       c.relname AS relation,
       t.tgname AS name,
       CASE WHEN t.tgqual IS NOT NULL THEN t.oid END AS deparse,
       CASE WHEN t.tgtype::pg_catalog.int4 & 2 <> 0 THEN 'before'
            WHEN t.tgtype::pg_catalog.int4 & 64 <> 0 THEN 'instead of'
            ELSE 'after' END AS timing,
       pg_catalog.concat_ws(', ',
           CASE WHEN t.tgtype::pg_catalog.int4 & 4 <> 0 THEN 'insert' END,
           CASE WHEN t.tgtype::pg_catalog.int4 & 8 <> 0 THEN 'delete' END,
           CASE WHEN t.tgtype::pg_catalog.int4 & 16 <> 0 THEN 'update'
                || coalesce((SELECT ' of (' || pg_catalog.string_agg(
                                     pg_catalog.quote_ident(a.attname), ', ' ORDER BY k.n) || ')'
                               FROM pg_catalog.unnest(t.tgattr::pg_catalog.int2[]) WITH ORDINALITY
                                    AS k (attnum, n)
                               JOIN pg_catalog.pg_attribute AS a
                                 ON a.attrelid = t.tgrelid AND a.attnum = k.attnum), '') END,
           CASE WHEN t.tgtype::pg_catalog.int4 & 32 <> 0 THEN 'truncate' END) AS events,
       CASE WHEN t.tgtype::pg_catalog.int4 & 1 <> 0 THEN 'row' ELSE 'statement' END AS level,
       CASE WHEN fn.nspname = 'pg_catalog' THEN ''
            ELSE pg_catalog.quote_ident(fn.nspname) || '.' END
       || pg_catalog.quote_ident(f.proname) AS function,
       CASE WHEN t.tgnargs > 0 THEN
            (SELECT pg_catalog.string_agg(pg_catalog.quote_literal(pg_catalog.convert_from(
                        pg_catalog.decode(pg_catalog.replace(k.hex, ' ', ''), 'hex'),
                        pg_catalog.getdatabaseencoding())), ', ' ORDER BY k.n)
               FROM pg_catalog.unnest(pg_catalog.string_to_array(pg_catalog.regexp_replace(
                        pg_catalog.encode(t.tgargs, 'hex'), '(..)', '\1 ', 'g'), '00 '))
                    WITH ORDINALITY AS k (hex, n)
              WHERE k.n <= t.tgnargs) END AS arguments,
       nullif(pg_catalog.concat_ws(', ',
                  'old table as ' || pg_catalog.quote_ident(t.tgoldtable),
                  'new table as ' || pg_catalog.quote_ident(t.tgnewtable)), '')
       AS transition_tables,
       CASE WHEN t.tgconstraint <> 0 THEN
            CASE WHEN t.tginitdeferred THEN 'deferrable initially deferred'
                 WHEN t.tgdeferrable THEN 'deferrable' ELSE 'not deferrable' END
            || coalesce((SELECT ' from ' || pg_catalog.quote_ident(rn.nspname) || '.'
                                || pg_catalog.quote_ident(r.relname)
                           FROM pg_catalog.pg_class AS r
                           JOIN pg_catalog.pg_namespace AS rn ON rn.oid = r.relnamespace
                          WHERE r.oid = t.tgconstrrelid), '') END AS constraint,
       CASE t.tgenabled WHEN 'D' THEN 'no' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always'
            ELSE 'yes' END AS enabled,
       CASE WHEN t.oid IN (
                SELECT d.objid FROM pg_catalog.pg_depend AS d
                 WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                   AND d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND d.deptype = 'x')
            THEN (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(x.extname), ', '
                                               ORDER BY x.extname)
                    FROM pg_catalog.pg_depend AS d
                    JOIN pg_catalog.pg_extension AS x ON x.oid = d.refobjid
                   WHERE d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass
                     AND d.objid = t.oid AND d.deptype = 'x'
                     AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass)
            END AS depends_on,
       e.description AS comment
  FROM pg_catalog.pg_trigger AS t
  JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_proc AS f ON f.oid = t.tgfoid
  JOIN pg_catalog.pg_namespace AS fn ON fn.oid = f.pronamespace
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND e.objoid = t.oid
 WHERE NOT t.tgisinternal AND t.tgparentid = 0
   AND c.relkind IN ('r', 'p', 'v', 'f') AND c.relpersistence <> 't'
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   /*only c.oid*/
   AND c.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                        AND d.deptype = 'e'))
   AND t.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass
                        AND d.deptype = 'e'))
UNION ALL
SELECT n.nspname, c.relname, t.tgname, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       CASE t.tgenabled WHEN 'D' THEN 'no' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always'
            ELSE 'origin' END, NULL, NULL
  FROM pg_catalog.pg_trigger AS t
  JOIN pg_catalog.pg_trigger AS p ON p.oid = t.tgparentid
  JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE NOT t.tgisinternal AND t.tgenabled <> p.tgenabled
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   /*only c.oid*/
   AND c.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                        AND d.deptype = 'e'))
