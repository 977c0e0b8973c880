-- collation, PostgreSQL 12 and later; manual: CREATE COLLATION, pg_collation. The locale of ICU has
-- been in three columns: collcollate to 14, colliculocale in 15 and 16, colllocale since 17. The
-- version is the library's, not the schema's; so is the encoding, which only says which of several
-- rows of one name this database sees.
SELECT n.nspname AS schema,
       c.collname AS name,
       CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'c' THEN 'libc' WHEN 'b' THEN 'builtin'
            ELSE c.collprovider::pg_catalog.text END AS provider,
       l.locale,
       CASE WHEN c.collprovider = 'c' AND c.collctype <> l.locale
            THEN c.collctype END AS ctype,
       CASE WHEN c.collisdeterministic THEN 'yes' ELSE 'no' END AS deterministic,
       k.row ->> 'collicurules' AS rules,
       c.collversion AS version,
       pg_catalog.pg_get_userbyid(c.collowner) AS owner,
       e.description AS comment
  FROM pg_catalog.pg_collation AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.collnamespace
 CROSS JOIN LATERAL (SELECT pg_catalog.to_jsonb(c) AS row) AS k
 CROSS JOIN LATERAL (SELECT coalesce(k.row ->> 'colllocale', k.row ->> 'colliculocale',
                                     c.collcollate::pg_catalog.text) AS locale) AS l
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_collation'::pg_catalog.regclass AND e.objoid = c.oid
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND c.collencoding IN (-1, pg_catalog.pg_char_to_encoding(pg_catalog.getdatabaseencoding()))
   AND c.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_collation'::pg_catalog.regclass
                        AND d.deptype = 'e'))
