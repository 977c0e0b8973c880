#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# slow: the plan is a script that is run, with the real tools.
bats_require_minimum_version 1.5.0
load ../lib/assay
load ../lib/project

cats=$FIXTURES/cats
history=$PROFILES/cat-activities-monitor

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
    given_postgres < <(sed -n '/^CREATE TABLE public.feedback/,/);$/p' "$cats/001_initial_schema.sql")
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

# A person's names: what ends a comment, a word, a here-document or a statement.
hostile() {
    cat <<'END'
select format('create table t%s (id int primary key, a text, b int, c date, d text)', n)
    from generate_series(1, 25) as n \gexec
create table "a
touch pwned; $(touch pwned) `touch pwned`
SQL
'; drop table t1; --" (id int primary key, "b
SQL
touch pwned" text, "\! touch pwned" int, "$x" int check ("$x" <> 3), k text default E'\\\n;--''$(touch pwned)');
create index "i
\! touch pwned
SQL" on "a
touch pwned; $(touch pwned) `touch pwned`
SQL
'; drop table t1; --" ("b
SQL
touch pwned");
comment on column t1.a is E'\n\\! touch pwned\n$(touch pwned)\nSQL\ntouch pwned';
END
}

@test "names and texts that would be commands are none" {
    given_postgres before < <(hostile)
    given_postgres < <(
        hostile
        cat <<'SQL'
do $do$ declare t text; begin
    select format('%I.%I', 'public', relname) into t from pg_class where relname like E'a\n%' and relkind = 'r';
    execute format('alter table %s drop column "$x", drop column "\! touch pwned", alter k drop default', t);
    execute format('drop index %I', E'i\n\\! touch pwned\nSQL');
    execute format('alter table %s add column %I text', t, E'extra\ntouch pwned\nSQL\n$(touch pwned)');
end $do$;
comment on column t1.a is null;
SQL
    )
    in_postgres "$name" -c $'create function "x(); drop table t2; --"() returns int language sql as \'select 1\'' 
    one=$BATS_TEST_TMPDIR/one
    local evil=$'one\ntouch pwned\nSQL\n$(touch pwned)\'; touch pwned'
    when_assay profile capture "$before" --revision "$evil" --tool alembic -o "$one" --compare +comment
    given_project "$BATS_TEST_TMPDIR/project"
    revision "$evil" </dev/null
    when_planned "$db" --profiles "$one" --compare +comment
    exit_is 0
    everything_wanted
    when_run
    [[ ! -e $project/pwned && ! -e pwned ]] || fail "something was run"
    same "tables" 26 "$(in_postgres "$name" -Atc "select count(*) from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'alembic_version'")"
    when_assay plan "$db" --profiles "$one" --compare +comment --format markdown
    ! grep -qE '^(touch|SQL)' "$out" || fail "a name left its line"
}

@test "two answers that are equally good have a plan that ends before the stamp, undecided" {
    local two=$BATS_TEST_TMPDIR/two side
    mkdir "$two"
    for side in left right; do
        echo "<profile revision='$side' dialect='sqlite' tool='alembic'><whole><table name='dogs'/><in table='dogs'>
            <column name='id' type='INTEGER'/><column name='${side}_eye' type='TEXT'/>
            <column name='${side}_ear' type='TEXT'/></in></whole></profile>" >"$two/$side.xml"
    done
    given_sqlite <<<'create table dogs (id integer, nose text);'
    when_planned "$db" --profiles "$two"
    exit_is 3
    when_run
    exit_is 3
    grep -q 'not certain which revision this is: left, or right' "$err" || fail "it does not say why"
}

@test "an empty database is only upgraded" {
    given_postgres </dev/null
    given_cats_project
    when_planned "$db" --profiles "$history"
    exit_is 0
    when_run
    ends_managed "$history" 003_activity_features
}

@test "a file of SQLite is adopted, with a missing index and a missing column" {
    local files=("$FIXTURES"/gertty/*.sql) known=$BATS_TEST_TMPDIR/known
    cp -r "$PROFILES/gertty" "$known"
    rm "$known/7ef7dfa2ca3a.xml"
    given_sqlite < <(cat "${files[16]}" && echo 'DROP INDEX ix_change_branch; ALTER TABLE comment DROP COLUMN line;')
    given_project "$BATS_TEST_TMPDIR/project"
    revision 3610c2543e07 </dev/null
    revision 37a702b7f58e 3610c2543e07 <<<'ALTER TABLE change ADD last_seen DATETIME;
CREATE INDEX ix_change_last_seen ON change (last_seen);'
    when_planned "$db" --profiles "$known"
    exit_is 0
    when_run
    ends_managed "$known" 37a702b7f58e
    when_run
    ends_managed "$known" 37a702b7f58e
}

@test "a failed run that the tool recorded is not stamped over" {
    given_postgres < <(cat "$cats/001_initial_schema.sql" &&
        echo 'create table schema_migrations (version bigint primary key, dirty boolean not null);
            insert into schema_migrations values (1, true);')
    cp -r "$history" "$BATS_TEST_TMPDIR/cats"
    sed -i 's/tool="alembic"/tool="golang-migrate"/' "$BATS_TEST_TMPDIR"/cats/*.xml
    when_planned "$db" --profiles "$BATS_TEST_TMPDIR/cats"
    exit_is 1
    when_run
    exit_is 1
    grep -q 'nothing is stamped: .*dirty' "$err" || fail "it does not say why"
}

@test "a plan in Markdown and in JSON says the same as the script" {
    given_postgres < <(cat "$cats/002_cat_recognition.sql" && echo 'drop index idx_cat_features_activity;
        create index by_hand on feedback (notes);')
    when_assay plan "$db" --profiles "$history" --format markdown
    says '^## Repairs that lose nothing$'
    says '^    CREATE INDEX CONCURRENTLY "idx_cat_features_activity" ON "public"."cat_features" USING btree \(detected_activity\);$'
    says '^## Repairs to decide on'
    says '^    DROP INDEX CONCURRENTLY IF EXISTS "public"."by_hand";$'
    says '^    alembic stamp 002_cat_recognition$'
    when_assay plan "$db" --profiles "$history" --format json
    same "purposes" "backup repair repair stamp upgrade verify" "$(json '[.commands[].purpose] | join(" ")')"
    same "repairs" "missing safe,unexpected review" "$(json '[.repairs[] | "\(.change) \(.safety)"] | join(",")')"
    same "stop" null "$(json .stop)"
    when_assay plan "$db" --profiles "$history" --format xml
    xmllint --noout --relaxng "$REPO/schemas/report.rng" "$out" || fail "the document is not as its grammar says"
}
