#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Gertty, a real history on SQLite: 19 Alembic revisions in batch mode. Fixtures: the schema after
# each, without its version table.
bats_require_minimum_version 1.5.0
load ../lib/assay

history=$PROFILES/gertty

# The file names of the fixtures are NN_REVISION.sql.
revision_of() {
    basename "$1" .sql | cut -d_ -f2
}

@test "there is a fixture and a profile for each of the 19 revisions" {
    same "fixtures" 19 "$(find "$FIXTURES/gertty" -name '[0-9][0-9]_*.sql' | wc -l)"
    same "profiles" 19 "$(find "$history" -name '*.xml' | wc -l)"
}

@test "each of the 19 revisions without its version table is named, exactly" {
    local fixture
    for fixture in "$FIXTURES"/gertty/[0-9][0-9]_*.sql; do
        given_sqlite <"$fixture"
        when_assay audit "$db" --profiles "$history"
        verdict_is legacy exact "$(revision_of "$fixture")"
        drift_is
        command_is stamp "alembic stamp $(revision_of "$fixture")"
        exit_is 0
    done
}

@test "each of the 19 revisions with drift is named, and is drifted" {
    local fixture
    for fixture in "$FIXTURES"/gertty/[0-9][0-9]_*.sql; do
        given_sqlite < <(tinkered "$fixture" <<'SQL'
drop index ix_message_created;
alter table change add column reviewer_note text;
create table standup_notes (day date primary key, note text not null);
SQL
        )
        when_assay audit "$db" --profiles "$history"
        verdict_is legacy drifted "$(revision_of "$fixture")"
        drift_has 'missing index ix_message_created'
        drift_has 'unexpected column change.reviewer_note'
        drift_has 'unexpected table standup_notes'
        exit_is 1
    done
}

@test "Gertty is found among all histories, and revisions after the one it is at are pending" {
    given_sqlite <"$FIXTURES"/gertty/17_3610c2543e07.sql
    when_assay audit "$db" --profiles "$PROFILES"
    history_is gertty
    verdict_is legacy exact 3610c2543e07
    pending_is 37a702b7f58e 7ef7dfa2ca3a
}

@test "an index made again under another name is renamed, and no other schema" {
    given_sqlite < <(tinkered "$FIXTURES"/gertty/19_7ef7dfa2ca3a.sql <<'SQL'
drop index ix_account_email;
create index account_email on account (email);
SQL
    )
    when_assay audit "$db" --profiles "$history"
    verdict_is legacy drifted 7ef7dfa2ca3a
    drift_is 'renamed index ix_account_email'
    exit_is 0
}

@test "an unrelated SQLite file is unrecognised" {
    given_sqlite <<<'create table recipe (id integer primary key, title text); create table step (recipe_id int, what text);'
    when_assay audit "$db" --profiles "$history"
    verdict_is legacy unrecognised
    no_command stamp
    exit_is 1
}

@test "an empty SQLite database is fresh" {
    given_sqlite <<<'create table t (a); drop table t;'
    when_assay audit "$db" --profiles "$history"
    verdict_is fresh null
    command_is upgrade 'alembic upgrade head'
    exit_is 0
}

@test "half of a revision's changes make the database partial, and nothing safe to stamp" {
    given_sqlite < <(tinkered "$FIXTURES"/gertty/04_725816dc500.sql <<'SQL'
create table account (key integer not null primary key, id integer not null, name varchar(255),
    username varchar(255), email varchar(255));
create unique index ix_account_id on account (id);
create unique index ix_account_name on account (name);
SQL
    )
    when_assay audit "$db" --profiles "$history"
    same "state and match" "legacy partial" "$(json '"\(.state) \(.match)"')"
    same "half applied" 4cc9c46f9d8b "$(json '.half_applied[].revision')"
    no_command stamp
    exit_is 1
}
