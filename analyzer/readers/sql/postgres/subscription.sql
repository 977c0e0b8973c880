-- subscription, PostgreSQL 12 and 13; manual: pg_subscription. Any role may read these columns; the
-- others, oid among them, are read apart (subscription.deparse.sql), by their place in the order of
-- names. The connection string may hold a password and is never read.
SELECT s.subname AS name,
       pg_catalog.row_number() OVER (ORDER BY s.subname COLLATE "C") AS deparse,
       CASE WHEN s.subenabled THEN 'yes' ELSE 'no' END AS enabled,
       (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(k.name), ', '
                                     ORDER BY k.name COLLATE "C")
          FROM pg_catalog.unnest(s.subpublications) AS k (name)) AS publications,
       s.subslotname AS slot_name,
       pg_catalog.pg_get_userbyid(s.subowner) AS owner
  FROM pg_catalog.pg_subscription AS s
 WHERE s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database AS d
                     WHERE d.datname = pg_catalog.current_database())
