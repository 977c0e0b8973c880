#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Rules, policies, statistics, event triggers, foreign data and replication. That each attribute is
# compared is in tests/fixtures/attributes; here is what only shows end to end.
bats_require_minimum_version 1.5.0
load ../lib/assay

teardown() {
    stop_background
    [[ -z ${BATS_TEST_COMPLETED:-} ]] || check_invariants
    local each
    # A database with a subscription cannot be dropped.
    for each in "${postgres_names[@]}"; do
        in_postgres "$each" -qc 'drop subscription if exists far' 2>/dev/null || true
    done
    drop_databases
    [[ ! -e $BATS_TEST_TMPDIR/failed ]]
}

# belongings_in SCHEMA: an object of every such kind.
belongings_in() {
    cat <<SQL
create schema if not exists $1;
set search_path = $1;
create table cats (id int primary key, name text not null, owner text);
create table log (id int, day date) partition by range (day);
create rule keep as on delete to cats where old.id < 10 do instead insert into log values (old.id, now());
alter table cats enable row level security;
create policy own on cats using (owner = current_user and exists (select from log as l where l.id = cats.id));
create statistics together (dependencies) on name, owner from cats;
create function watch() returns event_trigger language plpgsql as 'begin end';
create event trigger watch on ddl_command_end execute function watch();
create foreign data wrapper far options (api_key '$SECRET', debug 'no');
create server far foreign data wrapper far options (host 'far', password '$SECRET', url 'https://me:$SECRET@far/');
create user mapping for public server far options (user 'me', password '$SECRET');
create foreign table far_cats (id int options (column_name 'ID') not null, name text options (token '$SECRET'),
    constraint named check (name <> '')) server far options (table_name 'cats', passwd '$SECRET');
create foreign table log_old partition of log for values from ('2025-01-01') to ('2026-01-01') server far;
create publication cats for table cats;
create subscription far connection 'host=/nowhere password=$SECRET' publication cats
    with (connect = false, slot_name = none);
SQL
}

captured() { # URL: its history, in $history
    history=$BATS_TEST_TMPDIR/history
    when_assay profile capture "$1" --revision first --whole --project far -o "$history"
    exit_is 0
}

@test "what is captured of policies, foreign data and replication is exactly that schema" {
    given_postgres < <(belongings_in app)
    captured "$db"
    when_assay audit "$db" --profiles "$history" --compare all
    verdict_is legacy exact first
    drift_is
    no_limits
}

@test "a password in an option, a user mapping or a connection string is kept nowhere" {
    given_postgres < <(belongings_in app)
    captured "$db"
    when_assay snapshot "$db"
    in_postgres "$name" -c "alter server far options (set host 'farther')"
    when_assay audit "$db" --profiles "$history" --compare all
    when_assay audit "$db" --profiles "$history" --format text
    when_assay profile show "$history" first
    grep -q "host='far', password=\*\*\*, url=\*\*\*" "$history"/*.xml || fail "the profile lacks the starred options"
    same "files with a secret" "" "$(grep -rlF "$SECRET" "$XDG_CACHE_HOME" "$history" || true)"
    same "printed secrets" "" "$(grep -F "$SECRET" "$said" || true)"
}

@test "another password is no difference, another host is" {
    given_postgres before < <(belongings_in app)
    given_postgres after < <(belongings_in app)
    in_postgres "$name" -c "alter server far options (set password 'other')"
    when_assay diff "$before" "$after" --compare all
    differences_are
    in_postgres "$name" -c "alter server far options (set host 'farther')"
    when_assay diff "$before" "$after" --compare all
    differences_are "changed foreign-server far"
}

@test "a role without any grant reads all of them, but for what the server hides of subscriptions" {
    given_postgres < <(belongings_in app)
    given_role "stranger_$name"
    when_assay diff "$db" "$(url_of "$name" "stranger_$name")" --compare all
    differences_are
    when_assay snapshot "$(url_of "$name" "stranger_$name")"
    same "user mappings" 1 "$(json '.snapshot.objects["user-mapping"]')"
    if [[ $(in_postgres postgres -Atc 'show server_version_num') -lt 140000 ]]; then
        limit_matches 'subscription this role may not read it'
    else
        run ! jq -e '.snapshot.limits[] | select(.kind == "subscription")' "$out"
    fi
}

@test "a history fits a schema of another name, also in policies, rules and publications" {
    given_postgres public < <(belongings_in public)
    given_postgres app < <(belongings_in app)
    captured "$public"
    when_assay audit "$app" --profiles "$history" --schema-map public=app
    verdict_is legacy exact first
    drift_is
}

@test "a renamed table takes its rules, policies and statistics along" {
    given_postgres before < <(belongings_in app)
    given_postgres after < <(belongings_in app)
    in_postgres "$name" -c 'alter table app.cats rename to felines'
    when_assay diff "$before" "$after"
    same "renamed, missing or unexpected" "renamed table app.cats" \
        "$(json '.differences[] | select(.change != "changed") | "\(.change) \(.kind) \(.object)"')"
}

@test "a renamed foreign table takes its columns and checks along" {
    given_postgres before < <(belongings_in app)
    given_postgres after < <(belongings_in app)
    in_postgres "$name" -c 'alter foreign table app.far_cats rename to farther_cats'
    when_assay diff "$before" "$after"
    differences_are "renamed foreign-table app.far_cats"
}

@test "a policy that lets everyone in is a matter of security" {
    given_postgres < <(belongings_in app)
    captured "$db"
    in_postgres "$name" -c 'alter policy own on app.cats using (true)'
    when_assay audit "$db" --profiles "$history" --fail-on security
    drift_is "changed policy app.cats.own"
    severity_is "policy app.cats.own" security
    exit_is 1
}

@test "a policy whose subquery names a locked table is unknown, not changed" {
    given_postgres < <(belongings_in app)
    meanwhile 'begin; lock table app.log in access exclusive mode; select pg_sleep(60);'
    until_true "select exists (select from pg_locks where mode = 'AccessExclusiveLock' and granted
        and relation = 'app.log'::regclass)"
    WITHIN=40 when_assay snapshot "$db" --lock-timeout 1
    limit_matches 'policy .*lock'
    limit_matches 'rule .*lock'
    same "policies" 1 "$(json .snapshot.objects.policy)"
}

@test "what an extension brings is not the schema's" {
    [[ -n $(in_postgres postgres -Atc "select 1 from pg_available_extensions where name = 'postgres_fdw'") ]] ||
        skip "this server has no postgres_fdw"
    given_postgres < <(echo 'create extension postgres_fdw; create table item (id int);')
    when_assay snapshot "$db"
    same "objects" '{"column":1,"extension":1,"table":1}' "$(json -Sc .snapshot.objects)"
}

@test "a database that only has a publication is fresh" {
    given_postgres < <(echo 'create publication everything for all tables;')
    when_assay audit "$db"
    same "state" fresh "$(json .state)"
}

@test "what was moved to another schema is named so, and a renamed server takes its tables along" {
    made() {
        cat <<'SQL'
create extension postgres_fdw;
create server s_one foreign data wrapper postgres_fdw options (host 'x');
create foreign table ft (a int, b text) server s_one;
create user mapping for public server s_one;
create schema s1;
create schema s2;
create function s1.f(a int) returns int language sql as 'select a * 42';
create function s1.other(a int) returns int language sql as 'select a * 43';
create type s1.e as enum ('a', 'b');
create type s1.pair as (a int, b s1.e);
create domain s1.d as int check (value > 5);
create sequence s1.q increment 7;
create view s1.v as select 1 as x, 'b'::s1.e as y;
SQL
    }
    given_postgres before < <(made)
    given_postgres < <(made && cat <<'SQL'
alter server s_one rename to s_two;
alter function s1.f(int) set schema s2;
alter type s1.e set schema s2;
alter type s1.pair set schema s2;
alter domain s1.d set schema s2;
alter sequence s1.q set schema s2;
alter view s1.v set schema s2;
SQL
    )
    when_assay diff "$before" "$db" --compare all
    differences_are "renamed foreign-server s_one" "renamed function s1.f(integer)" "renamed enum s1.e" \
        "renamed composite s1.pair" "renamed domain s1.d" "renamed sequence s1.q" "renamed view s1.v"
}

@test "of two that could have been moved to another schema, none is guessed" {
    given_postgres before <<<"create schema s1; create schema s2; create schema s3; create type s1.e as enum ('a'); create type s2.e as enum ('a');"
    given_postgres <<<"create schema s1; create schema s2; create schema s3; create type s3.e as enum ('a');"
    when_assay diff "$before" "$db"
    differences_are "missing enum s1.e" "missing enum s2.e" "unexpected enum s3.e"
}
