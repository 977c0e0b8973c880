-- referential_constraints; manual: The Information Schema. It does not name the table: a name that
-- two tables of a schema have is ambiguous.
SELECT r.constraint_schema, r.constraint_name, r.unique_constraint_schema,
       r.unique_constraint_name, r.match_option, r.update_rule, r.delete_rule
  FROM information_schema.referential_constraints AS r
 WHERE r.constraint_schema NOT LIKE 'pg!_%' ESCAPE '!'
   AND r.constraint_schema <> 'information_schema'
