-- views; manual: The Information Schema. The definition is NULL for who does not own the view.
SELECT v.table_schema, v.table_name, v.view_definition
  FROM information_schema.views AS v
 WHERE v.table_schema NOT LIKE 'pg!_%' ESCAPE '!' AND v.table_schema <> 'information_schema'
