#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# slow
# Production is not quiet: locks, DDL during the read, roles without grants, thousands of views. The
# snapshot stands, and what could not be read is said.
bats_require_minimum_version 1.5.0
load ../lib/assay

cats=$FIXTURES/cats
history=$PROFILES/cat-activities-monitor

@test "a table that someone has locked does not stop the run, and leaves it undecided" {
    given_postgres <"$cats/002_cat_recognition.sql"
    meanwhile 'begin; lock table cat_features in access exclusive mode; select pg_sleep(60);'
    until_true "select exists (select from pg_locks where mode = 'AccessExclusiveLock' and granted
        and relation = 'cat_features'::regclass)"
    WITHIN=40 when_assay audit "$db" --profiles "$history" --lock-timeout 1
    same "revision" 002_cat_recognition "$(json '.revisions[]')"
    limit_matches 'check .*lock'
    drift_is
    exit_is 3
}

@test "a view of a locked table is there, unknown and not missing" {
    given_postgres < <(echo 'create table item (id int primary key); create view items as select id from item;')
    meanwhile 'begin; lock table item in access exclusive mode; select pg_sleep(60);'
    until_true "select exists (select from pg_locks where mode = 'AccessExclusiveLock' and granted
        and relation = 'item'::regclass)"
    WITHIN=40 when_assay diff "$db" "$db" --lock-timeout 1
    run ! jq -e '.differences[] | select(.change == "missing" or .change == "unexpected")' "$out"
    when_assay snapshot "$db" --lock-timeout 1
    limit_matches 'view .*lock'
    same "views" 1 "$(json .snapshot.objects.view)"
}

@test "the read blocks no writer for longer than a moment" {
    given_postgres <"$cats/003_activity_features.sql"
    meanwhile 'do $$ begin for i in 1..400 loop
        execute format($f$alter table feedback add column c%s int$f$, i); commit; end loop; end $$'
    when_assay audit "$db" --profiles "$history"
    same "revision" 003_activity_features "$(json '.revisions[]')"
    wait "${background[0]}"
    background=()
    same "columns that could be added meanwhile" 400 "$(in_postgres "$name" -Atc "select count(*) from pg_attribute
        where attrelid = 'feedback'::regclass and attname ~ '^c[0-9]+$'")"
}

@test "a catalog that changes all the time is read, and said to have changed" {
    given_postgres < <(cat "$cats/002_cat_recognition.sql")
    meanwhile 'do $$ begin for i in 1..1000000 loop
        execute format($f$create table moving_%s (a int check (a > 0), b text default $d$x$d$)$f$, i % 50);
        commit;
        execute format($f$drop table moving_%s$f$, i % 50);
        commit; end loop; end $$'
    until_true "select exists (select from pg_stat_activity where datname = current_database() and query ~ '^do')"
    WITHIN=60 when_assay audit "$db" --profiles "$history"
    stop_background
    same "revision" 002_cat_recognition "$(json '.revisions[]')"
    [[ $(json '.drift | map(select(.object | test("moving_") | not)) | length') == 0 ]] || fail "drift that is none"
    in_postgres "$name" -c 'drop table if exists '"$(printf 'moving_%d,' {0..49} | sed 's/,$//')" 2>/dev/null
}

@test "a role without any grant reads the whole structure" {
    given_postgres <"$cats/003_activity_features.sql"
    given_role "stranger_$name"
    in_postgres "$name" -c 'revoke all on schema public from public'
    when_assay diff "$db" "$(url_of "$name" "stranger_$name")"
    differences_are
}

@test "9,000 views are read at default settings, where the lock table has no room for them" {
    given_postgres <<'SQL'
create table base (id int primary key, note text);
do $$ begin for i in 1..9000 loop
    execute format('create view v%s as select id, note from base where id > %s', i, i);
    if i % 500 = 0 then commit; end if;
end loop; end $$;
SQL
    WITHIN=60 when_assay snapshot "$db"
    same "views" 9000 "$(json '[.. | .objects? // empty][0].view')"
    exit_is 0
}

@test "a stranger's functions and operators on the search path are not called" {
    given_postgres <<'SQL'
create schema trap;
create table trap.called (what text);
create function trap.format_type(oid, integer) returns text language sql as
    $$ insert into trap.called values ('format_type') returning 'trapped'::text $$;
create function trap.equal_oid(oid, oid) returns boolean language plpgsql as
    $$ begin insert into trap.called values ('='); return false; end $$;
create operator trap.= (leftarg = oid, rightarg = oid, function = trap.equal_oid);
create table item (id int primary key, note varchar(20));
SQL
    in_postgres "$name" -c "alter database $name set search_path = trap, public"
    when_assay snapshot "$db"
    exit_is 0
    same "calls of the trap" 0 "$(in_postgres "$name" -Atc 'select count(*) from trap.called')"
}

@test "the time zone, the language and the date style of the client change nothing" {
    given_postgres <<'SQL'
create table item (id int primary key, made timestamptz default '2024-01-01 00:00:00+00',
    wait interval default '1 day 02:00', price float8 default 0.1, sealed date check (sealed > '2020-02-01'));
SQL
    local once
    when_assay snapshot "$db"
    once=$(fingerprint_of)
    TZ=Asia/Tokyo PGTZ=Asia/Kolkata PGDATESTYLE='German, DMY' LC_ALL=de_DE.UTF-8 \
        PGOPTIONS='-c intervalstyle=iso_8601 -c extra_float_digits=-5' when_assay snapshot "$db"
    same "fingerprint" "$once" "$(fingerprint_of)"
}

@test "dumped and restored, a database has the same fingerprint" {
    needs_pg_dump
    given_postgres <"$cats/003_activity_features.sql"
    given_postgres restored < <(dump_of "$name")
    local once
    when_assay snapshot "$db"
    once=$(fingerprint_of)
    when_assay snapshot "$restored"
    same "fingerprint" "$once" "$(fingerprint_of)"
    when_assay diff "$db" "$restored"
    differences_are
}

@test "two databases are compared also by a role that may connect once at a time" {
    given_postgres < <(echo 'create table item (id int)')
    given_role "single_$name"
    in_postgres postgres -c "alter role single_$name connection limit 1"
    when_assay diff "$(url_of "$name" "single_$name")" "$(url_of "$name" "single_$name")"
    differences_are
    exit_is 0
}

@test "an interrupt ends the run at once, and its query on the server" {
    given_postgres < <(cat "$cats/002_cat_recognition.sql" &&
        echo 'create view names as select cat_name from cat_features;')
    meanwhile 'begin; lock table cat_features in access exclusive mode; select pg_sleep(60);'
    until_true "select exists (select from pg_locks where mode = 'AccessExclusiveLock' and granted
        and relation = 'cat_features'::regclass)"
    local program start=$SECONDS
    "$ASSAY" audit "$db" --lock-timeout 30 --timeout 35 >"$out" 2>"$err" 3>&- &
    program=$!
    until_true "select exists (select from pg_stat_activity where application_name = 'assay'
        and datname = current_database())"
    sleep 1
    # Several at once are one: timeout(1) sends it to the program and to its group.
    local i
    for ((i = 0; i < 100; i++)); do kill -INT "$program" || break; done
    status=0
    wait "$program" || status=$?
    ((SECONDS - start < 15)) || fail "it went on for $((SECONDS - start)) s"
    complains 'interrupted'
    until_true "select not exists (select from pg_stat_activity where application_name = 'assay'
        and datname = current_database())"
}
