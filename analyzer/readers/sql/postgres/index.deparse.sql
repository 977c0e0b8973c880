-- index: columns, predicates and statistics targets of those that hold an expression, PostgreSQL 12
-- and later; manual: System Information Functions. With a column number pg_get_indexdef gives the
-- bare expression.
SELECT i.indexrelid AS deparse,
       CASE WHEN i.indexprs IS NOT NULL THEN
       (SELECT pg_catalog.string_agg(CASE WHEN k.attnum = 0 THEN
                   pg_catalog.pg_get_indexdef(i.indexrelid, k.n::pg_catalog.int4, false)
                   || CASE WHEN k.coll NOT IN (0, 100) THEN
                          (SELECT ' COLLATE '
                                  || CASE WHEN cn.nspname = 'pg_catalog' THEN ''
                                          ELSE pg_catalog.quote_ident(cn.nspname)
                                               || '.' END
                                  || pg_catalog.quote_ident(co.collname)
                             FROM pg_catalog.pg_collation AS co
                             JOIN pg_catalog.pg_namespace AS cn ON cn.oid = co.collnamespace
                            WHERE co.oid = k.coll) ELSE '' END
               ELSE (
                   SELECT pg_catalog.quote_ident(a.attname)
                          || CASE WHEN k.coll <> 0 AND k.coll <> a.attcollation THEN
                                 (SELECT ' COLLATE '
                                         || CASE WHEN cn.nspname = 'pg_catalog' THEN ''
                                                 ELSE pg_catalog.quote_ident(cn.nspname)
                                                      || '.' END
                                         || pg_catalog.quote_ident(co.collname)
                                    FROM pg_catalog.pg_collation AS co
                                    JOIN pg_catalog.pg_namespace AS cn
                                      ON cn.oid = co.collnamespace
                                   WHERE co.oid = k.coll) ELSE '' END
                     FROM pg_catalog.pg_attribute AS a
                    WHERE a.attrelid = i.indrelid AND a.attnum = k.attnum) END
               || CASE WHEN m.amname NOT IN ('btree', 'hash')
                         OR k.opclass IN (SELECT s.oid FROM pg_catalog.pg_opclass AS s
                                           WHERE NOT s.opcdefault OR s.opcintype IN (26, 1042)) THEN
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
                         JOIN pg_catalog.pg_opclass AS oc ON oc.oid = k.opclass
                         JOIN pg_catalog.pg_namespace AS pn ON pn.oid = oc.opcnamespace
                        WHERE ia.attrelid = i.indexrelid AND ia.attnum = k.n) ELSE '' END
               || CASE k.opt WHEN 1 THEN ' DESC NULLS LAST' WHEN 2 THEN ' NULLS FIRST'
                             WHEN 3 THEN ' DESC' ELSE '' END, ', ' ORDER BY k.n)
          FROM unnest(i.indkey::pg_catalog.int2[], i.indclass::pg_catalog.oid[],
                      i.indcollation::pg_catalog.oid[], i.indoption::pg_catalog.int2[])
               WITH ORDINALITY AS k (attnum, opclass, coll, opt, n)
         WHERE k.n <= i.indnkeyatts) END AS columns,
       CASE WHEN i.indexprs IS NOT NULL THEN
       (SELECT pg_catalog.string_agg(ia.attnum || '=' || ia.attstattarget, ', ' ORDER BY ia.attnum)
          FROM pg_catalog.pg_attribute AS ia
         WHERE ia.attrelid = i.indexrelid AND ia.attstattarget >= 0) END AS statistics,
       pg_catalog.pg_get_expr(i.indpred, i.indrelid) AS predicate
  FROM pg_catalog.pg_index AS i
  JOIN pg_catalog.pg_class AS ic ON ic.oid = i.indexrelid
  JOIN pg_catalog.pg_am AS m ON m.oid = ic.relam
 WHERE i.indexrelid = ANY ($1::pg_catalog.oid[])
