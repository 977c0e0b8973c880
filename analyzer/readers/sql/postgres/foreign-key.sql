-- foreign-key, PostgreSQL 12 to 14; manual: pg_constraint, pg_trigger. Rows with conparentid are
-- clones that a partitioned table made, on either side. It is enabled as the triggers that the server
-- made for it are; the clone of a partition is listed where its own are not enabled, and its parent's
-- are.
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
       pg_catalog.quote_ident(rn.nspname) || '.' || pg_catalog.quote_ident(r.relname) AS references,
       (SELECT pg_catalog.quote_ident(a.attname) FROM pg_catalog.pg_attribute AS a
         WHERE a.attrelid = con.confrelid AND a.attnum = con.confkey[1])
       || CASE WHEN con.confkey[2] IS NULL THEN '' ELSE
       (SELECT ', ' || pg_catalog.string_agg((SELECT pg_catalog.quote_ident(a.attname)
                                         FROM pg_catalog.pg_attribute AS a
                                        WHERE a.attrelid = con.confrelid AND a.attnum = k.attnum),
                                      ', ' ORDER BY k.n)
          FROM pg_catalog.unnest(con.confkey[2:]) WITH ORDINALITY AS k (attnum, n)) END
       AS referenced_columns,
       CASE con.confmatchtype WHEN 'f' THEN 'full' WHEN 'p' THEN 'partial'
            ELSE 'simple' END AS match,
       CASE con.confupdtype WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade'
            WHEN 'n' THEN 'set null' WHEN 'd' THEN 'set default' ELSE 'no action' END AS on_update,
       CASE con.confdeltype WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade'
            WHEN 'n' THEN 'set null' WHEN 'd' THEN 'set default' ELSE 'no action' END AS on_delete,
       NULL AS set_columns,
       CASE WHEN con.condeferred THEN 'deferrable initially deferred'
            WHEN con.condeferrable THEN 'deferrable' ELSE 'no' END AS deferrable,
       CASE WHEN con.convalidated THEN 'yes' ELSE 'no' END AS validated,
       'yes' AS enforced,
       'no' AS period,
       CASE WHEN con.oid IN (SELECT t.tgconstraint FROM pg_catalog.pg_trigger AS t
                              WHERE t.tgenabled <> 'O') THEN
            (SELECT CASE WHEN pg_catalog.bool_or(t.tgenabled = 'D') THEN 'no'
                         WHEN pg_catalog.bool_or(t.tgenabled = 'R') THEN 'replica'
                         ELSE 'always' END
               FROM pg_catalog.pg_trigger AS t
              WHERE t.tgconstraint = con.oid AND t.tgenabled <> 'O') END AS enabled,
       e.description AS comment
  FROM pg_catalog.pg_constraint AS con
  JOIN pg_catalog.pg_class AS c ON c.oid = con.conrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_class AS r ON r.oid = con.confrelid
  JOIN pg_catalog.pg_namespace AS rn ON rn.oid = r.relnamespace
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND e.objoid = con.oid
 WHERE con.contype = 'f' AND c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
   AND con.conparentid = 0
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   /*only c.oid*/
   AND c.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                        AND d.deptype = 'e'))
UNION ALL
SELECT n.nspname, c.relname, con.conname, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, w.enabled, NULL
  FROM (SELECT t.tgconstraint, t.tgrelid, CASE WHEN pg_catalog.bool_or(t.tgenabled = 'D') THEN 'no'
                           WHEN pg_catalog.bool_or(t.tgenabled = 'R') THEN 'replica'
                           ELSE 'always' END AS enabled
          FROM pg_catalog.pg_trigger AS t
         WHERE t.tgenabled <> 'O' AND t.tgconstraint <> 0
         GROUP BY t.tgconstraint, t.tgrelid) AS w
  JOIN pg_catalog.pg_constraint AS con ON con.oid = w.tgconstraint AND con.conrelid = w.tgrelid
  JOIN pg_catalog.pg_constraint AS p ON p.oid = con.conparentid AND p.conrelid <> con.conrelid
  JOIN pg_catalog.pg_class AS c ON c.oid = con.conrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE con.contype = 'f'
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger AS t
                    WHERE t.tgconstraint = p.oid AND t.tgrelid = p.conrelid AND t.tgenabled <> 'O')
   /*only c.oid*/
   AND c.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                        AND d.deptype = 'e'))
