-- domain, PostgreSQL 12 and later; manual: pg_type, pg_constraint. NOT NULL is typnotnull; the rows
-- of contype 'n' that 17 has for it say the same. Expressions of domains hold no column, so that
-- pg_get_expr needs no relation and takes no lock.
SELECT n.nspname AS schema,
       t.typname AS name,
       pg_catalog.format_type(t.typbasetype, t.typtypmod) AS type,
       CASE WHEN t.typnotnull THEN 'no' ELSE 'yes' END AS nullable,
       pg_catalog.pg_get_expr(t.typdefaultbin, 0) AS default,
       CASE WHEN t.typcollation <> b.typcollation THEN
            CASE WHEN cn.nspname = 'pg_catalog' THEN ''
                 ELSE pg_catalog.quote_ident(cn.nspname) || '.' END
            || pg_catalog.quote_ident(co.collname) END AS collation,
       k.checks,
       k.check_names,
       k.not_null_name,
       pg_catalog.pg_get_userbyid(t.typowner) AS owner,
       CASE WHEN t.typacl IS NOT NULL THEN
           (SELECT pg_catalog.string_agg(g.text, ', ' ORDER BY g.text COLLATE "C")
              FROM (SELECT CASE WHEN x.grantee = 0 THEN 'PUBLIC'
                                ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee))
                           END || ' ' || x.privilege_type
                           || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS text
                      FROM pg_catalog.aclexplode(t.typacl) AS x
                     WHERE x.grantee <> t.typowner) AS g)
            ELSE 'PUBLIC USAGE' END AS privileges,
       e.description AS comment,
       k.check_comments
  FROM pg_catalog.pg_type AS t
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
  JOIN pg_catalog.pg_type AS b ON b.oid = t.typbasetype
  LEFT JOIN (SELECT p.contypid,
                    pg_catalog.string_agg(p.text, ', ' ORDER BY p.text COLLATE "C") AS checks,
                    pg_catalog.string_agg(CASE WHEN p.text IS NOT NULL THEN p.name END, ', '
                                          ORDER BY p.text COLLATE "C", p.name) AS check_names,
                    pg_catalog.min(CASE WHEN p.text IS NULL THEN p.name END) AS not_null_name,
                    pg_catalog.string_agg(p.name || ' ' || pg_catalog.quote_literal(p.comment),
                                          E'\n' ORDER BY p.name) AS check_comments
               FROM (SELECT con.contypid, pg_catalog.quote_ident(con.conname) AS name,
                            pg_catalog.pg_get_expr(con.conbin, 0)
                            || CASE WHEN con.convalidated THEN '' ELSE ' NOT VALID' END AS text,
                            cd.description AS comment
                       FROM pg_catalog.pg_constraint AS con
                       LEFT JOIN pg_catalog.pg_description AS cd
                         ON cd.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
                        AND cd.objoid = con.oid
                      WHERE con.contypid <> 0
                        AND (con.contype = 'c'
                             OR con.contype = 'n' AND con.conname NOT LIKE '%\_not\_null%')) AS p
              GROUP BY p.contypid) AS k ON k.contypid = t.oid
  LEFT JOIN pg_catalog.pg_collation AS co ON co.oid = t.typcollation
  LEFT JOIN pg_catalog.pg_namespace AS cn ON cn.oid = co.collnamespace
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass AND e.objoid = t.oid
 WHERE t.typtype = 'd' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND t.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass
                        AND d.deptype = 'e'))
