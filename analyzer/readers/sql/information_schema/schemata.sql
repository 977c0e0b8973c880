-- schemata; manual: The Information Schema. Every database has public: what it has of its own is
-- not told.
SELECT s.schema_name, s.schema_owner
  FROM information_schema.schemata AS s
 WHERE s.schema_name NOT LIKE 'pg!_%' ESCAPE '!'
   AND s.schema_name NOT IN ('information_schema', 'public')
