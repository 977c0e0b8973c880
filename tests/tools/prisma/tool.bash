# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: MIT
# Its engines are no part of its packages; with an adapter it needs none, as long as it finds a file for
# each. By PostgreSQL's adapter it cannot read the catalog (a column of type name).
engines=sqlite
npm=(prisma @prisma/adapter-libsql)
ids=(20240101000001_cats 20240101000002_dogs 20240101000003_chips 20240101000004_birds)
tables=(_prisma_migrations) migrations=prisma/migrations verifies='schema is up to date'
export PRISMA_QUERY_ENGINE_LIBRARY=/dev/null PRISMA_SCHEMA_ENGINE_BINARY=/dev/null CHECKPOINT_DISABLE=1

url_for_tool() { # URL
    echo "${1/#sqlite:\/\/\//file:}"
}

# It runs all that is there, so that a step shows it no more than it should run.
up() { # number
    local shown
    shown=$(mktemp -d)
    cp prisma/migrations/migration_lock.toml "$shown"
    printf "prisma/migrations/%s\n" "${ids[@]:0:$1}" | xargs cp -r -t "$shown"
    MIGRATIONS=$shown npx prisma migrate deploy
}

# In that way of running it `resolve` does not make the table that it misses: Assay writes the rows itself.
as_printed() { # shell command
    local there
    there=$(sql found <<<"select 1 from sqlite_schema where name = '_prisma_migrations'")
    if [[ $1 == *' resolve '* && -z $there ]]; then
        "$assay" stamp "$(database found)" --profiles "$work/history" --no-cache --migrations "$migrations" --apply
    else
        sh -ec "$1"
    fi
}

learn() { # scratch
    "$assay" learn sql prisma/migrations --layout prisma --project shop --scratch "$1" -o "$work/history"
}
