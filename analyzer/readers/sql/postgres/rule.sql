-- rule, PostgreSQL 12 and later; manual: pg_rewrite. The own rule of a view is its definition.
-- ev_type: 2 update, 3 insert, 4 delete.
SELECT n.nspname AS schema,
       c.relname AS relation,
       r.rulename AS name,
       r.oid AS deparse,
       CASE r.ev_type WHEN '1' THEN 'select' WHEN '2' THEN 'update' WHEN '3' THEN 'insert'
            ELSE 'delete' END AS event,
       CASE WHEN r.is_instead THEN 'yes' ELSE 'no' END AS instead,
       CASE r.ev_enabled WHEN 'D' THEN 'no' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always'
            ELSE 'yes' END AS enabled,
       e.description AS comment
  FROM pg_catalog.pg_rewrite AS r
  JOIN pg_catalog.pg_class AS c ON c.oid = r.ev_class
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND e.objoid = r.oid
 WHERE r.rulename <> '_RETURN' AND c.relpersistence <> 't'
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   /*only c.oid*/
   AND c.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                        AND d.deptype = 'e'))
