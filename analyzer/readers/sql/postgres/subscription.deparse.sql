-- subscription: what not every role may read, PostgreSQL 12 and 13; manual: pg_subscription. $1 are
-- places in the order of names.
SELECT o.place AS deparse,
       o.subsynccommit AS synchronous_commit,
       e.description AS comment
  FROM (SELECT s.oid, s.subsynccommit,
               pg_catalog.row_number() OVER (ORDER BY s.subname COLLATE "C") AS place
          FROM pg_catalog.pg_subscription AS s
         WHERE s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database AS d
                             WHERE d.datname = pg_catalog.current_database())) AS o
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_subscription'::pg_catalog.regclass AND e.objoid = o.oid
 WHERE o.place = ANY ($1::pg_catalog.int8[])
