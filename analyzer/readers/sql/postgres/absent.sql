-- kinds of which this database has no object, PostgreSQL 12 and later; manual: System Catalogs. The
-- queries of such kinds are not sent: most databases have none of these, and planning a query costs
-- more than running it. A kind that is not named here is always read. What users make has an oid
-- from 16384 on. Whoever is closed out of pg_user_mapping sees pg_foreign_server.
SELECT k.kind
  FROM pg_catalog.unnest('{default-privileges,enum,domain,composite,range,collation,exclusion,
                           materialized-view,procedure,aggregate,rule,event-trigger,policy,
                           statistics,foreign-data-wrapper,foreign-server,user-mapping,
                           foreign-table,publication,subscription,text-search-dictionary,
                           text-search-configuration,cast,operator,operator-family,operator-class,
                           language}'::pg_catalog.text[]) AS k (kind)
 WHERE k.kind NOT IN (
       SELECT CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' ELSE 'range' END
         FROM pg_catalog.pg_type AS t WHERE t.typtype IN ('e', 'd', 'r') AND t.oid >= 16384
       UNION ALL
       SELECT CASE c.relkind WHEN 'c' THEN 'composite' WHEN 'm' THEN 'materialized-view'
                             ELSE 'foreign-table' END
         FROM pg_catalog.pg_class AS c WHERE c.relkind IN ('c', 'm', 'f') AND c.oid >= 16384
       UNION ALL
       SELECT CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'aggregate' END
         FROM pg_catalog.pg_proc AS p WHERE p.prokind IN ('p', 'a') AND p.oid >= 16384
       UNION ALL
       SELECT 'default-privileges' FROM pg_catalog.pg_default_acl AS d
       UNION ALL
       SELECT 'collation' FROM pg_catalog.pg_collation AS c WHERE c.oid >= 16384
       UNION ALL
       SELECT 'exclusion' FROM pg_catalog.pg_constraint AS c WHERE c.contype = 'x'
       UNION ALL
       SELECT 'rule' FROM pg_catalog.pg_rewrite AS r
        WHERE r.rulename <> '_RETURN' AND r.oid >= 16384
       UNION ALL
       SELECT 'event-trigger' FROM pg_catalog.pg_event_trigger AS t
       UNION ALL
       SELECT 'policy' FROM pg_catalog.pg_policy AS p
       UNION ALL
       SELECT 'statistics' FROM pg_catalog.pg_statistic_ext AS s
       UNION ALL
       SELECT 'foreign-data-wrapper' FROM pg_catalog.pg_foreign_data_wrapper AS w
       UNION ALL
       SELECT k.kind FROM pg_catalog.pg_foreign_server AS s
        CROSS JOIN (VALUES ('foreign-server'), ('user-mapping')) AS k (kind)
       UNION ALL
       SELECT 'publication' FROM pg_catalog.pg_publication AS p
       UNION ALL
       SELECT 'subscription' FROM pg_catalog.pg_subscription AS s
       UNION ALL
       SELECT 'text-search-dictionary' FROM pg_catalog.pg_ts_dict AS d WHERE d.oid >= 16384
       UNION ALL
       SELECT 'text-search-configuration' FROM pg_catalog.pg_ts_config AS c WHERE c.oid >= 16384
       UNION ALL
       SELECT 'cast' FROM pg_catalog.pg_cast AS c WHERE c.oid >= 16384
       UNION ALL
       SELECT 'operator' FROM pg_catalog.pg_operator AS o WHERE o.oid >= 16384
       UNION ALL
       SELECT 'operator-family' FROM pg_catalog.pg_opfamily AS f WHERE f.oid >= 16384
       UNION ALL
       SELECT 'operator-class' FROM pg_catalog.pg_opclass AS c WHERE c.oid >= 16384
       UNION ALL
       SELECT 'language' FROM pg_catalog.pg_language AS l WHERE l.oid >= 16384)
