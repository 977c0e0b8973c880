-- index, PostgreSQL 15 and later; manual: pg_index, pg_opclass. Not objects: an index behind a key
-- or exclusion constraint, and one that a partition inherits (relispartition); but that one is
-- listed, whatever stands before it, where something is its own: what the parent's has otherwise
-- (options, tablespace), or what none has by itself. Columns come from the key's vectors;
-- expressions and predicates are deparsed apart, for that takes locks.
-- The default classes of char (1042) and oid (26) take varchar (1043) and integer (23) too, whose
-- default ones they are not.
-- Most keys are one column and nothing else: those need no loop.
SELECT n.nspname AS schema,
       c.relname AS relation,
       ic.relname AS name,
       CASE WHEN i.indexprs IS NOT NULL OR i.indpred IS NOT NULL THEN i.indexrelid END AS deparse,
       m.amname AS method,
       CASE WHEN i.indexprs IS NULL THEN coalesce(
           CASE WHEN i.indnkeyatts = 1 AND i.indoption[0] = 0 AND m.amname IN ('btree', 'hash')
                 AND i.indclass[0] NOT IN (SELECT s.oid FROM pg_catalog.pg_opclass AS s
                                            WHERE NOT s.opcdefault
                                               OR s.opcintype IN (26, 1042)) THEN
               (SELECT pg_catalog.quote_ident(a.attname)
                  FROM pg_catalog.pg_attribute AS a
                 WHERE a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
                   AND i.indcollation[0] IN (0, a.attcollation)) END,
           pg_catalog.array_to_string(ARRAY(SELECT (
                       SELECT pg_catalog.quote_ident(a.attname)
                              || CASE WHEN i.indcollation[k.n] <> 0
                                       AND i.indcollation[k.n] <> a.attcollation THEN
                                     (SELECT ' COLLATE '
                                             || CASE WHEN cn.nspname = 'pg_catalog' THEN ''
                                                     ELSE pg_catalog.quote_ident(cn.nspname)
                                                          || '.' END
                                             || pg_catalog.quote_ident(co.collname)
                                        FROM pg_catalog.pg_collation AS co
                                        JOIN pg_catalog.pg_namespace AS cn
                                          ON cn.oid = co.collnamespace
                                       WHERE co.oid = i.indcollation[k.n]) ELSE '' END
                         FROM pg_catalog.pg_attribute AS a
                        WHERE a.attrelid = i.indrelid AND a.attnum = i.indkey[k.n])
                   || CASE WHEN m.amname NOT IN ('btree', 'hash')
                             OR i.indclass[k.n] IN (SELECT s.oid FROM pg_catalog.pg_opclass AS s
                                               WHERE NOT s.opcdefault
                                                  OR s.opcintype IN (26, 1042)) THEN
                          (SELECT CASE WHEN oc.opcdefault AND ia.attoptions IS NULL
                                   AND (oc.opcintype, ia.atttypid) NOT IN ((1042, 1043), (26, 23))
                                   THEN '' ELSE
                                      ' ' || CASE WHEN pn.nspname = 'pg_catalog' THEN ''
                                                  ELSE pg_catalog.quote_ident(pn.nspname)
                                                       || '.' END
                                      || pg_catalog.quote_ident(oc.opcname)
                                      || coalesce(' (' || (SELECT pg_catalog.string_agg(u.o, ', ' ORDER BY u.o COLLATE "C")
                                                      FROM pg_catalog.unnest(ia.attoptions) AS u (o)) || ')', '') END
                             FROM pg_catalog.pg_attribute AS ia
                             JOIN pg_catalog.pg_opclass AS oc ON oc.oid = i.indclass[k.n]
                             JOIN pg_catalog.pg_namespace AS pn ON pn.oid = oc.opcnamespace
                            WHERE ia.attrelid = i.indexrelid AND ia.attnum = k.n + 1) ELSE '' END
                   || CASE i.indoption[k.n] WHEN 1 THEN ' DESC NULLS LAST' WHEN 2 THEN ' NULLS FIRST'
                                 WHEN 3 THEN ' DESC' ELSE '' END
              FROM (SELECT pg_catalog.generate_series(0, i.indnkeyatts - 1) AS n) AS k
             ORDER BY k.n), ', ')) END AS columns,
       CASE WHEN i.indnatts > i.indnkeyatts THEN
           (SELECT pg_catalog.string_agg((SELECT pg_catalog.quote_ident(a.attname)
                                            FROM pg_catalog.pg_attribute AS a
                                           WHERE a.attrelid = i.indrelid AND a.attnum = k.attnum),
                                         ', ' ORDER BY k.n)
              FROM pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY
                   AS k (attnum, n)
             WHERE k.n > i.indnkeyatts) END AS include,
       CASE WHEN i.indisunique THEN 'yes' ELSE 'no' END AS unique,
       CASE WHEN i.indnullsnotdistinct THEN 'yes' ELSE 'no' END AS nulls_not_distinct,
       CASE WHEN i.indisvalid AND i.indisready AND i.indislive THEN 'yes' ELSE 'no' END AS valid,
       CASE WHEN ic.reloptions IS NOT NULL THEN
           (SELECT pg_catalog.string_agg(o.option_name || '='
                   || CASE WHEN o.option_name IN ('autosummarize', 'deduplicate_items',
                                                  'fastupdate')
                           THEN o.option_value::pg_catalog.bool::pg_catalog.text
                           WHEN o.option_name = 'buffering' THEN pg_catalog.lower(o.option_value)
                           ELSE o.option_value END, ', ' ORDER BY o.option_name COLLATE "C")
              FROM pg_catalog.pg_options_to_table(ic.reloptions) AS o
             WHERE o.option_name !~ '^pg_') END AS options,
       s.spcname AS tablespace,
       CASE WHEN i.indexrelid IN (
                SELECT d.objid FROM pg_catalog.pg_depend AS d
                 WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                   AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype = 'x')
            THEN (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(x.extname), ', '
                                               ORDER BY x.extname)
                    FROM pg_catalog.pg_depend AS d
                    JOIN pg_catalog.pg_extension AS x ON x.oid = d.refobjid
                   WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                     AND d.objid = i.indexrelid AND d.deptype = 'x'
                     AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass)
            END AS depends_on,
       CASE WHEN i.indisclustered THEN 'yes' ELSE 'no' END AS clustered,
       NULL AS statistics,
       e.description AS comment
  FROM pg_catalog.pg_index AS i
  JOIN pg_catalog.pg_class AS ic ON ic.oid = i.indexrelid
  JOIN pg_catalog.pg_class AS c ON c.oid = i.indrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_am AS m ON m.oid = ic.relam
  LEFT JOIN pg_catalog.pg_tablespace AS s ON s.oid = ic.reltablespace
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objoid = i.indexrelid
   AND e.objsubid = 0
 WHERE c.relkind IN ('r', 'p', 'm') AND c.relpersistence <> 't' AND NOT ic.relispartition
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND i.indexrelid NOT IN (SELECT con.conindid FROM pg_catalog.pg_constraint AS con
                             WHERE con.contype IN ('p', 'u', 'x'))
   /*only c.oid*/
   AND c.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                        AND d.deptype = 'e'))
   AND ic.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                        AND d.deptype = 'e'))
UNION ALL
SELECT n.nspname, c.relname, ic.relname, NULL, NULL, NULL, NULL, NULL, NULL,
       CASE WHEN NOT i.indisvalid THEN 'no' END,
       CASE WHEN ARRAY(SELECT u.o FROM pg_catalog.unnest(ic.reloptions) AS u (o) ORDER BY u.o COLLATE "C")
              <> ARRAY(SELECT u.o FROM pg_catalog.unnest(p.reloptions) AS u (o) ORDER BY u.o COLLATE "C")
            THEN coalesce(
           (SELECT pg_catalog.string_agg(o.option_name || '='
                   || CASE WHEN o.option_name IN ('autosummarize', 'deduplicate_items',
                                                  'fastupdate')
                           THEN o.option_value::pg_catalog.bool::pg_catalog.text
                           WHEN o.option_name = 'buffering' THEN pg_catalog.lower(o.option_value)
                           ELSE o.option_value END, ', ' ORDER BY o.option_name COLLATE "C")
              FROM pg_catalog.pg_options_to_table(ic.reloptions) AS o
             WHERE o.option_name !~ '^pg_'), 'default') END,
       CASE WHEN ic.reltablespace <> p.reltablespace THEN coalesce(s.spcname, 'default') END,
       NULL,
       CASE WHEN i.indisclustered THEN 'yes' END,
       a.statistics,
       e.description
  FROM pg_catalog.pg_inherits AS h
  JOIN pg_catalog.pg_index AS i ON i.indexrelid = h.inhrelid
  JOIN pg_catalog.pg_class AS ic ON ic.oid = h.inhrelid
  JOIN pg_catalog.pg_class AS p ON p.oid = h.inhparent
  JOIN pg_catalog.pg_class AS c ON c.oid = i.indrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN LATERAL (
       SELECT pg_catalog.string_agg(b.attnum || '=' || b.attstattarget, ', ' ORDER BY b.attnum)
              AS statistics
         FROM pg_catalog.pg_attribute AS b
        WHERE i.indexprs IS NOT NULL AND b.attrelid = i.indexrelid AND b.attstattarget >= 0) AS a
    ON true
  LEFT JOIN pg_catalog.pg_tablespace AS s ON s.oid = ic.reltablespace
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objoid = i.indexrelid
   AND e.objsubid = 0
 WHERE c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND (NOT i.indisvalid OR i.indisclustered OR ic.reltablespace <> p.reltablespace
        OR e.description IS NOT NULL OR a.statistics IS NOT NULL
        OR ARRAY(SELECT u.o FROM pg_catalog.unnest(ic.reloptions) AS u (o) ORDER BY u.o COLLATE "C")
           <> ARRAY(SELECT u.o FROM pg_catalog.unnest(p.reloptions) AS u (o) ORDER BY u.o COLLATE "C"))
   /*only c.oid*/
   AND c.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                        AND d.deptype = 'e'))
