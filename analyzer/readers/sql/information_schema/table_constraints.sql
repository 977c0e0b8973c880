-- table_constraints, before PostgreSQL 15; manual: The Information Schema.
SELECT c.constraint_schema, c.constraint_name, c.table_schema, c.table_name, c.constraint_type,
       c.is_deferrable, c.initially_deferred, c.enforced, 'YES' AS nulls_distinct
  FROM information_schema.table_constraints AS c
 WHERE c.table_schema NOT LIKE 'pg!_%' ESCAPE '!' AND c.table_schema <> 'information_schema'
