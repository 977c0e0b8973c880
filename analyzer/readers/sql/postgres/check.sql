-- check, PostgreSQL 12 to 17; manual: pg_constraint. NOT NULL (contype 'n') is the column's. Checks
-- that a partition inherits are its parent's.
SELECT n.nspname AS schema,
       c.relname AS relation,
       con.conname AS name,
       con.oid AS deparse,
       CASE WHEN con.connoinherit THEN 'yes' ELSE 'no' END AS no_inherit,
       CASE WHEN con.convalidated THEN 'yes' ELSE 'no' END AS validated,
       'yes' AS enforced,
       e.description AS comment
  FROM pg_catalog.pg_constraint AS con
  JOIN pg_catalog.pg_class AS c ON c.oid = con.conrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND e.objoid = con.oid
 WHERE con.contype = 'c' AND c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't'
   AND NOT (c.relispartition AND con.coninhcount > 0)
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   /*only c.oid*/
   AND c.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                        AND d.deptype = 'e'))
