# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: MIT
engines=postgresql
npm=(drizzle-kit drizzle-orm pg)
ids=(1704067200001 1704067200002 1704067200003 1704067200004)
version_schema=drizzle tables=(__drizzle_migrations)
migrations=drizzle verifies=no

# It runs all that is in its journal, so that a step shows it no more than it should run.
up() { # number
    local shown
    shown=$(mktemp -d)
    cp -r drizzle "$shown"
    jq ".entries |= .[:$1]" drizzle/meta/_journal.json >"$shown/drizzle/meta/_journal.json"
    MIGRATIONS=$shown/drizzle npx drizzle-kit migrate
}

# It looks at the latest row alone, and that is all that is stamped.
rows_agree() {
    agrees found 4
}
