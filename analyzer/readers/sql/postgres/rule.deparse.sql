-- rule: conditions and actions, PostgreSQL 12 and later; manual: System Information Functions.
-- pg_get_expr refuses a condition (it names two rows), and nothing prints an action alone: both are
-- cut out of the whole text: CREATE RULE … [WHERE condition] DO [INSTEAD] action. The first DO
-- outside of quotes ends the condition, in which none can stand: a name that is a keyword has
-- quotes, and only commands have ON CONFLICT DO. NOTIFY begins on a line of its own.
SELECT s.oid AS deparse,
       pg_catalog.substring(s.head, '^(?:[^"]|"[^"]*")*? WHERE (.*)$') AS condition,
       pg_catalog.regexp_replace(
           pg_catalog.rtrim(pg_catalog.substr(s.text, pg_catalog.length(s.head) + 5), ';'),
           '^INSTEAD\s', '') AS action
  FROM (SELECT t.oid, t.text,
               pg_catalog.substring(t.text,
                   '^((?:[^"'']|"[^"]*"|''[^'']*'')*?) DO\s') AS head
          FROM (SELECT k.oid, pg_catalog.pg_get_ruledef(k.oid, false) AS text
                  FROM pg_catalog.unnest($1::pg_catalog.oid[]) AS k (oid)) AS t) AS s
