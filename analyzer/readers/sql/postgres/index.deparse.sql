-- index: columns and predicates of those that hold an expression, PostgreSQL 12 and later;
-- manual: System Information Functions. With a column number pg_get_indexdef gives the bare
-- expression.
SELECT i.indexrelid AS deparse,
       (SELECT pg_catalog.string_agg(
               CASE WHEN k.attnum = 0
                    THEN pg_catalog.pg_get_indexdef(i.indexrelid, k.n::pg_catalog.int4, false)
                    ELSE pg_catalog.quote_ident(a.attname) END
               || CASE WHEN k.coll <> 0 AND k.coll <> coalesce(a.attcollation, 100) THEN
                       (SELECT ' COLLATE '
                               || CASE WHEN cn.nspname = 'pg_catalog' THEN ''
                                       ELSE pg_catalog.quote_ident(cn.nspname) || '.' END
                               || pg_catalog.quote_ident(co.collname)
                          FROM pg_catalog.pg_collation AS co
                          JOIN pg_catalog.pg_namespace AS cn ON cn.oid = co.collnamespace
                         WHERE co.oid = k.coll) ELSE '' END
               || CASE WHEN oc.opcdefault AND ia.attoptions IS NULL THEN '' ELSE
                       (SELECT ' ' || CASE WHEN pn.nspname = 'pg_catalog' THEN ''
                                           ELSE pg_catalog.quote_ident(pn.nspname) || '.' END
                          FROM pg_catalog.pg_namespace AS pn WHERE pn.oid = oc.opcnamespace)
                       || pg_catalog.quote_ident(oc.opcname)
                       || coalesce(' (' || pg_catalog.array_to_string(ia.attoptions, ', ')
                                   || ')', '')
                  END
               || CASE k.opt WHEN 1 THEN ' DESC NULLS LAST' WHEN 2 THEN ' NULLS FIRST'
                             WHEN 3 THEN ' DESC' ELSE '' END, ', ' ORDER BY k.n)
                   FILTER (WHERE k.n <= i.indnkeyatts)
          FROM (VALUES (1)) AS one (row)
         CROSS JOIN LATERAL unnest(
                   i.indkey::pg_catalog.int2[], i.indclass::pg_catalog.oid[],
                   i.indcollation::pg_catalog.oid[], i.indoption::pg_catalog.int2[])
               WITH ORDINALITY AS k (attnum, opclass, coll, opt, n)
          LEFT JOIN pg_catalog.pg_attribute AS a
            ON a.attrelid = i.indrelid AND a.attnum = k.attnum
          LEFT JOIN pg_catalog.pg_attribute AS ia
            ON ia.attrelid = i.indexrelid AND ia.attnum = k.n
          LEFT JOIN pg_catalog.pg_opclass AS oc ON oc.oid = k.opclass
       ) AS columns,
       pg_catalog.pg_get_expr(i.indpred, i.indrelid) AS predicate
  FROM pg_catalog.pg_index AS i
 WHERE i.indexrelid = ANY ($1::pg_catalog.oid[])
