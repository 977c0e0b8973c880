#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What the snapshots of one database say over time.
bats_require_minimum_version 1.5.0
load ../lib/assay

shop='create table users (id integer primary key, email text);
    create table orders (id integer primary key, total numeric);
    create index orders_total on orders (total);'

# changed_to SQL: the SQLite database as it is after the SQL, and a snapshot of it.
changed_to() {
    sqlite3 -bail "$db" "$1"
    when_assay snapshot "$db"
    exit_is 0
}

# log_is LINE...: each "SNAPSHOT CHANGE KIND OBJECT ATTRIBUTES" of the log, in its order.
log_is() {
    exit_is 0
    same "log" "$(printf '%s\n' "$@")" "$(json '.changes[] | .id as $id | .differences[] |
        [$id, .change, .kind, .object, .actual, .attributes[].name | values | tostring] | join(" ")')"
}

@test "the log says which snapshots found what changed, newest first" {
    given_sqlite <<<"$shop"
    changed_to ''
    changed_to 'alter table users add column name text'
    changed_to ''
    changed_to 'drop index orders_total; alter table users rename column email to address'
    changed_to 'drop table orders; create table carts (id integer primary key, note text)'
    when_assay snapshots log "$db"
    log_is '5 unexpected table carts' '5 missing table orders' \
        '4 renamed column users.email users.address' '4 missing index orders_total' \
        '2 unexpected column users.name'
    same "where it begins" '5 snapshots, the first is 1' "$(json '"\(.snapshots) snapshots, the first is \(.first)"')"
    same "since when" '[4,3,1]' "$(json -c '[.changes[].after]')"
    same "when" true "$(json '[.first_taken_at, .changes[].taken_at] | all(test("^20.*Z$"))')"
}

@test "the log says what an attribute was and what it became" {
    given_sqlite <<<"$shop"
    changed_to ''
    changed_to 'drop table users; create table users (id integer primary key, email text not null)'
    when_assay snapshots log "$db"
    log_is '2 changed column users.email nullable'
    when_assay snapshots log "$db" --format text
    says 'nullable: before yes, after no'
    says 'snapshot 1: the first of 2'
}

@test "the log as XML and as JSON is what its schemas say" {
    given_sqlite <<<"$shop"
    changed_to ''
    changed_to 'drop table orders; alter table users rename column email to address'
    when_assay snapshots log "$db" --format json --report "xml=$BATS_TEST_TMPDIR/log.xml"
    exit_is 0
    xmllint --noout --nonet --relaxng "$REPO/schemas/report.rng" "$BATS_TEST_TMPDIR/log.xml" 2>"$err" ||
        fail "the document is not valid"
    python3 - "$REPO/schemas/report.schema.json" "$out" 2>"$err" <<'PYTHON' || fail "the JSON is not as its schema has it"
import json, sys, jsonschema
schema, report = (json.load(open(name)) for name in sys.argv[1:])
jsonschema.validate(report, {**schema, "oneOf": [{"$ref": "#/definitions/log"}]})
PYTHON
}

@test "a format without words for a log is refused" {
    given_sqlite <<<"$shop"
    changed_to ''
    for format in html markdown junit sarif github gitlab dot svg; do
        when_assay snapshots log "$db" --format "$format"
        exit_is 2
        complains "format '$format' cannot show"
    done
}

@test "what a filter left out was not dropped, and is not new when it is read again" {
    given_sqlite <<<"$shop"
    changed_to ''
    when_assay snapshot "$db" --exclude orders
    when_assay snapshot "$db"
    when_assay snapshots log "$db"
    log_is
    sqlite3 "$db" 'drop table orders'
    when_assay snapshot "$db" --exclude users
    when_assay snapshot "$db"
    when_assay snapshots log "$db"
    log_is '5 missing table orders'
}

@test "what a first, filtered snapshot left out is not called new" {
    given_sqlite <<<"$shop"
    when_assay snapshot "$db" --exclude orders
    changed_to 'alter table users add column name text'
    changed_to 'create table carts (id integer primary key)'
    when_assay snapshots log "$db"
    log_is '3 unexpected table carts' '2 unexpected column users.name'
    same "what cannot be said" '[0,1]' "$(json -c '[.changes[].unknown]')"
}

@test "the log is of one database, however it is named" {
    given_sqlite <<<"$shop"
    changed_to ''
    local named=$db
    given_sqlite other <<<'create table t (a integer);'
    when_assay snapshot "$other"
    changed_to 'drop table orders'
    ln -s "$named" "$BATS_TEST_TMPDIR/link"
    for target in "$named" "$BATS_TEST_TMPDIR/link" "sqlite:///$named" snapshot:1 snapshot:latest; do
        when_assay snapshots log "$target"
        log_is '3 missing table orders'
    done
    DATABASE_URL=sqlite:///$named when_assay snapshots log
    log_is '3 missing table orders'
    mv "$named" "$named.gone"
    when_assay snapshots log "$named"
    log_is '3 missing table orders'
    mv "$named.gone" "$named"
}

@test "a database without snapshots is told to take one" {
    given_sqlite <<<"$shop"
    when_assay snapshots log "$db"
    exit_is 2
    complains 'holds no snapshot of'
    complains 'take one with `assay snapshot`'
    when_assay snapshots log snapshot:7
    exit_is 2
    when_assay snapshots log revision:001_initial_schema --profiles "$PROFILES"
    exit_is 2
}

@test "diff compares two snapshots" {
    given_sqlite <<<"$shop"
    changed_to ''
    changed_to 'drop table orders; alter table users add column name text'
    when_assay diff snapshot:1 snapshot:2
    exit_is 1
    same "differences" "missing orders, unexpected users.name" \
        "$(json '[.differences[] | "\(.change) \(.object)"] | join(", ")')"
    when_assay diff snapshot:2 snapshot:2
    exit_is 0
    when_assay diff snapshot:1 snapshot:3
    exit_is 2
}

@test "a locked view of PostgreSQL is neither dropped nor changed, and its change is told later" {
    given_postgres <<<'create table t (a integer); create view v as select a from t;'
    when_assay snapshot "$db"
    in_postgres "$name" -c 'create or replace view v as select a + 1 as a from t; create table u (b integer)'
    meanwhile 'begin; lock table v in access exclusive mode; select pg_sleep(60)'
    until_true "select exists (select from pg_locks where relation = 'v'::regclass and granted and mode = 'AccessExclusiveLock')"
    when_assay snapshot "$db" --lock-timeout 0.2
    stop_background
    when_assay snapshots log "$db"
    log_is '2 unexpected table public.u'
    when_assay snapshot "$db"
    when_assay snapshots log "$db"
    log_is '3 changed view public.v definition' '2 unexpected table public.u'
}

@test "snapshots go from cache to cache, each once" {
    cd "$BATS_TEST_TMPDIR"
    given_sqlite <<<'create table t (a integer);'
    when_assay snapshot "$db" --cache here.db
    sqlite3 "$db" 'alter table t add column b text'
    when_assay snapshot "$db" --cache here.db
    sqlite3 here.db 'update snapshot set taken_at = taken_at + id'
    when_assay snapshots export latest --cache here.db -o one.db
    exit_is 0
    says '^1 snapshot copied, 0 were there already$'
    when_assay snapshots merge one.db here.db --cache there.db
    exit_is 0
    same "said" $'1 snapshot copied, 0 were there already\n1 snapshot copied, 1 was there already' "$(<"$out")"
    when_assay diff snapshot:1 snapshot:2 --cache there.db

    same "differences" 1 "$(json ".differences | length")"
    when_assay snapshots prune --keep 1 --cache there.db
    exit_is 0
    says '^1 snapshot removed$'
    same "nodes that are left" "1 1 1" "$(sqlite3 there.db 'select (select count(*) from catalog),
        (select count(*) from catalog_relation), (select count(*) from relation)' | tr '|' ' ')"
    when_assay snapshots show latest --cache there.db
    exit_is 0
    same "columns" 2 "$(json .snapshot.objects.column)"
    when_assay snapshots prune --cache there.db
    complains 'how many snapshots.*--keep N'
    when_assay snapshots import nowhere.db --cache there.db
    complains "cannot read 'nowhere.db'"
    [[ ! -e nowhere.db ]] || fail "a cache was made"
    when_assay snapshots export 77 --cache here.db -o one.db
    complains "no snapshot '77'"
}
