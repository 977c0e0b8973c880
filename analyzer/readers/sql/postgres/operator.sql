-- operator, PostgreSQL 12 and later; manual: CREATE OPERATOR, pg_operator. 12 and 13 have operators
-- without a right operand. A shell without a function, left by another's COMMUTATOR or NEGATOR, is
-- no object: pg_dump leaves it out, too.
SELECT n.nspname AS schema,
       o.oprname || '('
       || CASE o.oprleft WHEN 0 THEN 'NONE' ELSE pg_catalog.format_type(o.oprleft, NULL) END
       || ', '
       || CASE o.oprright WHEN 0 THEN 'NONE' ELSE pg_catalog.format_type(o.oprright, NULL) END
       || ')' AS name,
       o.oprcode::pg_catalog.oid::pg_catalog.regprocedure AS function,
       nullif(o.oprcom, 0)::pg_catalog.regoperator AS commutator,
       nullif(o.oprnegate, 0)::pg_catalog.regoperator AS negator,
       nullif(o.oprrest::pg_catalog.oid, 0)::pg_catalog.regprocedure AS restrict,
       nullif(o.oprjoin::pg_catalog.oid, 0)::pg_catalog.regprocedure AS join,
       CASE WHEN o.oprcanhash THEN 'yes' ELSE 'no' END AS hashes,
       CASE WHEN o.oprcanmerge THEN 'yes' ELSE 'no' END AS merges,
       pg_catalog.pg_get_userbyid(o.oprowner) AS owner,
       e.description AS comment
  FROM pg_catalog.pg_operator AS o
  JOIN pg_catalog.pg_namespace AS n ON n.oid = o.oprnamespace
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_operator'::pg_catalog.regclass AND e.objoid = o.oid
 WHERE o.oprcode::pg_catalog.oid <> 0
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND o.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_operator'::pg_catalog.regclass
                        AND d.deptype = 'e'))
