-- What each relation, and each object in one, is, whatever its name: oids, and relation and number for columns. Two readings of
-- one database tell by it a renamed object from a dropped and a new one, PostgreSQL 12 and later;
-- manual: System Catalogs. Scratch databases hold nothing else, so that nothing is filtered but what
-- the server made for itself, which has oids below 16384 (so has schema public); as int8, for an index
-- on oids is for the few relations that are asked for. Columns: kind, schema, relation, name, identity.
SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized-view' WHEN 'S' THEN 'sequence'
                      WHEN 'f' THEN 'foreign-table' ELSE 'table' END AS kind,
       n.nspname AS schema, '' AS relation, c.relname AS name, c.oid::pg_catalog.text AS identity
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.oid::pg_catalog.int8 >= 16384 AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND n.nspname !~ '^pg_'
   AND n.nspname <> 'information_schema'
   /*only c.oid*/
UNION ALL
SELECT 'index', n.nspname, t.relname, c.relname, c.oid::pg_catalog.text
  FROM pg_catalog.pg_index AS i
  JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
  JOIN pg_catalog.pg_class AS t ON t.oid = i.indrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE i.indexrelid::pg_catalog.int8 >= 16384 AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   /*only i.indrelid*/
UNION ALL
SELECT 'column', n.nspname, c.relname, a.attname, a.attrelid::pg_catalog.text || '.' || a.attnum
  FROM pg_catalog.pg_attribute AS a
  JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE a.attrelid::pg_catalog.int8 >= 16384 AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
   AND a.attnum > 0 AND NOT a.attisdropped
   /*only a.attrelid*/
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
UNION ALL
SELECT CASE k.contype WHEN 'p' THEN 'primary-key' WHEN 'u' THEN 'unique' WHEN 'f' THEN 'foreign-key'
                      WHEN 'x' THEN 'exclusion' ELSE 'check' END,
       n.nspname, c.relname, k.conname, k.oid::pg_catalog.text
  FROM pg_catalog.pg_constraint AS k
  JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE k.oid::pg_catalog.int8 >= 16384 AND k.contype IN ('p', 'u', 'f', 'x', 'c') AND n.nspname !~ '^pg_'
   AND n.nspname <> 'information_schema'
   /*only k.conrelid*/
UNION ALL
SELECT 'trigger', n.nspname, c.relname, t.tgname, t.oid::pg_catalog.text
  FROM pg_catalog.pg_trigger AS t
  JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE t.oid::pg_catalog.int8 >= 16384 AND NOT t.tgisinternal AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   /*only t.tgrelid*/
