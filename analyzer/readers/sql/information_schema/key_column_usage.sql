-- key_column_usage; manual: The Information Schema. In the order of each key.
SELECT k.constraint_schema, k.constraint_name, k.table_schema, k.table_name, k.column_name,
       k.ordinal_position, k.position_in_unique_constraint
  FROM information_schema.key_column_usage AS k
 WHERE k.table_schema NOT LIKE 'pg!_%' ESCAPE '!' AND k.table_schema <> 'information_schema'
 ORDER BY k.ordinal_position
