-- columns; manual: The Information Schema. In their order within each table or view.
SELECT c.data_type, c.character_maximum_length, c.numeric_precision, c.numeric_scale,
       c.datetime_precision, c.interval_type, c.udt_schema, c.udt_name,
       c.domain_schema, c.domain_name, c.table_schema, c.table_name, c.column_name,
       c.ordinal_position, c.is_nullable, c.column_default, c.collation_schema, c.collation_name,
       c.is_identity, c.identity_generation, c.identity_start, c.identity_increment,
       c.identity_minimum, c.identity_maximum, c.identity_cycle,
       c.is_generated, c.generation_expression
  FROM information_schema.columns AS c
 WHERE c.table_schema NOT LIKE 'pg!_%' ESCAPE '!' AND c.table_schema <> 'information_schema'
 ORDER BY c.ordinal_position
