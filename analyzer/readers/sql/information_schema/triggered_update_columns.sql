-- triggered_update_columns; manual: The Information Schema. Their order is not told.
SELECT c.event_object_schema, c.event_object_table, c.trigger_name, c.event_object_column
  FROM information_schema.triggered_update_columns AS c
 WHERE c.event_object_schema NOT LIKE 'pg!_%' ESCAPE '!'
   AND c.event_object_schema <> 'information_schema'
