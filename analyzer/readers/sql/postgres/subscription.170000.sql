-- subscription, PostgreSQL 17 and later; manual: pg_subscription. Any role may read these columns.
-- The connection string may hold a password and is never read. Two-phase commit that waits to be
-- enabled (p) is on.
SELECT s.subname AS name,
       CASE WHEN s.subenabled THEN 'yes' ELSE 'no' END AS enabled,
       (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(k.name), ', '
                                     ORDER BY k.name COLLATE "C")
          FROM pg_catalog.unnest(s.subpublications) AS k (name)) AS publications,
       s.subslotname AS slot_name,
       s.subsynccommit AS synchronous_commit,
       CASE WHEN s.subbinary THEN 'yes' ELSE 'no' END AS binary,
       CASE s.substream WHEN 'f' THEN 'no' WHEN 't' THEN 'yes' ELSE 'parallel' END AS streaming,
       CASE s.subtwophasestate WHEN 'd' THEN 'no' ELSE 'yes' END AS two_phase,
       CASE WHEN s.subdisableonerr THEN 'yes' ELSE 'no' END AS disable_on_error,
       s.suborigin AS origin,
       CASE WHEN s.subpasswordrequired THEN 'yes' ELSE 'no' END AS password_required,
       CASE WHEN s.subrunasowner THEN 'yes' ELSE 'no' END AS run_as_owner,
       CASE WHEN s.subfailover THEN 'yes' ELSE 'no' END AS failover,
       pg_catalog.pg_get_userbyid(s.subowner) AS owner,
       e.description AS comment
  FROM pg_catalog.pg_subscription AS s
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_subscription'::pg_catalog.regclass AND e.objoid = s.oid
 WHERE s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database AS d
                     WHERE d.datname = pg_catalog.current_database())
