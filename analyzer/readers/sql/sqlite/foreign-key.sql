-- Columns of the foreign keys of one table, SQLite 3.16 and later
-- (https://sqlite.org/pragma.html#pragma_foreign_key_list). "to" is null where the text names no
-- column: the parent's primary key.
SELECT id, "from", "table", "to", on_update, on_delete
FROM pragma_foreign_key_list(?1)
ORDER BY id, seq
