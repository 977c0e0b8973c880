-- Items of the UNIQUE constraints of one table, SQLite 3.16 and later
-- (https://sqlite.org/pragma.html#pragma_index_list). list.seq groups them and means nothing else.
SELECT list.seq, item.name, item."desc", item.coll
FROM pragma_index_list(?1) AS list, pragma_index_xinfo(list.name) AS item
WHERE list.origin = 'u' AND item.key = 1
ORDER BY list.seq, item.seqno
