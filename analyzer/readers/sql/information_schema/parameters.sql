-- parameters; manual: The Information Schema. In their order within each routine.
SELECT p.data_type, p.character_maximum_length, p.numeric_precision, p.numeric_scale,
       p.datetime_precision, p.interval_type, p.udt_schema, p.udt_name,
       p.specific_schema, p.specific_name, p.ordinal_position, p.parameter_mode,
       p.parameter_name, p.parameter_default
  FROM information_schema.parameters AS p
 WHERE p.specific_schema NOT LIKE 'pg!_%' ESCAPE '!' AND p.specific_schema <> 'information_schema'
 ORDER BY p.ordinal_position
