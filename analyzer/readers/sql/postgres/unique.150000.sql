-- unique, PostgreSQL 15 to 17; manual: pg_constraint, pg_index. The index behind it is no object,
-- and what partitions inherit (conparentid) is their parent's.
SELECT n.nspname AS schema,
       c.relname AS relation,
       con.conname AS name,
       (SELECT pg_catalog.quote_ident(a.attname) FROM pg_catalog.pg_attribute AS a
         WHERE a.attrelid = con.conrelid AND a.attnum = con.conkey[1])
       || CASE WHEN con.conkey[2] IS NULL THEN '' ELSE
       (SELECT ', ' || pg_catalog.string_agg((SELECT pg_catalog.quote_ident(a.attname)
                                         FROM pg_catalog.pg_attribute AS a
                                        WHERE a.attrelid = con.conrelid AND a.attnum = k.attnum),
                                      ', ' ORDER BY k.n)
          FROM pg_catalog.unnest(con.conkey[2:]) WITH ORDINALITY AS k (attnum, n)) END AS columns,
       CASE WHEN i.indnatts > i.indnkeyatts THEN
       (SELECT pg_catalog.string_agg((SELECT pg_catalog.quote_ident(a.attname)
                                         FROM pg_catalog.pg_attribute AS a
                                        WHERE a.attrelid = i.indrelid AND a.attnum = k.attnum),
                                      ', ' ORDER BY k.n)
          FROM pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS k (attnum, n)
         WHERE k.n > i.indnkeyatts)
       END AS include,
       CASE WHEN i.indnullsnotdistinct THEN 'yes' ELSE 'no' END AS nulls_not_distinct,
       CASE WHEN con.condeferred THEN 'deferrable initially deferred'
            WHEN con.condeferrable THEN 'deferrable' ELSE 'no' END AS deferrable,
       'no' AS without_overlaps,
       CASE WHEN ic.reloptions IS NOT NULL THEN
           (SELECT pg_catalog.string_agg(o.option_name || '='
                   || CASE WHEN o.option_name IN ('autosummarize', 'deduplicate_items',
                                                  'fastupdate')
                           THEN o.option_value::pg_catalog.bool::pg_catalog.text
                           WHEN o.option_name = 'buffering' THEN pg_catalog.lower(o.option_value)
                           ELSE o.option_value END, ', ' ORDER BY o.option_name COLLATE "C")
              FROM pg_catalog.pg_options_to_table(ic.reloptions) AS o
             WHERE o.option_name !~ '^pg_') END AS options,
       CASE WHEN i.indisvalid THEN 'yes' ELSE 'no' END AS valid,
       CASE WHEN i.indisclustered THEN 'yes' ELSE 'no' END AS clustered,
       s.spcname AS tablespace,
       e.description AS comment,
       ie.description AS index_comment
  FROM pg_catalog.pg_constraint AS con
  JOIN pg_catalog.pg_class AS c ON c.oid = con.conrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_index AS i ON i.indexrelid = con.conindid
  JOIN pg_catalog.pg_class AS ic ON ic.oid = i.indexrelid
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND e.objoid = con.oid
  LEFT JOIN pg_catalog.pg_description AS ie
    ON ie.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND ie.objoid = con.conindid
   AND ie.objsubid = 0
  LEFT JOIN pg_catalog.pg_tablespace AS s ON s.oid = ic.reltablespace
 WHERE con.contype = 'u' AND c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
   AND con.conparentid = 0
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   /*only c.oid*/
   AND c.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                        AND d.deptype = 'e'))
