#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Every repair is run twice: something that no statement mends keeps the plan from its stamp, so that the
# second run begins where the first one did. Twice is as once: the same schema, the same rows.
bats_require_minimum_version 1.5.0
load ../lib/assay
load ../lib/project

# What is expected, in one revision.
given_revision() { # database
    one=$BATS_TEST_TMPDIR/one
    when_assay profile capture "$1" --revision one --tool alembic -o "$one" --compare +comment
    given_project "$BATS_TEST_TMPDIR/project"
    revision one </dev/null
}

# Runs the plan, and says what it printed of each repair.
repairs_run() {
    when_run
    exit_is 1
    grep -q 'still deviates' "$err" || fail "the plan ends elsewhere"
    grep '^plan: repair: ' "$out" >"$BATS_TEST_TMPDIR/repairs.$1" || fail "nothing is repaired"
}

# run_twice "CHANGE KIND OBJECT"...: what is left afterwards, each time.
run_twice() {
    when_planned "$db" --profiles "$one" --compare +comment
    exit_is 0
    everything_wanted
    repairs_run first
    when_assay diff "$before" "$db" --compare +comment --no-cache
    differences_are "$@"
    rows >"$BATS_TEST_TMPDIR/rows"
    repairs_run second
    when_assay diff "$before" "$db" --compare +comment --no-cache
    differences_are "$@"
    same "rows" "$(cat "$BATS_TEST_TMPDIR/rows")" "$(rows)"
    ends_untouched "$one"
}

# repaired PATTERN...: the first run did that.
repaired() {
    local each
    for each; do
        grep -qE -- "$each" "$BATS_TEST_TMPDIR/repairs.first" || fail "no repair is like: $each
$(cat "$BATS_TEST_TMPDIR/repairs.first")"
    done
}

# A second run does not do this again, for that would take long or fail.
only_once() {
    local each
    for each; do
        ! grep -qE -- "$each" "$BATS_TEST_TMPDIR/repairs.second" || fail "it is done again: $each"
    done
}

clinic() {
    cat <<'SQL'
select format('create table t%s (id int primary key, a text, b int, c date, d text)', n)
    from generate_series(1, 40) as n \gexec
create type mood as enum ('sad', 'so so', 'it''s ok', 'happy', 'glad');
create type rank as enum ('low', 'high');
create sequence ticket increment 5;
create table vet (id int primary key, name text default 'Dr');
create table pet (id serial primary key, name varchar(60) not null default 'x', note text not null, born date,
    weight numeric(8,2), tag text, mood mood, rank rank, vet_id int, kept int, was_kept text,
    constraint heavy check (weight > 0), constraint one_tag unique (tag),
    constraint to_vet foreign key (vet_id) references vet (id) on delete set null,
    constraint old_enough check (kept > 0), constraint to_first foreign key (kept) references vet (id));
comment on column pet.note is 'what is said';
create index by_born on pet (born);
create unique index by_tag on pet (lower(tag)) where tag is not null;
create index by_weight on pet (weight desc);
create index by_note on pet (note);
create view heavy_pets as select id, name from pet where weight > 10;
create function twice(n int) returns int language sql immutable as 'select n * 2';
create procedure nothing() language plpgsql as $$ begin null; end $$;
create statistics both_of_them (dependencies) on born, weight from pet;
create table visit (id int primary key, pet_id int references pet (id), day date);
create index on visit (day);
create table renamed_later (id int primary key, some_text text, other_text text, third date);
SQL
}

clinic_rows() {
    cat <<'SQL'
insert into vet select n, 'vet ' || n from generate_series(1, 3) as n;
insert into pet (name, note, born, weight, tag, vet_id, kept)
    select 'pet ' || n, 'note', '2020-01-01'::date + n, n, 'tag ' || n, n % 3 + 1, n % 3 + 1 from generate_series(1, 50) as n;
SQL
}

rows() {
    case $db in
    postgresql://*) in_postgres "$name" -Atc 'select id, name, note, born, tag, kept from pet order by id' ;;
    *) sqlite3 "$db" 'select id, name, tag from pet order by id' ;;
    esac
}

@test "on PostgreSQL" {
    given_postgres before < <(clinic)
    given_postgres < <(
        clinic
        clinic_rows
        cat <<'SQL'
alter type rank add value 'highest';
drop view heavy_pets;
drop index by_born, by_tag, by_weight;
create index by_weight on pet (weight);
alter index by_note rename to by_words;
alter table pet drop constraint heavy, drop constraint one_tag, drop constraint to_vet,
    drop constraint old_enough, drop constraint to_first;
alter table pet add constraint old_enough check (kept > 0) not valid,
    add constraint to_first foreign key (kept) references vet (id) not valid;
alter table pet alter name drop default, alter note drop not null, alter name type varchar(30),
    alter born set default now(), alter born set not null, drop column was_kept, add by_hand int;
alter table vet alter name drop default;
alter table pet alter mood type text;
drop type mood;
create type mood as enum ('so so', 'happy');
alter table pet alter mood type mood using null;
alter table pet rename constraint pet_pkey to another_pkey;
comment on column pet.note is null;
drop function twice(int);
drop procedure nothing();
drop statistics both_of_them;
drop sequence ticket;
drop table visit;
alter table renamed_later rename third to first;
create table scratch (id int);
create view of_somebody as select 1 as one;
SQL
    )
    given_revision "$before"
    run_twice 'changed enum public.rank'
    repaired 'CREATE INDEX CONCURRENTLY "by_born"' 'CREATE UNIQUE INDEX CONCURRENTLY "by_tag"' \
        'ADD CONSTRAINT "heavy" .* NOT VALID' 'VALIDATE CONSTRAINT "heavy"' 'ADD CONSTRAINT "to_vet" .* NOT VALID' \
        'VALIDATE CONSTRAINT "to_vet"' 'VALIDATE CONSTRAINT "old_enough"' 'VALIDATE CONSTRAINT "to_first"' \
        '"vet" ALTER COLUMN "name" SET DEFAULT' 'SET NOT NULL' 'DROP NOT NULL' 'DROP DEFAULT' "ADD VALUE .* 'sad' BEFORE 'so so'" \
        "ADD VALUE .* 'it''s ok' AFTER 'so so'" "ADD VALUE .* 'glad' AFTER 'happy'" 'ADD COLUMN .*"was_kept"' \
        'DROP COLUMN .*"by_hand"' '"name" DROP DEFAULT,' 'UNIQUE USING INDEX "one_tag"' 'RENAME COLUMN "first"' \
        'DROP TABLE .*"scratch"'
    only_once 'CREATE( UNIQUE)? INDEX' 'ADD CONSTRAINT' 'CREATE TABLE "' 'RENAME'
}

@test "on SQLite" {
    clinic() {
        cat <<'SQL'
CREATE TABLE vet (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE pet (id INTEGER PRIMARY KEY, name TEXT, tag TEXT, note TEXT DEFAULT 'it''s', weight REAL, rank INT);
CREATE INDEX by_name ON pet (name);
CREATE UNIQUE INDEX by_tag ON pet (lower(tag)) WHERE tag IS NOT NULL;
CREATE INDEX by_weight ON pet (weight DESC);
CREATE INDEX by_rank ON pet (rank);
CREATE VIEW heavy AS SELECT id, name FROM pet WHERE weight > 10;
CREATE TABLE visit (id INTEGER PRIMARY KEY, pet_id INT NOT NULL REFERENCES pet (id), day DATE, CHECK (day > ''));
CREATE INDEX by_day ON visit (day);
SQL
        local i
        for i in $(seq 40); do
            echo "CREATE TABLE t$i (id INTEGER PRIMARY KEY, a TEXT, b INT, c DATE);"
        done
    }
    given_sqlite before < <(clinic)
    given_sqlite < <(
        clinic
        cat <<'SQL'
INSERT INTO pet (name, tag, weight) VALUES ('Ann', 'a', 3), ('Bob', 'b', 4), ('Cid', 'c', 5);
DROP TABLE t1;
CREATE TABLE t1 (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b INT, c DATE);
DROP INDEX by_name;
DROP INDEX by_tag;
DROP INDEX by_weight;
CREATE INDEX by_weight ON pet (weight);
DROP INDEX by_rank;
CREATE INDEX by_number ON pet (rank);
DROP VIEW heavy;
DROP TABLE visit;
ALTER TABLE pet DROP COLUMN note;
ALTER TABLE t2 RENAME COLUMN a TO z;
ALTER TABLE pet ADD COLUMN by_hand TEXT;
CREATE TABLE scratch (id INTEGER);
CREATE VIEW of_somebody AS SELECT 1 AS one;
CREATE INDEX of_nobody ON t3 (a);
CREATE TRIGGER of_anybody AFTER INSERT ON t3 BEGIN DELETE FROM t4; END;
SQL
    )
    given_revision "$before"
    run_twice 'changed column t1.a'
    repaired 'CREATE INDEX IF NOT EXISTS "by_name"' 'CREATE UNIQUE INDEX IF NOT EXISTS "by_tag"' 'ADD COLUMN "note"' \
        'CREATE TABLE IF NOT EXISTS "visit"' 'RENAME COLUMN "z" TO "a"' 'DROP COLUMN "by_hand"' 'DROP TRIGGER' 'DROP VIEW' \
        'DROP TABLE IF EXISTS "scratch"'
    only_once 'ADD COLUMN' 'RENAME COLUMN' 'DROP COLUMN'
}
