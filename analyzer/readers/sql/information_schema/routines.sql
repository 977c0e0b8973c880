-- routines; manual: The Information Schema. Aggregates and window functions have no type here.
SELECT r.data_type, r.character_maximum_length, r.numeric_precision, r.numeric_scale,
       r.datetime_precision, r.interval_type, r.type_udt_schema, r.type_udt_name,
       r.specific_schema, r.specific_name, r.routine_schema, r.routine_name, r.routine_type,
       r.routine_definition, r.external_language, r.is_deterministic, r.is_null_call,
       r.security_type
  FROM information_schema.routines AS r
 WHERE r.routine_schema NOT LIKE 'pg!_%' ESCAPE '!' AND r.routine_schema <> 'information_schema'
