-- publication, PostgreSQL 12 to 14; manual: pg_publication, pg_publication_rel. pubviaroot: 13 on.
SELECT p.pubname AS name,
       CASE WHEN p.puballtables THEN 'yes' ELSE 'no' END AS all_tables,
       t.tables,
       pg_catalog.concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END,
                                  CASE WHEN p.pubupdate THEN 'update' END,
                                  CASE WHEN p.pubdelete THEN 'delete' END,
                                  CASE WHEN p.pubtruncate THEN 'truncate' END) AS operations,
       CASE WHEN pg_catalog.to_jsonb(p) ->> 'pubviaroot' = 'true' THEN 'yes' ELSE 'no' END
       AS via_root,
       pg_catalog.pg_get_userbyid(p.pubowner) AS owner,
       e.description AS comment
  FROM pg_catalog.pg_publication AS p
  LEFT JOIN (SELECT r.prpubid,
                    pg_catalog.string_agg(pg_catalog.quote_ident(n.nspname) || '.'
                                          || pg_catalog.quote_ident(c.relname), ', '
                                          ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C")
                    AS tables
               FROM pg_catalog.pg_publication_rel AS r
               JOIN pg_catalog.pg_class AS c ON c.oid = r.prrelid
               JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
              GROUP BY r.prpubid) AS t ON t.prpubid = p.oid
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_publication'::pg_catalog.regclass AND e.objoid = p.oid
 WHERE p.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_publication'::pg_catalog.regclass
                        AND d.deptype = 'e'))
