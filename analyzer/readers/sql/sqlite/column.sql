-- Columns of one table, hidden and generated ones included, SQLite 3.26 and later
-- (https://sqlite.org/pragma.html#pragma_table_xinfo). Never for views and virtual tables: that
-- would compile the view, or call the module.
SELECT name, type, "notnull", dflt_value, pk, hidden
FROM pragma_table_xinfo(?1)
ORDER BY cid
