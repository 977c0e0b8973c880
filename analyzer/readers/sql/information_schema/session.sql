-- who reads what, as standard SQL asks.
SELECT current_user AS role, current_catalog AS database
