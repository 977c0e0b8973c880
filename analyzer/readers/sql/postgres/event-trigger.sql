-- event-trigger, PostgreSQL 12 and later; manual: pg_event_trigger.
SELECT t.evtname AS name,
       t.evtevent AS event,
       pg_catalog.quote_ident(fn.nspname) || '.' || pg_catalog.quote_ident(f.proname) AS function,
       (SELECT pg_catalog.string_agg(k.tag, ', ' ORDER BY k.tag COLLATE "C")
          FROM pg_catalog.unnest(t.evttags) AS k (tag)) AS tags,
       CASE t.evtenabled WHEN 'D' THEN 'no' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always'
            ELSE 'yes' END AS enabled,
       pg_catalog.pg_get_userbyid(t.evtowner) AS owner,
       e.description AS comment
  FROM pg_catalog.pg_event_trigger AS t
  JOIN pg_catalog.pg_proc AS f ON f.oid = t.evtfoid
  JOIN pg_catalog.pg_namespace AS fn ON fn.oid = f.pronamespace
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_event_trigger'::pg_catalog.regclass AND e.objoid = t.oid
 WHERE t.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_event_trigger'::pg_catalog.regclass
                        AND d.deptype = 'e'))
