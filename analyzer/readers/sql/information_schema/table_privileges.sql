-- table_privileges; manual: The Information Schema. What an owner has comes from the owner: that
-- tells who owns a table.
SELECT p.table_schema, p.table_name, p.grantor, p.grantee, p.privilege_type, p.is_grantable
  FROM information_schema.table_privileges AS p
 WHERE p.table_schema NOT LIKE 'pg!_%' ESCAPE '!' AND p.table_schema <> 'information_schema'
