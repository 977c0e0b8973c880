-- tables; manual: The Information Schema. Temporary ones and foreign ones are left out.
SELECT t.table_schema, t.table_name, t.table_type
  FROM information_schema.tables AS t
 WHERE t.table_type IN ('BASE TABLE', 'VIEW')
   AND t.table_schema NOT LIKE 'pg!_%' ESCAPE '!' AND t.table_schema <> 'information_schema'
