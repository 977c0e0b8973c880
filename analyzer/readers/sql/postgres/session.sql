-- what the session is before it is pinned, PostgreSQL 12 and later; manual: System Information
-- Functions.
SELECT pg_catalog.current_setting('search_path') AS search_path,
       current_user AS role,
       pg_catalog.current_database() AS database,
       pg_catalog.current_setting('server_version') AS server
