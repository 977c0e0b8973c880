# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: MIT
engines=postgresql
npm=(supabase)
ids=(20240101000001 20240101000002 20240101000003 20240101000004)
version_schema=supabase_migrations tables=(schema_migrations)
verifies='20240101000004.*20240101000004'
export SUPABASE_TELEMETRY_DISABLED=1 DO_NOT_TRACK=1

url_for_tool() { # URL
    echo "$1?sslmode=disable"
}

# It runs all that is there, so that a step shows it no more than it should run.
up() { # number
    local shown
    shown=$(mktemp -d)
    mkdir -p "$shown/supabase/migrations" && cp supabase/config.toml "$shown/supabase"
    find supabase/migrations -name '*.sql' | sort | head -n "$1" | xargs cp -t "$shown/supabase/migrations"
    supabase migration up --workdir "$shown" --yes --db-url "$DATABASE_URL"
}
