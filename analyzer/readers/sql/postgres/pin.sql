-- pins the session for the transaction, PostgreSQL 12 and later; manual: Configuration Settings
-- Functions. Names and values come from the table in pg_session.c.
SELECT pg_catalog.set_config(s.name, s.value, true) AS value
  FROM unnest($1::pg_catalog.text[], $2::pg_catalog.text[]) AS s (name, value)
