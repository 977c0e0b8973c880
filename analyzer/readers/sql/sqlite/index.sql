-- A row if SQLite has an index of this name, SQLite 3.16 and later
-- (https://sqlite.org/pragma.html#pragma_index_xinfo).
SELECT 1 FROM pragma_index_xinfo(?1) LIMIT 1
