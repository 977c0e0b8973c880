-- domains; manual: The Information Schema.
SELECT d.data_type, d.character_maximum_length, d.numeric_precision, d.numeric_scale,
       d.datetime_precision, d.interval_type, d.udt_schema, d.udt_name,
       d.domain_schema, d.domain_name, d.domain_default, d.collation_schema, d.collation_name
  FROM information_schema.domains AS d
 WHERE d.domain_schema NOT LIKE 'pg!_%' ESCAPE '!' AND d.domain_schema <> 'information_schema'
