-- operator-family, PostgreSQL 12 and later; manual: CREATE OPERATOR FAMILY, pg_opfamily, pg_amop,
-- pg_amproc. Its members are those that belong to no class (operator-class.sql). Left out: what
-- CREATE OPERATOR CLASS makes by itself, a family of a class's name without members of its own.
SELECT n.nspname AS schema,
       f.opfname || ' USING ' || m.amname AS name,
       k.operators,
       l.functions,
       pg_catalog.pg_get_userbyid(f.opfowner) AS owner,
       e.description AS comment
  FROM pg_catalog.pg_opfamily AS f
  JOIN pg_catalog.pg_namespace AS n ON n.oid = f.opfnamespace
  JOIN pg_catalog.pg_am AS m ON m.oid = f.opfmethod
  LEFT JOIN (SELECT o.amopfamily AS family,
                    pg_catalog.string_agg(
                        o.amopstrategy || ' ('
                        || pg_catalog.format_type(o.amoplefttype, NULL) || ', '
                        || pg_catalog.format_type(o.amoprighttype, NULL) || ') '
                        || o.amopopr::pg_catalog.regoperator
                        || CASE WHEN o.amoppurpose = 'o' THEN ' FOR ORDER BY '
                                || CASE WHEN sn.nspname = 'pg_catalog' THEN ''
                                        ELSE pg_catalog.quote_ident(sn.nspname) || '.' END
                                || pg_catalog.quote_ident(s.opfname) ELSE '' END,
                        ', ' ORDER BY pg_catalog.format_type(o.amoplefttype, NULL) COLLATE "C",
                                      pg_catalog.format_type(o.amoprighttype, NULL) COLLATE "C",
                                      o.amopstrategy, o.amoppurpose) AS operators
               FROM pg_catalog.pg_amop AS o
               LEFT JOIN pg_catalog.pg_opfamily AS s ON s.oid = o.amopsortfamily
               LEFT JOIN pg_catalog.pg_namespace AS sn ON sn.oid = s.opfnamespace
               LEFT JOIN pg_catalog.pg_opclass AS c
                 ON c.opcfamily = o.amopfamily AND c.opcintype = o.amoplefttype
                AND c.opcintype = o.amoprighttype
              WHERE o.amopfamily >= 16384 AND c.oid IS NULL
              GROUP BY o.amopfamily) AS k ON k.family = f.oid
  LEFT JOIN (SELECT p.amprocfamily AS family,
                    pg_catalog.string_agg(
                        p.amprocnum || ' ('
                        || pg_catalog.format_type(p.amproclefttype, NULL) || ', '
                        || pg_catalog.format_type(p.amprocrighttype, NULL) || ') '
                        || p.amproc::pg_catalog.oid::pg_catalog.regprocedure,
                        ', ' ORDER BY pg_catalog.format_type(p.amproclefttype, NULL) COLLATE "C",
                                      pg_catalog.format_type(p.amprocrighttype, NULL) COLLATE "C",
                                      p.amprocnum) AS functions
               FROM pg_catalog.pg_amproc AS p
               LEFT JOIN pg_catalog.pg_opclass AS c
                 ON c.opcfamily = p.amprocfamily AND c.opcintype = p.amproclefttype
                AND c.opcintype = p.amprocrighttype
              WHERE p.amprocfamily >= 16384 AND c.oid IS NULL
              GROUP BY p.amprocfamily) AS l ON l.family = f.oid
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_opfamily'::pg_catalog.regclass AND e.objoid = f.oid
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND (k.operators IS NOT NULL OR l.functions IS NOT NULL
        OR NOT EXISTS (SELECT FROM pg_catalog.pg_opclass AS c
                        WHERE c.opcfamily = f.oid AND c.opcname = f.opfname
                          AND c.opcnamespace = f.opfnamespace))
   AND f.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_opfamily'::pg_catalog.regclass
                        AND d.deptype = 'e'))
