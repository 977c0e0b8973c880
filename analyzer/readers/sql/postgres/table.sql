-- table, PostgreSQL 12 and later; manual: pg_class, pg_partitioned_table, pg_inherits. A bound
-- holds constants only, so that pg_get_expr needs no relation and takes no lock; partition keys do.
SELECT n.nspname AS schema,
       c.relname AS name,
       CASE WHEN c.relkind = 'p' THEN c.oid END AS deparse,
       CASE WHEN c.relispartition THEN i.parents END AS partition_of,
       CASE WHEN c.relispartition THEN pg_catalog.pg_get_expr(c.relpartbound, 0) END AS bound,
       CASE WHEN NOT c.relispartition THEN i.parents END AS inherits,
       CASE WHEN c.reloftype <> 0 THEN
           (SELECT pg_catalog.quote_ident(tn.nspname) || '.' || pg_catalog.quote_ident(ot.typname)
              FROM pg_catalog.pg_type AS ot
              JOIN pg_catalog.pg_namespace AS tn ON tn.oid = ot.typnamespace
             WHERE ot.oid = c.reloftype) END AS of_type,
       CASE c.relpersistence WHEN 'u' THEN 'unlogged' ELSE 'permanent' END AS persistence,
       CASE WHEN c.relrowsecurity THEN 'yes' ELSE 'no' END AS row_security,
       CASE WHEN c.relforcerowsecurity THEN 'yes' ELSE 'no' END AS force_row_security,
       CASE WHEN c.reloptions IS NOT NULL OR t.reloptions IS NOT NULL THEN
           (SELECT pg_catalog.string_agg(o.name || '=' || o.value, ', '
                                         ORDER BY o.name COLLATE "C")
              FROM (SELECT p.prefix || r.option_name AS name,
                           CASE WHEN r.option_name IN ('autovacuum_enabled', 'user_catalog_table',
                                                       'vacuum_truncate')
                                  OR r.option_name = 'vacuum_index_cleanup'
                                     AND pg_catalog.lower(r.option_value) <> 'auto'
                                THEN r.option_value::pg_catalog.bool::pg_catalog.text
                                ELSE pg_catalog.lower(r.option_value) END AS value
                      FROM (VALUES ('', c.reloptions), ('toast.', t.reloptions))
                           AS p (prefix, options)
                     CROSS JOIN LATERAL pg_catalog.pg_options_to_table(p.options) AS r
                     WHERE r.option_name ~ '^(autovacuum_|vacuum_)'
                        OR r.option_name IN ('fillfactor', 'log_autovacuum_min_duration',
                                             'parallel_workers', 'toast_tuple_target',
                                             'user_catalog_table')) AS o) END AS options,
       m.amname AS access_method,
       CASE c.relreplident
            WHEN 'n' THEN 'nothing'
            WHEN 'f' THEN 'full'
            WHEN 'i' THEN 'index ' || (SELECT pg_catalog.quote_ident(ic.relname)
                                         FROM pg_catalog.pg_index AS ri
                                         JOIN pg_catalog.pg_class AS ic ON ic.oid = ri.indexrelid
                                        WHERE ri.indrelid = c.oid AND ri.indisreplident)
            ELSE 'default' END AS replica_identity,
       s.spcname AS tablespace,
       pg_catalog.pg_get_userbyid(c.relowner) AS owner,
       CASE WHEN c.relacl IS NOT NULL THEN
           (SELECT pg_catalog.string_agg(g.text, ', ' ORDER BY g.text COLLATE "C")
              FROM (SELECT CASE WHEN x.grantee = 0 THEN 'PUBLIC'
                                ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee))
                           END || ' ' || x.privilege_type
                           || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS text
                      FROM pg_catalog.aclexplode(c.relacl) AS x
                     WHERE x.grantee <> c.relowner) AS g)
            END AS privileges,
       e.description AS comment
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN (SELECT h.inhrelid,
                    pg_catalog.string_agg(pg_catalog.quote_ident(pn.nspname) || '.'
                                          || pg_catalog.quote_ident(p.relname), ', '
                                          ORDER BY h.inhseqno) AS parents
               FROM pg_catalog.pg_inherits AS h
               JOIN pg_catalog.pg_class AS p ON p.oid = h.inhparent AND p.relkind IN ('r', 'p', 'f')
               JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.relnamespace
              GROUP BY h.inhrelid) AS i ON i.inhrelid = c.oid
  LEFT JOIN pg_catalog.pg_class AS t ON t.oid = c.reltoastrelid AND t.reloptions IS NOT NULL
  LEFT JOIN pg_catalog.pg_am AS m ON m.oid = c.relam
  LEFT JOIN pg_catalog.pg_tablespace AS s ON s.oid = c.reltablespace
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objoid = c.oid
   AND e.objsubid = 0
 WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   /*only c.oid*/
   AND c.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                        AND d.deptype = 'e'))
