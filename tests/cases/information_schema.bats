#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The reader of information_schema: it agrees with the catalog reader on what both tell, and what it
# cannot tell is neither a difference nor called equal.
bats_require_minimum_version 1.5.0
load ../lib/assay

rich=$FIXTURES/canon/rich.sql
standard=(--reader information-schema)

# cross_checked [COMPARE]: the standard reader's snapshot of $db against the catalog reader's.
cross_checked() {
    when_assay snapshot "$db" "${standard[@]}"
    exit_is 0
    first=$(json .snapshot.id)
    when_assay diff "snapshot:$first" "$db" --compare "${1:-default}"
}

# Attributes of these two snapshots that are known on both sides and the same.
attributes_agreed() { # snapshot snapshot
    sqlite3 "$XDG_CACHE_HOME/assay/cache.db" "
        SELECT count(*) FROM snapshot_object a JOIN snapshot_object b
               USING (kind, schema, relation, name), json_each(a.attributes) x, json_each(b.attributes) y
         WHERE a.snapshot_id = $1 AND b.snapshot_id = $2 AND x.key = y.key AND x.value = y.value"
}

@test "both readers agree on the richest schema" {
    given_postgres <"$rich"
    cross_checked
    differences_are
    exit_is 3
    local agreed
    agreed=$(attributes_agreed "$first" $((first + 1)))
    [[ $agreed -gt 700 ]] || fail "only $agreed attributes were compared"
    cross_checked all
    differences_are
}

@test "a snapshot says which reader took it and what that one does not tell" {
    given_postgres <<<'create table t (id int primary key); create index on t (id)'
    when_assay snapshot "$db" "${standard[@]}"
    same reader information-schema "$(json .snapshot.reader)"
    limit_matches '^index not told by information_schema'
    limit_matches '^table information_schema does not tell .*row_security'
}

@test "what both sides tell is compared" {
    given_postgres <<'SQL'
create table parent (id int primary key, code varchar(10) default 'x', at timestamp(3));
create table child (id int, parent int, constraint fk foreign key (parent) references parent on delete cascade,
    amount numeric(10,2) check (amount > 0));
create view v as select id from parent;
create function f(a int) returns int language sql as 'select a';
create sequence s increment 2;
SQL
    local one=$db
    given_postgres other <<'SQL'
create table parent (id int primary key, code varchar(12), at timestamp(0));
create table child (id int not null, parent int, constraint fk foreign key (parent) references parent on delete restrict,
    amount numeric(10,3) check (amount >= 0), extra text);
create view v as select id + 1 as id from parent;
create function f(a int) returns int language sql as 'select a + 1';
create sequence s increment 3;
SQL
    when_assay diff "$one" "$other" "${standard[@]}"
    exit_is 1
    differences_are "changed column public.parent.code" "changed column public.parent.at" \
        "changed column public.child.id" "changed foreign-key public.child.fk" \
        "changed column public.child.amount" "changed check public.child.child_amount_check" \
        "unexpected column public.child.extra" "changed view public.v" "changed function public.f(integer)" \
        "changed sequence public.s"
}

@test "what one side cannot tell is neither a difference nor called equal" {
    given_postgres <<'SQL'
create extension hstore;
create type mood as enum ('sad', 'ok');
create table t (id int generated always as identity (cache 5), m mood, ms mood[], codes varchar(5)[],
    at timestamp(6), tags hstore);
create index t_m on t (m);
create unique index t_u on t (id);
create table r (id int references t (id));
alter table t enable row level security;
create policy p on t using (true);
create materialized view mv as select id from t;
create function many() returns setof int language sql as 'select 1';
create function trf() returns trigger language plpgsql as 'begin return null; end';
create trigger tr after truncate on t execute function trf();
create table parted (id int primary key, at date, check (id > 0)) partition by range (id);
create table part_1 partition of parted for values from (0) to (10);
create table points_at (id int references parted);
alter table part_1 alter at set default '2020-01-01';
create view v as select id, m from t;
alter view v alter id set default 3;
comment on column v.m is 'a mood';
SQL
    cross_checked
    differences_are
    exit_is 3
    when_assay diff "$db" "snapshot:$first"
    differences_are
    exit_is 3
}

@test "a type is spelled as the catalog reader spells it, or is unknown" {
    given_postgres <<'SQL'
create domain money_amount as numeric(12,3);
create table "T" (a varchar(5), b char, c bpchar, d bit(3), e bit varying, f numeric(5,-2), g time(2) with time zone,
    h interval year to month, i interval second(3), j int[], k "char", l money_amount, m text collate "C", n name);
SQL
    cross_checked
    differences_are
    same "types" "$(sqlite3 "$XDG_CACHE_HOME/assay/cache.db" "SELECT data_type FROM columns WHERE snapshot_id = $((first + 1)) ORDER BY column_name")" \
        "$(sqlite3 "$XDG_CACHE_HOME/assay/cache.db" "SELECT data_type FROM columns WHERE snapshot_id = $first ORDER BY column_name")"
}

@test "a name that two tables have leaves what hangs on it unknown" {
    given_postgres <<'SQL'
create table a (id int primary key, n int constraint positive check (n > 0));
create table b (id int constraint up references a, n int constraint positive check (n > 1));
create table c (id int constraint up references a on delete cascade);
SQL
    cross_checked
    differences_are
    exit_is 3
}

@test "a history of what the reader tells is judged as ever" {
    given_postgres < <(stamped one && echo 'create table t (id int primary key, code varchar(10) not null)')
    profile_of_one
    when_assay audit "$db" --profiles "$BATS_TEST_TMPDIR/history" "${standard[@]}"
    verdict_is managed exact one
    stamp_is agrees one
    exit_is 0
    in_postgres "$name" -c 'alter table t alter code type varchar(20)'
    when_assay check "$db" --profiles "$BATS_TEST_TMPDIR/history" "${standard[@]}"
    drift_is "changed column public.t.code"
    exit_is 1
}

# profile_of_one: a history of the present schema, as revision one.
profile_of_one() {
    when_assay profile capture "$db" --revision one --tool alembic -o "$BATS_TEST_TMPDIR/history"
    exit_is 0
}

@test "a kind that the history uses and the reader cannot tell leaves the verdict undecided" {
    given_postgres < <(stamped one && echo 'create table t (id int primary key, n int); create index t_n on t (n)')
    profile_of_one
    in_postgres "$name" -c 'drop index t_n'
    when_assay audit "$db" --profiles "$BATS_TEST_TMPDIR/history" "${standard[@]}"
    verdict_is managed exact one
    drift_is
    exit_is 3
    when_assay audit "$db" --profiles "$BATS_TEST_TMPDIR/history"
    drift_is "missing index public.t_n"
}

@test "what a role cannot see is not missing, and the limit is said" {
    given_postgres <<'SQL'
create table seen (id int primary key, n int default 1 check (n > 0));
create table hidden (id int);
create view v as select id from seen;
SQL
    local role=info_reader_$BATS_TEST_NUMBER
    given_role "$role"
    in_postgres "$name" -c "grant select on seen, v to $role"
    when_assay snapshot "$(url_of "$name" "$role")" "${standard[@]}"
    limit_matches '^table shows only what this role may see'
    first=$(json .snapshot.id)
    when_assay diff "$db" "snapshot:$first"
    differences_are
    exit_is 3
    in_postgres "$name" -c "revoke all on all tables in schema public from $role" -c "drop owned by $role"
}

@test "a database of which a role sees nothing is not fresh" {
    given_postgres <<<'create table t (id int primary key)'
    local role=info_blind_$BATS_TEST_NUMBER
    given_role "$role"
    profile_of_one
    when_assay audit "$(url_of "$name" "$role")" --profiles "$BATS_TEST_TMPDIR/history" "${standard[@]}"
    same state legacy "$(json .state)"
    no_command upgrade
    exit_is 3
}

@test "the owner of all that is there reads as the catalog reader does" {
    local role=info_owner_$BATS_TEST_NUMBER
    given_role "$role"
    given_postgres <<SQL
create schema own authorization $role;
set role $role;
create table own.t (id int primary key, n int default 3 check (n > 0));
create view own.v as select n from own.t;
create function own.f() returns int language sql as 'select 1';
SQL
    when_assay snapshot "$(url_of "$name" "$role")" "${standard[@]}"
    limit_matches '^ shows only what this role may see'
    first=$(json .snapshot.id)
    in_postgres "$name" -c 'alter table own.t add gone int'
    when_assay diff "snapshot:$first" "$db"
    differences_are "unexpected column own.t.gone"
    in_postgres "$name" -c "drop owned by $role cascade"
}

@test "a server that refuses to pin the session is read all the same" {
    given_postgres <<<'create table t (id int primary key, n numeric(3,1) default 1.5)'
    local role=info_pin_$BATS_TEST_NUMBER
    given_role "$role"
    in_postgres "$name" -c 'revoke execute on function pg_catalog.set_config from public' \
        -c "alter table t owner to $role"
    when_assay snapshot "$(url_of "$name" "$role")" "${standard[@]}"
    exit_is 0
    limit_matches 'the session could not be pinned: permission denied'
    same "tables" 1 "$(json .snapshot.objects.table)"
    in_postgres "$name" -c "reassign owned by $role to assay"
}

@test "its queries ask for nothing but the standard's views" {
    ! grep -nEi 'pg_|regclass|::' "$REPO"/analyzer/readers/sql/information_schema/*.sql ||
        fail "that is PostgreSQL's own"
}

@test "a reader that does not exist is refused, and so is one for SQLite" {
    given_sqlite <<<'create table t (a);'
    when_assay snapshot "$db" --reader catalog
    complains "--reader cannot be 'catalog'; give postgres or information-schema"
    when_assay snapshot "$db" "${standard[@]}"
    complains "SQLite has no information_schema to read"
}
