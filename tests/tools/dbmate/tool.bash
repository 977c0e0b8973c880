# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: MIT
npm=(dbmate)
ids=(20240101000001 20240101000002 20240101000003 20240101000004)
tables=(schema_migrations) verifies='\[X\] 20240101000004'
export DBMATE_NO_DUMP_SCHEMA=true

# It runs all that is there, so that a step shows it no more than it should run.
up() { # number
    local shown
    shown=$(mktemp -d)
    find db/migrations -name '*.sql' | sort | head -n "$1" | xargs cp -t "$shown"
    dbmate --migrations-dir "$shown" up
}

url_for_tool() { # URL
    sed 's|^sqlite:///|sqlite:|; s|^postgresql:.*|&?sslmode=disable|' <<<"$1"
}

learn() { # scratch
    "$assay" learn sql db/migrations --layout dbmate --project shop --scratch "$1" -o "$work/history"
}
