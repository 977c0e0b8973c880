-- A table's root page stays when it is renamed; a table that a batch migration makes anew has
-- another one. Without meaning across a VACUUM, after which nothing looks renamed.
SELECT 'table' AS kind, '' AS schema, '' AS relation, name, rootpage AS identity
  FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND rootpage > 0
