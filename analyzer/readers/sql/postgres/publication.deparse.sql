-- publication: row filters, PostgreSQL 15 and later; manual: pg_publication_rel.
SELECT r.prpubid AS deparse,
       pg_catalog.string_agg(pg_catalog.quote_ident(n.nspname) || '.'
                             || pg_catalog.quote_ident(c.relname) || ' WHERE '
                             || pg_catalog.pg_get_expr(r.prqual, r.prrelid), ', '
                             ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C") AS row_filters
  FROM pg_catalog.pg_publication_rel AS r
  JOIN pg_catalog.pg_class AS c ON c.oid = r.prrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE r.prpubid = ANY ($1::pg_catalog.oid[]) AND r.prqual IS NOT NULL
 GROUP BY r.prpubid
