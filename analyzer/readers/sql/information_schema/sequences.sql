-- sequences; manual: The Information Schema. Those behind identity columns are not among them.
SELECT s.sequence_schema, s.sequence_name, s.data_type, s.start_value, s.increment,
       s.minimum_value, s.maximum_value, s.cycle_option
  FROM information_schema.sequences AS s
 WHERE s.sequence_schema NOT LIKE 'pg!_%' ESCAPE '!' AND s.sequence_schema <> 'information_schema'
