-- objects of kinds that are not in the table of kinds, PostgreSQL 12 and later; manual: System
-- Catalogs. What extensions own and what initdb made (below 16384) does not count. And tables whose
-- rows this role may not read, version tables perhaps among them.
SELECT o.kind, count(*) AS count, 'not read by this version' AS reason
  FROM (SELECT 'type' AS kind, t.tableoid AS class, t.oid, t.typnamespace AS namespace
          FROM pg_catalog.pg_type AS t
         WHERE t.typtype = 'b' AND t.typelem = 0 OR t.typtype = 'p'
        UNION ALL
        SELECT 'conversion', c.tableoid, c.oid, c.connamespace FROM pg_catalog.pg_conversion AS c
        UNION ALL
        SELECT 'access-method', m.tableoid, m.oid, NULL FROM pg_catalog.pg_am AS m
        UNION ALL
        SELECT 'transform', t.tableoid, t.oid, NULL FROM pg_catalog.pg_transform AS t
        UNION ALL
        SELECT 'text-search-parser', p.tableoid, p.oid, p.prsnamespace
          FROM pg_catalog.pg_ts_parser AS p
        UNION ALL
        SELECT 'text-search-template', t.tableoid, t.oid, t.tmplnamespace
          FROM pg_catalog.pg_ts_template AS t) AS o
  LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = o.namespace
 WHERE o.oid >= 16384
   AND (n.oid IS NULL OR n.nspname !~ '^pg_' AND n.nspname <> 'information_schema')
   AND (o.class, o.oid) NOT IN (SELECT d.classid, d.objid FROM pg_catalog.pg_depend AS d
                                 WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                                   AND d.deptype = 'e')
 GROUP BY o.kind
UNION ALL
SELECT 'security-label', count(*), 'not read by this version'
  FROM pg_catalog.pg_seclabel AS l
HAVING count(*) > 0
UNION ALL
SELECT 'privilege', count(*), 'tables whose rows this role may not read'
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p') AND c.oid >= 16384
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND NOT (pg_catalog.has_schema_privilege(n.oid, 'USAGE')
            AND pg_catalog.has_table_privilege(c.oid, 'SELECT'))
HAVING count(*) > 0
