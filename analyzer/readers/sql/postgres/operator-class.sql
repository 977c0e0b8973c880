-- operator-class, PostgreSQL 12 and later; manual: CREATE OPERATOR CLASS, pg_opclass, pg_amop,
-- pg_amproc. Which members pg_depend gives to the class and which to the family differs between 13
-- and 14, and after a restore: here those belong to the class that have its type on both sides.
SELECT n.nspname AS schema,
       c.opcname || ' USING ' || m.amname AS name,
       pg_catalog.format_type(c.opcintype, NULL) AS type,
       CASE WHEN c.opcdefault THEN 'yes' ELSE 'no' END AS default,
       CASE WHEN f.opfname <> c.opcname OR f.opfnamespace <> c.opcnamespace THEN
            CASE WHEN fn.nspname = 'pg_catalog' THEN ''
                 ELSE pg_catalog.quote_ident(fn.nspname) || '.' END
            || pg_catalog.quote_ident(f.opfname) END AS family,
       CASE WHEN c.opckeytype <> 0 AND c.opckeytype <> c.opcintype THEN
            pg_catalog.format_type(c.opckeytype, NULL) END AS storage,
       (SELECT pg_catalog.string_agg(
                   o.amopstrategy || ' ' || o.amopopr::pg_catalog.regoperator
                   || CASE WHEN o.amoppurpose = 'o' THEN ' FOR ORDER BY '
                           || CASE WHEN sn.nspname = 'pg_catalog' THEN ''
                                   ELSE pg_catalog.quote_ident(sn.nspname) || '.' END
                           || pg_catalog.quote_ident(s.opfname) ELSE '' END,
                   ', ' ORDER BY o.amopstrategy, o.amoppurpose)
          FROM pg_catalog.pg_amop AS o
          LEFT JOIN pg_catalog.pg_opfamily AS s ON s.oid = o.amopsortfamily
          LEFT JOIN pg_catalog.pg_namespace AS sn ON sn.oid = s.opfnamespace
         WHERE o.amopfamily = c.opcfamily AND o.amoplefttype = c.opcintype
           AND o.amoprighttype = c.opcintype) AS operators,
       (SELECT pg_catalog.string_agg(
                   p.amprocnum || ' ' || p.amproc::pg_catalog.oid::pg_catalog.regprocedure,
                   ', ' ORDER BY p.amprocnum)
          FROM pg_catalog.pg_amproc AS p
         WHERE p.amprocfamily = c.opcfamily AND p.amproclefttype = c.opcintype
           AND p.amprocrighttype = c.opcintype) AS functions,
       pg_catalog.pg_get_userbyid(c.opcowner) AS owner,
       e.description AS comment
  FROM pg_catalog.pg_opclass AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.opcnamespace
  JOIN pg_catalog.pg_am AS m ON m.oid = c.opcmethod
  JOIN pg_catalog.pg_opfamily AS f ON f.oid = c.opcfamily
  JOIN pg_catalog.pg_namespace AS fn ON fn.oid = f.opfnamespace
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_opclass'::pg_catalog.regclass AND e.objoid = c.oid
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND c.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_opclass'::pg_catalog.regclass
                        AND d.deptype = 'e'))
