-- composite, PostgreSQL 12 and later; manual: CREATE TYPE, pg_class, pg_attribute. Row types of
-- tables, views and sequences are no objects: they have another relkind.
SELECT n.nspname AS schema,
       c.relname AS name,
       k.attributes,
       pg_catalog.pg_get_userbyid(t.typowner) AS owner,
       (SELECT pg_catalog.string_agg(g.text, ', ' ORDER BY g.text COLLATE "C")
          FROM (SELECT CASE WHEN x.grantee = 0 THEN 'PUBLIC'
                            ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee))
                       END || ' ' || x.privilege_type
                       || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS text
                  FROM pg_catalog.aclexplode(
                           coalesce(t.typacl, pg_catalog.acldefault('T', t.typowner))) AS x
                 WHERE x.grantee <> t.typowner) AS g) AS privileges,
       e.description AS comment,
       k.attribute_comments
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_type AS t ON t.oid = c.reltype
  LEFT JOIN LATERAL (
       SELECT pg_catalog.string_agg(
                  pg_catalog.quote_ident(a.attname) || ' '
                  || pg_catalog.format_type(a.atttypid, a.atttypmod)
                  || CASE WHEN a.attcollation <> b.typcollation THEN ' COLLATE '
                          || CASE WHEN cn.nspname = 'pg_catalog' THEN ''
                                  ELSE pg_catalog.quote_ident(cn.nspname) || '.' END
                          || pg_catalog.quote_ident(co.collname) ELSE '' END,
                  ', ' ORDER BY a.attnum) AS attributes,
              pg_catalog.string_agg(
                  pg_catalog.quote_ident(a.attname) || ' '
                  || pg_catalog.quote_literal(d.description),
                  E'\n' ORDER BY a.attnum) AS attribute_comments
         FROM pg_catalog.pg_attribute AS a
         JOIN pg_catalog.pg_type AS b ON b.oid = a.atttypid
         LEFT JOIN pg_catalog.pg_collation AS co ON co.oid = a.attcollation
         LEFT JOIN pg_catalog.pg_namespace AS cn ON cn.oid = co.collnamespace
         LEFT JOIN pg_catalog.pg_description AS d
           ON d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
          AND d.objoid = a.attrelid AND d.objsubid = a.attnum
        WHERE a.attrelid = c.oid AND NOT a.attisdropped) AS k ON true
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass AND e.objoid = t.oid
 WHERE c.relkind = 'c' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND t.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass
                        AND d.deptype = 'e'))
