-- subscription, PostgreSQL 14; manual: pg_subscription. Any role may read these columns. The
-- connection string may hold a password and is never read.
SELECT s.subname AS name,
       CASE WHEN s.subenabled THEN 'yes' ELSE 'no' END AS enabled,
       (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(k.name), ', '
                                     ORDER BY k.name COLLATE "C")
          FROM pg_catalog.unnest(s.subpublications) AS k (name)) AS publications,
       s.subslotname AS slot_name,
       s.subsynccommit AS synchronous_commit,
       CASE WHEN s.subbinary THEN 'yes' ELSE 'no' END AS binary,
       CASE WHEN s.substream THEN 'yes' ELSE 'no' END AS streaming,
       pg_catalog.pg_get_userbyid(s.subowner) AS owner,
       e.description AS comment
  FROM pg_catalog.pg_subscription AS s
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_subscription'::pg_catalog.regclass AND e.objoid = s.oid
 WHERE s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database AS d
                     WHERE d.datname = pg_catalog.current_database())
