-- exclusion: elements and predicates, PostgreSQL 12 and later; manual: System Information
-- Functions.
SELECT con.oid AS deparse,
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
                       || coalesce(' (' || (SELECT pg_catalog.string_agg(u.o, ', ' ORDER BY u.o COLLATE "C")
                                                      FROM pg_catalog.unnest(ia.attoptions) AS u (o))
                                   || ')', '')
                  END
               || CASE k.opt WHEN 1 THEN ' DESC NULLS LAST' WHEN 2 THEN ' NULLS FIRST'
                             WHEN 3 THEN ' DESC' ELSE '' END
               || ' WITH ' || (SELECT CASE WHEN pn.nspname = 'pg_catalog'
                                           THEN o.oprname::pg_catalog.text
                                           ELSE 'OPERATOR(' || pg_catalog.quote_ident(pn.nspname)
                                                || '.' || o.oprname || ')' END
                                 FROM pg_catalog.pg_operator AS o
                                 JOIN pg_catalog.pg_namespace AS pn ON pn.oid = o.oprnamespace
                                WHERE o.oid = k.op), ', ' ORDER BY k.n)
                   FILTER (WHERE k.n <= i.indnkeyatts)
          FROM (VALUES (1)) AS one (row)
         CROSS JOIN LATERAL unnest(
                   i.indkey::pg_catalog.int2[], i.indclass::pg_catalog.oid[],
                   i.indcollation::pg_catalog.oid[], i.indoption::pg_catalog.int2[], con.conexclop)
               WITH ORDINALITY AS k (attnum, opclass, coll, opt, op, n)
          LEFT JOIN pg_catalog.pg_attribute AS a
            ON a.attrelid = i.indrelid AND a.attnum = k.attnum
          LEFT JOIN pg_catalog.pg_attribute AS ia
            ON ia.attrelid = i.indexrelid AND ia.attnum = k.n
          LEFT JOIN pg_catalog.pg_opclass AS oc ON oc.oid = k.opclass
       ) AS elements,
       pg_catalog.pg_get_expr(i.indpred, i.indrelid) AS predicate
  FROM pg_catalog.pg_constraint AS con
  JOIN pg_catalog.pg_index AS i ON i.indexrelid = con.conindid
 WHERE con.oid = ANY ($1::pg_catalog.oid[])
