#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# slow
# Two catalogs of one schema must not differ, and one real change must not be lost. rich.sql holds
# every kind of object (tests/mutations makes changes to it, one by one).
bats_require_minimum_version 1.5.0
load ../lib/assay
load ../lib/mutations
load ../lib/orders

rich=$FIXTURES/canon/rich.sql

@test "dumped and restored, once and twice, the richest schema is no other" {
    needs_pg_dump
    given_postgres <"$rich"
    local first=$name
    given_postgres once < <(dump_of "$first")
    given_postgres twice < <(dump_of "$name")
    when_assay diff "$db" "$once" --compare all
    differences_are
    when_assay diff "$once" "$twice" --compare all
    differences_are
}

@test "dropped and made again, the richest schema has the fingerprint it had" {
    given_postgres <"$rich"
    local once
    when_assay snapshot "$db"
    once=$(fingerprint_of)
    drop_rich_sql | in_postgres "$name"
    when_assay diff "$(url_of assay_empty)" "$db" --compare all
    differences_are
    PGOPTIONS="-c client_min_messages=error" in_postgres "$name" <"$rich" >/dev/null
    when_assay snapshot "$db"
    same "fingerprint" "$once" "$(fingerprint_of)"
}

@test "the statements of a dump, run in a random order, make the same schema" {
    needs_pg_dump
    given_postgres <"$rich"
    local dump=$BATS_TEST_TMPDIR/dump seed=$RANDOM
    mkdir "$dump"
    dump_of "$name" | split_dump "$dump"
    given_postgres shuffled </dev/null
    echo "seed $seed"
    make_shuffled "$dump" "$seed" in_postgres "$name" -At -v ON_ERROR_STOP=0
    when_assay diff "$db" "$shuffled" --compare all
    differences_are
}

@test "each kind of drift, seeded once into 200 tables, is named, and nothing else" {
    local drifts=$FIXTURES/canon/drifts.sql before
    seeded() {
        { echo '\set tables 200' && cat "$REPO/tests/bench/generate.sql" -; }
    }
    given_postgres before < <(sed '/^-- then$/,$d' "$drifts" | seeded)
    given_postgres < <(seeded <"$drifts")
    when_assay diff "$before" "$db" --compare all
    same "differences" "$(expected_items <"$drifts")" "$(reported_items "$out")"
    same "their number" 44 "$(json '.differences | length')"
}

@test "what a role or a database sets for its sessions does not change what is read" {
    given_postgres <"$rich"
    local once
    when_assay snapshot "$db"
    once=$(fingerprint_of)
    given_role "hostile_$name"
    in_postgres postgres <<SQL
alter database $name set search_path = app, pg_catalog;
alter role hostile_$name set timezone = 'Asia/Kolkata';
alter role hostile_$name set datestyle = 'German, DMY';
alter role hostile_$name set intervalstyle = 'iso_8601';
alter role hostile_$name set bytea_output = 'escape';
alter role hostile_$name set quote_all_identifiers = on;
alter role hostile_$name set standard_conforming_strings = off;
alter role hostile_$name set extra_float_digits = -10;
alter role hostile_$name set xmlbinary = 'hex';
SQL
    when_assay snapshot "$(url_of "$name" "hostile_$name")"
    same "fingerprint" "$once" "$(fingerprint_of)"
}

# --- SQLite ----------------------------------------------------------------------------------

@test "SQLite: made by its statements in a random order, a schema is the same" {
    local made shuffled=$BATS_TEST_TMPDIR/shuffled.sqlite
    given_sqlite <"$FIXTURES/sqlite/written.sql"
    # What an index or a trigger is for must be there; SQLite asks for nothing else.
    made=$(sqlite3 "$db" "select sql || ';' from sqlite_schema where sql is not null
        and name not like 'sqlite!_%' escape '!' order by type <> 'table', type <> 'view', random()")
    echo "$made"
    sqlite3 -bail "$shuffled" "$made"
    databases+=("$shuffled")
    when_assay diff "$db" "$shuffled" --compare all
    differences_are
    when_assay snapshot "$db" --no-cache
    made=$(fingerprint_of)
    when_assay snapshot "$shuffled" --no-cache
    same "fingerprint" "$made" "$(fingerprint_of)"
}

equal_in_sqlite() { # SQL SQL
    given_sqlite before <<<"$1"
    given_sqlite after <<<"$2"
    when_assay diff "$before" "$after"
    differences_are
}

different_in_sqlite() { # SQL SQL
    given_sqlite before <<<"$1"
    given_sqlite after <<<"$2"
    when_assay diff "$before" "$after"
    same "equal" false "$(json .equal)"
}

@test "SQLite: quotes, case, comments and blanks in the text of a table are no difference" {
    equal_in_sqlite 'create table item (id integer primary key, note varchar(10) default (1+2), made datetime default current_timestamp);' \
        'CREATE TABLE "item" ( -- a comment
    [id] Integer,
    "note"   VARCHAR( 10 ) DEFAULT ((1 + 2)),
    made DateTime DEFAULT (CURRENT_TIMESTAMP),
    PRIMARY KEY ("id"));'
}

@test "SQLite: constraints at a column or at the table are the same" {
    equal_in_sqlite 'create table a (x int unique references b (y) on delete cascade, z int check (z > 0)); create table b (y int unique);' \
        'create table a (x int, z int, check (z > 0), foreign key (x) references b (y) on delete cascade, unique (x)); create table b (y int unique);'
}

@test "SQLite: a table renamed into its place is that table" {
    equal_in_sqlite 'create table item (id integer primary key, note text); create index i on item (note);' \
        'create table tmp (id integer primary key, note text); create index i on tmp (note); alter table tmp rename to item;'
}

@test "SQLite: a column added later is the column written at once, wherever it stands" {
    equal_in_sqlite 'create table item (id integer primary key, note text, n int default 0, check (id > 0));' \
        'create table item (id integer primary key, n int default 0, check (id > 0)); alter table item add note text;'
}

@test "SQLite: what batch mode loses is a difference" {
    different_in_sqlite 'create table t (a text collate nocase);' 'create table t (a text);'
    different_in_sqlite 'create table t (id integer primary key autoincrement);' 'create table t (id integer primary key);'
    different_in_sqlite 'create table t (a int check (a > 0));' 'create table t (a int);'
    different_in_sqlite 'create table t (a int unique);' 'create table t (a int);'
    different_in_sqlite 'create table t (a int) strict;' 'create table t (a int);'
    different_in_sqlite 'create table t (a int primary key) without rowid;' 'create table t (a int primary key);'
    different_in_sqlite 'create table t (a int); create index i on t (a desc);' 'create table t (a int); create index i on t (a);'
    different_in_sqlite 'create table t (a int); create index i on t (a) where a > 0;' 'create table t (a int); create index i on t (a);'
    different_in_sqlite 'create table p (i int unique); create table t (a int references p (i) on delete cascade);' \
        'create table p (i int unique); create table t (a int references p (i));'
    different_in_sqlite 'create table t (a int); create trigger g after insert on t begin delete from t where a < 0; end;' \
        'create table t (a int);'
    different_in_sqlite 'create table t (a int); create view v as select a from t;' 'create table t (a int); create view v as select a + 1 as a from t;'
}

@test "SQLite: a schema that lies or breaks is an error or a limit, never a crash" {
    given_sqlite fine <<<'create table t (a int);'
    local file=$BATS_TEST_TMPDIR/hostile.sqlite
    sqlite3 "$file" "create table t (a int); create view v as select nosuch(a) from gone; pragma writable_schema = on;
        insert into sqlite_schema values ('table', 'x', 'x', 2, 'create table x (' || printf('%.*c', 5000, '(') || ')');"
    when_assay snapshot "$file"
    ((status == 0 || status == 2)) || fail "status $status"
}
