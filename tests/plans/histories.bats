#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Real projects from Debian: databases that their own migrations made, without version table and with what
# a person did, are adopted by the plan that the shipped histories give, and upgraded by those migrations.
bats_require_minimum_version 1.5.0
load ../lib/assay
load ../lib/project

# The project is the corpus of that name, with its migrations where the package has them.
given_corpus() { # name
    local here=tests/histories histories=$BATS_FILE_TMPDIR work=$BATS_TEST_TMPDIR corpus=$1
    local name kind dialect packages where unpacked every broken truth
    # shellcheck source=tests/histories/fetch.bash
    source "$here/fetch.bash"
    # shellcheck source=tests/histories/steps.bash
    source "$here/steps.bash"
    IFS=$'\t' read -r name kind dialect every broken packages where truth < <(grep "^$corpus"$'\t' "$here/corpora.tsv")
    [[ -n $every$broken$truth$dialect ]]
    mkdir "$work/steps"
    fetch || fail "$1 is not to be had: $(cat "$work/fetch.log")"
    fetched=$source history=$PROFILES/$corpus project=$BATS_TEST_TMPDIR
    [[ $kind != alembic ]] || cd "$project" || return
}

# Made by its own migrations, up to one of them, and the version table is dropped.
migrated() { # revision
    export DATABASE_URL
    DATABASE_URL=$(project_url "$db")
    alembic upgrade "$1" >"$out" 2>"$err" || fail "Alembic does not get there"
}

@test "Gertty on SQLite, in the middle, with an index less and one more" {
    given_sqlite </dev/null
    given_corpus gertty
    migrated 3d429503a29a
    sqlite3 "$db" 'drop table alembic_version; drop index ix_change_branch; create index by_hand on message (created)'
    plan_adopts 7ef7dfa2ca3a
}

@test "ironic on PostgreSQL, in the middle, with a column, a foreign key and a default less" {
    given_postgres </dev/null
    given_corpus ironic
    migrated 1a59178ebdf6
    in_postgres "$name" <<'SQL'
drop table alembic_version;
alter table ports drop column pxe_enabled;
alter table nodes drop constraint nodes_chassis_id_fkey;
create index by_hand on nodes (driver);
SQL
    plan_adopts "$(basename "$(comm -23 <(revisions) <(revised))")"
}

revisions() {
    basename -s .xml -a "$history"/*.xml | sort
}

revised() {
    sed -n 's/.*<revises id="\([^"]*\)".*/\1/p' "$history"/*.xml | sort
}

# Its own tool is none that has a version table to stamp: Alembic takes it over.
given_openqa() { # revision
    local last='' step
    given_corpus openqa
    given_postgres < <(cat "$fetched/deploy/$1"/*.sql)
    given_project "$BATS_TEST_TMPDIR/project"
    for step in $(basename -s .sql -a "$BATS_TEST_TMPDIR"/steps/*.sql | sort -n); do
        # shellcheck disable=SC2086 # none, or one
        revision "$step" $last <"$BATS_TEST_TMPDIR/steps/$step.sql"
        last=$step
    done
}

@test "openQA as its installation makes it, which is not quite what its upgrades make" {
    given_openqa 90
    judged_with='--tool alembic'
    plan_adopts 98
}

@test "openQA without a tool: the plan ends before the stamp, and says why" {
    given_openqa 98
    plan_leaves 'nothing is stamped: its history names no migration tool'
}
