#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Which history is it, and which set of a graph: several histories in one folder, merges, heads,
# other schemas.
bats_require_minimum_version 1.5.0
load ../lib/assay

@test "each revision of each chain is named under its own history, with all histories given" {
    local chain revision
    for chain in cats:cat-activities-monitor:{001_initial_schema,002_cat_recognition,003_activity_features} \
        cats-main:cat-activities-monitor-main:{0001_initial_tables,0002_update_schema}; do
        revision=${chain##*:}
        given_postgres <"$FIXTURES/${chain%%:*}/$revision.sql"
        when_assay audit "$db" --profiles "$PROFILES"
        verdict_is legacy exact "$revision"
        history_is "$(cut -d: -f2 <<<"$chain")"
    done
}

@test "where two histories explain a database about equally well, both are named" {
    given_postgres <"$FIXTURES/cats/init_9649b4c.sql"
    when_assay audit "$db" --profiles "$PROFILES"
    { json .history.project && json '.others[].project'; } | sort | grep -c '^cat-activities-monitor' | grep -qx 2 ||
        fail "one of the two histories is not named"
}

@test "an unrelated database is unrecognised against all histories" {
    given_postgres <<'SQL'
create type mood as enum ('calm', 'stormy');
create table weather (day date primary key, mood mood not null, note text);
create view calm_days as select day from weather where mood = 'calm';
SQL
    when_assay audit "$db" --profiles "$PROFILES"
    verdict_is legacy unrecognised
    exit_is 1
}

@test "without any option the histories in ./profiles are used" {
    given_postgres <"$FIXTURES/cats/002_cat_recognition.sql"
    when_assay audit "$db"
    verdict_is legacy exact 002_cat_recognition
}

@test "ASSAY_PROFILES names the histories where no option does" {
    given_postgres <"$FIXTURES/cats/002_cat_recognition.sql"
    cd "$BATS_TEST_TMPDIR"
    ASSAY_PROFILES=$PROFILES/cat-activities-monitor when_assay audit "$db"
    verdict_is legacy exact 002_cat_recognition
}

@test "a schema map says where a history's schema is, when two hold the same tables" {
    given_postgres < <(in_schema blue "$FIXTURES/cats/001_initial_schema.sql" &&
        in_schema green "$FIXTURES/cats/002_cat_recognition.sql")
    when_assay audit "$db" --profiles "$PROFILES/cat-activities-monitor" --schema-map public=green
    same "revision" 002_cat_recognition "$(json '.revisions[]')"
    when_assay audit "$db" --profiles "$PROFILES/cat-activities-monitor" --schema-map public=blue
    same "revision" 001_initial_schema "$(json '.revisions[]')"
}

# A graph of one root, two branches and an empty merge, captured with the program itself.
given_branches() {
    history=$BATS_TEST_TMPDIR/shop
    capture root 'create table item (id int primary key);'
    capture left 'create table item (id int primary key, price int);' --revises root
    capture right 'create table item (id int primary key); create table shelf (id int primary key);' --revises root
    capture merge 'create table item (id int primary key, price int); create table shelf (id int primary key);' \
        --revises left --revises right
}

capture() { # revision sql [options]
    given_postgres captured <<<"$2"
    when_assay profile capture "$captured" --revision "$1" --tool alembic --project shop "${@:3}" -o "$history"
    exit_is 0
}

@test "a branch alone is its own head, and what is on the other is pending" {
    given_branches
    given_postgres <<<'create table item (id int primary key, price int);'
    when_assay audit "$db" --profiles "$history"
    verdict_is legacy exact left
    pending_is right merge
    command_is stamp 'alembic stamp left'
}

@test "two branches are the merge that changes nothing, so that no data migration is skipped silently" {
    given_branches
    given_postgres <<<'create table item (id int primary key, price int); create table shelf (id int primary key);'
    when_assay audit "$db" --profiles "$history"
    verdict_is legacy exact merge
    equal_is left,right merge
}

@test "a head on each of two branches is stamped with both" {
    given_branches
    rm "$history/merge.xml"
    given_postgres <<<'create table item (id int primary key, price int); create table shelf (id int primary key);'
    when_assay audit "$db" --profiles "$history"
    verdict_is legacy exact left right
    command_is stamp 'alembic stamp left right'
}

@test "what a hand-written profile does not mention is neither judged nor unknown" {
    local listed=$BATS_TEST_TMPDIR/listed
    mkdir "$listed"
    echo "<profile revision='one' dialect='sqlite' tool='alembic' listed-only='yes'><whole><table name='item'>
        <column name='id' type='INTEGER'/></table></whole></profile>" >"$listed/one.xml"
    given_sqlite <<<"create table item (id integer primary key, note text default 'x'); create table more (a int);"
    when_assay audit "$db" --profiles "$listed"
    verdict_is legacy exact one
    drift_is
    exit_is 0
}

@test "what is odd about a history that loads is said, and an error is a finding" {
    local odd=$BATS_TEST_TMPDIR/odd
    mkdir "$odd"
    echo "<profile revision='one' dialect='sqlite' tool='alembic'><whole><table name='t'>
        <column name='a' type='text'/></table></whole></profile>" >"$odd/one.xml"
    echo "<profile revision='two' dialect='sqlite' tool='alembic'><revises id='one'/></profile>" >"$odd/two.xml"
    when_assay profile validate "$odd"
    exit_is 0
    says 'note: two, .*two\.xml:1: no changes'
    echo "<profile revision='an_id_that_is_longer_than_32_characters' dialect='sqlite' tool='alembic'>
        <revises id='two'/></profile>" >"$odd/three.xml"
    when_assay profile validate "$odd"
    exit_is 1
    says 'error: .*three\.xml:1: the id is longer'
}

@test "what is printed of names does not steer the terminal" {
    given_sqlite <<<'create table item (id integer primary key);'
    when_assay profile capture "$db" --revision $'\e[31mred' -o "$BATS_TEST_TMPDIR/red"
    says '\\x1b\[31mred'
    when_assay profile show "$BATS_TEST_TMPDIR/red" $'\e[31mred'
    says '\\x1b\[31mred'
    ! grep -q $'\e' "$said" || fail "an escape sequence was printed"
}

@test "where no history is recognised nothing is pending" {
    given_sqlite <<<'create table stranger (id integer primary key, x text);'
    when_assay audit "$db" --profiles "$PROFILES"
    verdict_is legacy unrecognised
    history_is none
    pending_is
}

@test "a schema map from a schema that no history is of is said to be unused" {
    given_postgres < <(in_schema app "$FIXTURES/cats/002_cat_recognition.sql")
    when_assay audit "$db" --profiles "$PROFILES/cat-activities-monitor" --schema-map pubic=app
    same "notes" true "$(json '.notes | any(test("pubic=app was not used"))')"
    when_assay audit "$db" --profiles "$PROFILES/cat-activities-monitor" --schema-map public=app
    same "notes" 0 "$(json '.notes | length')"
}
