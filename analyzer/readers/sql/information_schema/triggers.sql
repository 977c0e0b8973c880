-- triggers; manual: The Information Schema. A row for each event; TRUNCATE is none.
SELECT t.event_object_schema, t.event_object_table, t.trigger_name, t.event_manipulation,
       t.action_timing, t.action_orientation, t.action_condition, t.action_statement,
       t.action_reference_old_table, t.action_reference_new_table
  FROM information_schema.triggers AS t
 WHERE t.event_object_schema NOT LIKE 'pg!_%' ESCAPE '!'
   AND t.event_object_schema <> 'information_schema'
