#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# slow: the plan is a script that is run, with the real tools.
bats_require_minimum_version 1.5.0
load ../lib/assay
load ../lib/project

cats=$FIXTURES/cats
history=$PROFILES/cat-activities-monitor

# The project of the cats: what each release made that the one before it had not.
given_cats_project() {
    given_project "$BATS_TEST_TMPDIR/project"
    revision 001_initial_schema <"$cats/001_initial_schema.sql"
    revision 002_cat_recognition 001_initial_schema < <(
        new_statements "$cats"/00{1,2}_*.sql |
            sed '/^CREATE TABLE public.detection_results/,/);$/d'
        echo 'ALTER TABLE public.detection_results ADD recognized_cat_names jsonb,
            ADD recognition_confidences jsonb, ADD is_manually_corrected boolean;'
    )
    revision 003_activity_features 002_cat_recognition < <(new_statements "$cats"/00{2,3}_*.sql)
}

# The plan in a file; $status is assay's.
when_planned() { # database [arguments]
    when_assay plan "$@" --format text
    cp "$out" "$BATS_TEST_TMPDIR/plan.sh"
    if command -v shellcheck >/dev/null; then
        shellcheck "$BATS_TEST_TMPDIR/plan.sh" || fail "shellcheck has something to say"
    fi
    ! grep -qF "$SECRET" "$out" || fail "a password is in the script"
}

# Runs the script in the project; $status is its.
when_run() {
    status=0
    (cd "${project:-$BATS_TEST_TMPDIR}" && env ASSAY="$ASSAY" DATABASE_URL="$db" sh "$BATS_TEST_TMPDIR/plan.sh") \
        >"$out" 2>"$err" </dev/null 3>&- || status=$?
    cat "$out" "$err" >>"$said"
    ! grep -q 'Sanitizer\|runtime error:' "$err" || fail "a sanitizer spoke"
}

# What a person does who has read the script and wants all of it.
everything_wanted() {
    sed -i '/^# repair /,/^# SQL$/s/^# //' "$BATS_TEST_TMPDIR/plan.sh"
}

ends_managed() { # profiles revision
    exit_is 0
    when_assay audit "$db" --profiles "$1"
    verdict_is managed exact "$2"
    stamp_is agrees "$2"
    pending_is
}

ends_untouched() { # profiles
    when_assay audit "$db" --profiles "$1"
    stamp_is none
}

@test "a database at an old revision is adopted, upgraded and checked, and once more without harm" {
    given_postgres <"$cats/001_initial_schema.sql"
    given_cats_project
    when_planned "$db" --profiles "$history"
    exit_is 0
    when_run
    ends_managed "$history" 003_activity_features
    [[ -s $(echo "$project"/assay-backup-*.dump) ]] || fail "no backup was made"
    in_postgres "$name" -c "insert into feedback (feedback_id) values ('f')" 2>/dev/null || true
    when_run
    says 'adopted already'
    ends_managed "$history" 003_activity_features
}

@test "what a repair may lose is not run by itself, and a schema that deviates is not stamped" {
    given_postgres <"$cats/init_9649b4c.sql"
    given_cats_project
    when_planned "$db" --profiles "$history"
    exit_is 0
    when_run
    exit_is 1
    grep -q 'still deviates' "$err" || fail "it does not say why it ends"
    ends_untouched "$history"
    everything_wanted
    when_run
    ends_managed "$history" 003_activity_features
}

@test "a database between two revisions has a plan that ends before the stamp" {
    given_postgres <<<'create table feedback (feedback_id varchar primary key, notes text);'
    when_planned "$db" --profiles "$history"
    exit_is 1
    when_run
    exit_is 1
    grep -q 'nothing is stamped: the schema is between two revisions' "$err" || fail "it does not say why"
    ends_untouched "$history"
}

# The history of one revision that the database is captured as, and its project.
given_history_of_one() { # database
    one=$BATS_TEST_TMPDIR/one
    when_assay profile capture "$1" --revision one --tool alembic -o "$one" --compare +comment
    given_project "$BATS_TEST_TMPDIR/project"
    revision one </dev/null
}

# With so many tables that what the cases take away is drift, and no migration that stopped halfway.
shop() {
    cat <<'SQL'
create schema shop;
select format('create table shop.t%s (id int primary key, a text, b int, c date, d text)', n)
    from generate_series(1, 25) as n \gexec
create type shop.mood as enum ('sad', 'it''s ok', 'happy');
create sequence shop.loose increment 5;
create domain shop.email as text default 'none';
create table shop."Or der" (id serial primary key, "select" text not null default 'x', note varchar(30),
    mood shop.mood, amount numeric(8,2) check (amount > 0), code text constraint one_code unique,
    parent int constraint to_parent references shop."Or der" (id) on delete set null, late timestamptz);
comment on column shop."Or der".note is E'two\nlines; it''s $(touch pwned)';
create index by_note on shop."Or der" (lower(note), "select" desc) where note is not null;
create unique index by_late on shop."Or der" (late) include (code);
create table shop.line (order_id int not null references shop."Or der" (id), n int not null, what text,
    primary key (order_id, n), check (n > 0));
create index on shop.line (what);
create view shop.big as select id, "select" from shop."Or der" where amount > 100;
create materialized view shop.sums as select order_id, count(*) as n from shop.line group by order_id;
create function shop.twice(n int, t text default 'a') returns int language sql immutable as 'select n * 2';
create procedure shop.nothing() language plpgsql as $$ begin null; end $$;
create statistics shop.both (dependencies) on order_id, n from shop.line;
SQL
}

@test "each repair that is safe repairs, and what was missing is there afterwards" {
    given_postgres before < <(shop)
    given_postgres < <(
        shop
        cat <<'SQL'
insert into shop."Or der" ("select", amount) select 'x', 5 from generate_series(1, 10);
drop view shop.big;
drop materialized view shop.sums;
drop function shop.twice(int, text);
drop procedure shop.nothing();
drop statistics shop.both;
drop sequence shop.loose;
drop domain shop.email;
drop table shop.line;
drop index shop.by_late;
alter index shop.by_note rename to by_another;
alter table shop."Or der" drop constraint one_code, drop constraint to_parent, drop column late,
    drop constraint "Or der_amount_check", alter "select" drop default, alter "select" drop not null,
    alter note type varchar(20);
alter table shop."Or der" rename constraint "Or der_pkey" to another_pkey;
comment on column shop."Or der".note is null;
alter table shop."Or der" drop column mood;
drop type shop.mood;
create type shop.mood as enum ('it''s ok');
SQL
    )
    given_history_of_one "$before"
    when_planned "$db" --profiles "$one" --compare +comment
    exit_is 0
    when_run
    [[ ! -e $project/pwned ]] || fail "a comment was run"
    ends_managed "$one" one
    when_assay diff "$before" "$db" --compare +comment
    differences_are
    when_run
    ends_managed "$one" one
}
