-- check_constraints; manual: The Information Schema. It does not name the table. NOT NULL is among
-- them, as an expression that stands in no parentheses, under names that 12 to 17 invent.
SELECT c.constraint_schema, c.constraint_name, c.check_clause
  FROM information_schema.check_constraints AS c
 WHERE c.constraint_schema NOT LIKE 'pg!_%' ESCAPE '!'
   AND c.constraint_schema <> 'information_schema'
