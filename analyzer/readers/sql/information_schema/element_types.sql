-- element_types; manual: The Information Schema. Arrays of types that users made: those of the
-- server's own types are told by their names.
SELECT e.object_schema, e.object_name, e.object_type, e.collection_type_identifier,
       e.udt_schema, e.udt_name
  FROM information_schema.element_types AS e
 WHERE e.object_schema NOT LIKE 'pg!_%' ESCAPE '!' AND e.object_schema <> 'information_schema'
   AND e.udt_schema NOT LIKE 'pg!_%' ESCAPE '!'
