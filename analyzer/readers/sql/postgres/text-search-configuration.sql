-- text-search-configuration, PostgreSQL 12 and later; manual: pg_ts_config, pg_ts_config_map. The
-- names of a parser's tokens are nowhere but in the parser, which ts_token_type asks.
SELECT n.nspname AS schema,
       c.cfgname AS name,
       CASE WHEN pn.nspname = 'pg_catalog' THEN ''
            ELSE pg_catalog.quote_ident(pn.nspname) || '.' END
       || pg_catalog.quote_ident(p.prsname) AS parser,
       (SELECT pg_catalog.string_agg(t.alias || ' WITH ' || k.dictionaries, '; '
                                     ORDER BY t.alias COLLATE "C")
          FROM (SELECT m.maptokentype,
                       pg_catalog.string_agg(
                           CASE WHEN dn.nspname = 'pg_catalog' THEN ''
                                ELSE pg_catalog.quote_ident(dn.nspname) || '.' END
                           || pg_catalog.quote_ident(d.dictname),
                           ', ' ORDER BY m.mapseqno) AS dictionaries
                  FROM pg_catalog.pg_ts_config_map AS m
                  JOIN pg_catalog.pg_ts_dict AS d ON d.oid = m.mapdict
                  JOIN pg_catalog.pg_namespace AS dn ON dn.oid = d.dictnamespace
                 WHERE m.mapcfg = c.oid
                 GROUP BY m.maptokentype) AS k
          JOIN pg_catalog.ts_token_type(c.cfgparser) AS t ON t.tokid = k.maptokentype) AS mappings,
       pg_catalog.pg_get_userbyid(c.cfgowner) AS owner,
       e.description AS comment
  FROM pg_catalog.pg_ts_config AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.cfgnamespace
  JOIN pg_catalog.pg_ts_parser AS p ON p.oid = c.cfgparser
  JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.prsnamespace
  LEFT JOIN pg_catalog.pg_description AS e
    ON e.classoid = 'pg_catalog.pg_ts_config'::pg_catalog.regclass AND e.objoid = c.oid
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND c.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                        AND d.classid = 'pg_catalog.pg_ts_config'::pg_catalog.regclass
                        AND d.deptype = 'e'))
