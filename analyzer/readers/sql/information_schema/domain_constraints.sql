-- domain_constraints; manual: The Information Schema.
SELECT c.domain_schema, c.domain_name, c.constraint_schema, c.constraint_name
  FROM information_schema.domain_constraints AS c
 WHERE c.domain_schema NOT LIKE 'pg!_%' ESCAPE '!' AND c.domain_schema <> 'information_schema'
 ORDER BY c.constraint_name
