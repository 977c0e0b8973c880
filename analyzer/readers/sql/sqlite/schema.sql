-- Every statement of the schema, SQLite 3.7 and later (https://sqlite.org/schematab.html).
SELECT type, name, tbl_name, sql
FROM sqlite_master
WHERE sql IS NOT NULL
