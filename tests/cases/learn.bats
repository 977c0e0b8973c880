#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Profiles learned from migrations: what was replayed once is recognised in databases that were made
# without Assay.
bats_require_minimum_version 1.5.0
load ../lib/assay

setup() {
    begin
    scratch=$(url_of postgres)
    history=$BATS_TEST_TMPDIR/shop
    migrations=$BATS_TEST_TMPDIR/migrations
    mkdir -p "$migrations"
}

# written NAME <<TEXT: a file of the migrations.
written() {
    mkdir -p "$(dirname "$migrations/$1")"
    cat >"$migrations/$1"
}

when_learned() { # arguments of learn
    when_assay learn "$@" --scratch "$scratch" -o "$history"
}

learned_are() { # revisions, in any order
    exit_is 0
    same "revisions" "$(lines "$@")" "$(sed -n 's/.*<profile revision="\([^"]*\)".*/\1/p' "$history"/*.xml | sort)"
}

no_scratch_is_left() {
    same "scratch databases" "" "$(in_postgres postgres -Atc "select datname from pg_database where datname like 'assay\_scratch%'")"
}

@test "a script with markers is learned step by step, and each step is recognised" {
    written all.sql <<'SQL'
-- revision: 1
create table cats (id serial primary key, name text not null);
-- revision: 2
alter table cats add age int;
create index cats_age on cats (age);
-- revision: 3
insert into cats (name) values ('Tom');
SQL
    when_learned script "$migrations/all.sql"
    learned_are 1 2 3
    says '1 change nothing'
    no_scratch_is_left
    given_postgres <<<'create table cats (id serial primary key, name text not null); alter table cats add age int; create index cats_age on cats (age);'
    when_assay audit "$db" --profiles "$history"
    verdict_is legacy exact 2
    equal_is 2 3
    history_is shop
}

@test "with --hash-texts a profile holds the hashes of bodies and views, and tells them apart as well" {
    written all.sql <<'SQL'
-- revision: 1
create table cats (id int primary key, name text);
create view named as select id from cats where name is not null;
create function secret() returns int language sql as 'select 41';
-- revision: 2
alter table cats rename to felines;
create or replace function secret() returns int language sql as 'select 42';
SQL
    when_learned script "$migrations/all.sql" --hash-texts
    learned_are 1 2
    ! grep -rq select "$history" || fail "a text is in a profile"
    given_postgres < <(grep -v '^--' "$migrations/all.sql")
    when_assay audit "$db" --profiles "$history"
    verdict_is legacy exact 2
    given_postgres < <(grep -v '^--' "$migrations/all.sql" | sed s/42/43/)
    when_assay audit "$db" --profiles "$history"
    drift_is 'changed function public.secret()'
}

@test "a structure.sql of Rails is the newest revision that it inserts" {
    written structure.sql <<'SQL'
SET client_min_messages = warning;
CREATE TABLE public.schema_migrations (version character varying NOT NULL PRIMARY KEY);
CREATE TABLE public.cats (id integer);
SET search_path TO "$user", public;

INSERT INTO "schema_migrations" (version) VALUES
('20240101000000'),
('20240301000000'),
('20240201000000');
SQL
    when_learned script "$migrations/structure.sql"
    learned_are 20240301000000
    grep -q 'tool="rails"' "$history"/*.xml || fail "the tool is not named"
}

@test "a renamed table is learned as renamed, a replaced one as another" {
    written all.sql <<'SQL'
-- revision: 1
create table cats (id int primary key, name text);
create table toys (id int primary key);
-- revision: 2
alter table cats rename to felines;
alter table felines rename column name to title;
drop table toys; create table toys (id int primary key, colour text);
SQL
    when_learned script "$migrations/all.sql"
    learned_are 1 2
    grep -q '<table name="cats" to="felines"/>' "$history/2.xml" || fail "the table is not renamed"
    grep -q '<column name="name" to="title"/>' "$history/2.xml" || fail "the column is not renamed"
    grep -q '<table name="toys" replaces="yes"' "$history/2.xml" || fail "the table is not replaced"
}

@test "the summary says what the schema cannot tell apart, what changes nothing, and what was not learned" {
    written all.sql <<'SQL'
-- revision: 1
create table cats (id int primary key);
-- revision: 2
insert into cats values (1);
-- revision: 3
alter table cats add age int;
-- revision: 4
alter table cats drop age;
-- revision: 5
alter table nosuch add age int;
-- revision: 6
create table toys (id int);
SQL
    when_learned script "$migrations/all.sql"
    exit_is 1
    says 'the schema cannot tell apart: 1, 2, 4$'
    says 'change nothing in the schema: 2$'
    says "not learned: 5, 6 .builds on '5', which failed.$"
    says '[0-9.]* s, of which reading and writing schemas took [0-9.]* s .[0-9]* %.'
}

# What is the same, whoever ran the migrations: no tool, no source.
schemas_of() { # history
    sed -E 's/ (source|project|tool)="[^"]*"//g' "$1"/*.xml
}

@test "readings on one connection, of what a file of SQL did, are those of a new connection for each" {
    local i file
    written 01.sql <<<'create type mood as enum (0); create table cats (id serial primary key, name text, mood mood);'
    sed -i "s/(0)/('glad', 'sad')/" "$migrations/01.sql"
    written 02.sql <<<'create view named as select id, name as "as", mood from cats; create index cats_name on cats (lower(name));'
    written 03.sql <<<"create function f() returns int language sql as 'select 1'; alter table cats add check (f() < id), alter name set default 'Tom';"
    written 04.sql <<<'alter table cats rename to felines; alter type mood rename to feeling; alter function f() rename to g; alter sequence cats_id_seq rename to s;'
    written 05.sql <<<'create schema app; alter table felines set schema app; create table toys (id int references app.felines, primary key (id));'
    written 06.sql <<<'drop view named; drop table toys; create table toys (id bigint, owner int references app.felines on delete cascade);'
    written 07.sql <<<"select 1;"
    for i in {10..30}; do
        written "$i.sql" <<<"create table t$i (id serial primary key, a int unique, b text default 't$i', check (a > $i)); create index on t$i (b) where a > 1;"
    done
    written 40.sql <<<"alter type feeling add value 'calm'; alter table t10 drop a, alter b type varchar(9); drop table t11; comment on table t12 is 'twelve';"
    when_learned sql "$migrations" --layout plain
    exit_is 0
    mv "$history" "$history.one"
    for file in "$migrations"/*.sql; do basename "$file" .sql; done >"$BATS_TEST_TMPDIR/revisions"
    when_learned command --revisions "$BATS_TEST_TMPDIR/revisions" \
        --run "psql -X -q -v ON_ERROR_STOP=1 -f $migrations/{revision}.sql >/dev/null"
    exit_is 0
    same "profiles" "$(schemas_of "$history")" "$(schemas_of "$history.one")"
}

@test "a branch is learned in the state of its own ancestors; where order matters, that is a finding" {
    written all.sql <<'SQL'
-- revision: base
create table cats (id int primary key);
-- revision: left (base)
alter table cats add "left" int;
-- revision: right (base)
create table dogs (id int);
do $$ begin
    if exists (select from pg_attribute where attrelid = 'cats'::regclass and attname = 'left') then
        alter table dogs add saw_left int;
    end if;
end $$;
-- revision: merge (left, right)
alter table dogs add cat int references cats;
SQL
    when_learned script "$migrations/all.sql"
    learned_are base left right merge
    ! sed '/<variant/,$d' "$history/right.xml" | grep -q saw_left || fail "the other branch was there"
    ! grep -q '<variant' "$history"/{base,left,merge}.xml || fail "a variant of what does the same"
    says 'warning: merge, .*: it depends on the order in which branches are applied'
    given_postgres <<<'create table cats (id int primary key); create table dogs (id int);'
    when_assay audit "$db" --profiles "$history"
    verdict_is legacy exact right
    given_postgres <<<'create table cats (id int primary key, "left" int); create table dogs (id int, saw_left int, cat int references cats);'
    when_assay audit "$db" --profiles "$history"
    verdict_is legacy exact merge
    same "variants" "right after left" "$(json '.variants[] | "\(.revision) \(.variant)"')"
}

@test "a failing step is named with its file and line; what does not build on it is learned" {
    written all.sql <<'SQL'
-- revision: 1
create table cats (id int primary key);
-- revision: 2 (1)
alter table cats add age int;
alter table cats add tail nosuch;
-- revision: 3 (2)
create table never (id int);
-- revision: 4 (1)
create table toys (id int);
SQL
    when_learned script "$migrations/all.sql"
    exit_is 1
    says "error: 2, .*all.sql:5: failed: type .nosuch. does not exist"
    says '2 could not be learned'
    same "profiles" "1.xml 4.xml" "$(cd "$history" && echo *)"
    no_scratch_is_left
}

@test "a history that is there stays; --update learns what is new or has changed" {
    printf -- '-- revision: 1\ncreate table cats (id int);\n-- revision: 2\ncreate table toys (id int);\n' >"$migrations/all.sql"
    when_learned script "$migrations/all.sql"
    learned_are 1 2
    touch -d '2001-01-01' "$history/1.xml"
    when_learned script "$migrations/all.sql"
    complains "there is a history in .*--update"
    printf -- '-- revision: 1\ncreate table cats (id int);\n-- revision: 2\ncreate table toys (id bigint);\n-- revision: 3\ncreate table dogs (id int);\n' >"$migrations/all.sql"
    when_learned script "$migrations/all.sql" --update
    learned_are 1 2 3
    says 'learned 2 of 3 .* 1 were there already'
    same "the year of the first profile" 2001 "$(date -r "$history/1.xml" +%Y)"
    grep -q bigint "$history/2.xml" || fail "the changed migration was not learned again"
    printf -- '-- revision: 4\ndrop table dogs;\n' >>"$migrations/all.sql"
    when_learned script "$migrations/all.sql" --update
    says 'learned 1 of 4 .* 3 were there already'
    says 'the schema cannot tell apart: 2, 4$'
}

@test "what alembic prints as SQL is learned, version table and all" {
    written all.sql <<'SQL'
BEGIN;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> 1975ea83b712

CREATE TABLE account (id SERIAL NOT NULL, name VARCHAR(50) NOT NULL, PRIMARY KEY (id));

INSERT INTO alembic_version (version_num) VALUES ('1975ea83b712') RETURNING alembic_version.version_num;

-- Running upgrade 1975ea83b712 -> ae1027a6acf

ALTER TABLE account ADD COLUMN last_transaction_date TIMESTAMP WITHOUT TIME ZONE;

UPDATE alembic_version SET version_num='ae1027a6acf' WHERE alembic_version.version_num = '1975ea83b712';

COMMIT;
SQL
    when_learned script "$migrations/all.sql"
    learned_are 1975ea83b712 ae1027a6acf
    ! grep -q version_num "$history"/*.xml || fail "the version table was learned"
    given_postgres <"$migrations/all.sql"
    when_assay audit "$db" --profiles "$history"
    verdict_is managed exact ae1027a6acf
    stamp_is agrees ae1027a6acf
}

@test "an Alembic project is learned by its own alembic, and recognised after alembic upgraded another database" {
    written alembic.ini <<INI
[alembic]
script_location = %(here)s/scripts
sqlalchemy.url = postgresql+psycopg2://nobody:$SECRET@nowhere.example/production
INI
    written scripts/env.py <<'PY'
from alembic import context
from sqlalchemy import create_engine
engine = create_engine(context.config.get_main_option("sqlalchemy.url"))
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
PY
    written scripts/versions/a1_first.py <<'PY'
"""first table"""
from alembic import op
import sqlalchemy as sa
revision: str = "a1"
down_revision = None
def upgrade():
    op.create_table("cats", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(20)))
PY
    written scripts/versions/b2_index.py <<'PY'
"""an index

Revises: a1
"""
from alembic import op
revision = "b2"
down_revision = ("a1",)
def upgrade():
    op.create_index("cats_name", "cats", ["name"])
PY
    written scripts/versions/c3_lost.py <<'PY'
revision = "c3"
down_revision = "nosuch"
def upgrade():
    pass
PY
    rm "$migrations/scripts/versions/c3_lost.py"
    scratch=sqlite when_learned alembic --config "$migrations/alembic.ini"
    learned_are a1 b2
    given_sqlite <<<''
    sed "s|^sqlalchemy.url.*|sqlalchemy.url = sqlite:///$db|" "$migrations/alembic.ini" >"$migrations/live.ini"
    (cd "$migrations" && alembic -c live.ini upgrade a1) >/dev/null 2>&1 || fail "alembic itself fails"
    sqlite3 "$db" 'drop table alembic_version'
    when_assay audit "$db" --profiles "$history"
    verdict_is legacy exact a1
    command_is stamp 'alembic stamp a1'
}

@test "a dangling parent is named, and the rest of the graph learned" {
    written alembic.ini <<<$'[alembic]\nscript_location = '"$migrations"
    written versions/a.py <<<$'revision = "a"\ndown_revision = None'
    written versions/b.py <<<$'revision = "b"\ndown_revision = "nosuch"'
    written versions/c.py <<<$'revision = "c"\ndown_revision = "b"'
    written versions/d.py <<<$'revision = "d"\ndown_revision = "a"'
    written versions/e.py <<<$'revision = "a"\ndown_revision = None'
    scratch=sqlite when_learned alembic --config "$migrations/alembic.ini" --run 'sqlite3 "${DATABASE_URL#sqlite:///}" "create table r_$ASSAY_REVISION (id int)"'
    exit_is 1
    says "error: b, .*b.py:2: revises 'nosuch', which is not there"
    says "error: a, .*e.py:1: the id is that of .*a.py"
    same "profiles" "a.xml d.xml" "$(cd "$history" && echo *)"
}

# The version files of a real project with three directories of which one is live, as far as the
# graph goes: a line of graph.tsv is a directory, a file, its revision and the one it revises.
crownsafe() {
    local directory file revision revises
    while IFS=$'\t' read -r directory file revision revises; do
        [[ $directory != directory ]] || continue
        [[ -n $revises ]] && revises="'$revises'" || revises=None
        written "$directory/$file" <<<"revision = '$revision'"$'\n'"down_revision = $revises"
    done <"$FIXTURES/crownsafe/graph.tsv"
}

learn_crownsafe() { # directories
    rm -rf "$history"
    written alembic.ini <<<$'[alembic]\nscript_location = x\nversion_locations = '"${*/#/$migrations/}"
    scratch=sqlite when_learned alembic --config "$migrations/alembic.ini" --run true
}

@test "each defect of a real project's three directories of migrations is named, and the rest is learned" {
    crownsafe
    learn_crownsafe db/migrations/versions
    exit_is 0
    says 'learned 9 of 9'
    learn_crownsafe db/alembic/versions
    exit_is 1
    says "20250827_admin_ingestion_runs, .* revises '20250826_search_trgm_indexes', which is the name of a file: its id is '20250826_search_trgm'"
    says "20251012_user_reports, .* revises 'bcef138c88a2', which is not there"
    says "20251012_add_is_active, .* revises '20251012_create_pg_trgm', which is not there"
    same "ids that are too wide" 3 "$(grep -c 'takes 32' "$out")"
    learn_crownsafe alembic/versions
    exit_is 1
    says "202410_04_002, .* revises '202410_04_001', which is not there"
    learn_crownsafe alembic/versions db/alembic/versions db/migrations/versions
    exit_is 1
    says "crown_safe_v1, .*: the id is that of '.*alembic/versions/2025_10_24_add_crown_safe_models.py' too"
    says "20251012_user_reports, .*: the id is that of '.*20251012_user_reports.py' too"
}

@test "migrations of which none can be used are named one by one" {
    written alembic.ini <<<$'[alembic]\nscript_location = '"$migrations"
    written versions/a.py <<<$'revision = "a"\ndown_revision = "b"'
    written versions/b.py <<<$'revision = "b"\ndown_revision = "a"'
    written versions/c.py <<<$'x = 1'
    scratch=sqlite when_learned alembic --config "$migrations/alembic.ini"
    exit_is 1
    says 'error: a, .*cycle'
    says 'error: b, .*cycle'
    says "error: .*c.py:1: there is no line revision = 'ID' in it"
    [[ ! -e $history ]] || fail "something was written"
}

@test "any tool is learned by a command, whatever characters a revision has" {
    printf '%s\n' 'one' "two \$(touch $BATS_TEST_TMPDIR/hacked)'\"" $'three\tone' >"$migrations/revisions"
    when_learned command --revisions "$migrations/revisions" \
        --run 'psql -X -q -v ON_ERROR_STOP=1 -c "create table t$(printf %s {revision} | cksum | cut -d" " -f1) (id int)" && test "$ASSAY_REVISION" = {revision} && psql -X -q {url} -c "select 1"'
    exit_is 0
    says 'learned 3 of 3'
    [[ ! -e $BATS_TEST_TMPDIR/hacked ]] || fail "the revision was run"
    same "profiles" 3 "$(find "$history" -name '*.xml' | wc -l)"
}

@test "a command that fails is named with what it said" {
    printf 'one\ntwo\n' >"$migrations/revisions"
    when_learned command --revisions "$migrations/revisions" --run 'echo working; echo "no such migration: {revision}" >&2; exit 3'
    exit_is 1
    says 'error: one, .*revisions:1: failed: the command ended with status 3: no such migration: one'
    no_scratch_is_left
    # A password that the tool prints is not repeated, and what was said is lost to nobody unseen.
    # Wherever it runs, the database is where its URL says.
    cd "$BATS_TEST_TMPDIR"
    TMPDIR=. when_assay learn command --revisions "$migrations/revisions" --scratch sqlite -o "$history.elsewhere" \
        --run 'cd / && test -s "${DATABASE_URL#sqlite:///}"'
    exit_is 0
    when_learned command --revisions "$migrations/revisions" --run 'echo "cannot use {url} with $PGPASSWORD" >&2; exit 3'
    says 'cannot use .postgresql:///assay_scratch.*password=\*\*\*. with \*\*\*'
    ! grep -qF "$SECRET" "$out" "$err" || fail "the password is printed"
    status=0
    "$ASSAY" learn command --revisions "$migrations/revisions" --run false --scratch sqlite -o "$history" \
        <&- >&- 2>"$err" || status=$?
    same "exit status" 2 "$status"
    grep -q 'cannot write standard output' "$err" || fail "it does not say so"
}

# each layout: files as the tool lays them out, and what is learned of them.
layout_learns() { # LAYOUT REVISION...
    when_learned sql "$migrations"
    says "layout $1: "
    learned_are "${@:2}"
    no_scratch_is_left
}

@test "Flyway: versions in order, repeatable ones last; undo and baseline are named and left out" {
    written V2__age.sql <<<'alter table cats add age int;'
    written V10__toys.sql <<<'create index concurrently cats_age on cats (age);'
    written V1_1__cats.sql <<<'create table cats (id int);'
    written R__view.sql <<<'create or replace view ages as select age from cats;'
    written U2__age.sql <<<'alter table cats drop age;'
    layout_learns flyway 1.1 2 10 view
    says 'note: 2, U2__age.sql:1: undoes a version'
}

@test "golang-migrate: the ways up, ids without leading zeros" {
    written 000001_cats.up.sql <<<'create table cats (id int);'
    written 000001_cats.down.sql <<<'drop table cats;'
    written 000002_age.up.sql <<<'alter table cats add age int; create index on cats (age);'
    layout_learns golang-migrate 1 2
}

@test "dbmate: what stands between up and down; no transaction where it says so" {
    written 20240101000000_cats.sql <<<$'-- migrate:up\ncreate table cats (id int);\n-- migrate:down\ndrop table cats;'
    written 20240102000000_index.sql <<<$'-- migrate:up transaction:false\ncreate index concurrently cats_id on cats (id);\n\n-- migrate:down\ndrop index cats_id;'
    layout_learns dbmate 20240101000000 20240102000000
}

@test "goose: statements in brackets, NO TRANSACTION" {
    written 00001_cats.sql <<<$'-- +goose Up\n-- +goose StatementBegin\ncreate function f() returns int language plpgsql as $$ begin return 1; end $$;\n-- +goose StatementEnd\ncreate table cats (id int);\n-- +goose Down\ndrop table cats;'
    written 00002_index.sql <<<$'-- +goose NO TRANSACTION\n-- +goose Up\ncreate index concurrently cats_id on cats (id);\n-- +goose Down\ndrop index cats_id;'
    layout_learns goose 1 2
}

@test "Diesel: folders, metadata.toml" {
    written 2024-01-01-000000_cats/up.sql <<<'create table cats (id int);'
    written 2024-01-01-000000_cats/down.sql <<<'drop table cats;'
    written 2024-01-02-000000_index/up.sql <<<'create index concurrently cats_id on cats (id);'
    written 2024-01-02-000000_index/metadata.toml <<<'run_in_transaction = false'
    layout_learns diesel 20240101000000 20240102000000
}

@test "sqlx: -- no-transaction" {
    written 20240101000000_cats.sql <<<'create table cats (id int);'
    written 20240102000000_index.sql <<<$'-- no-transaction\ncreate index concurrently cats_id on cats (id);'
    layout_learns sqlx 20240101000000 20240102000000
}

@test "Prisma: a folder for each migration" {
    written migration_lock.toml <<<'provider = "postgresql"'
    written 20240101000000_init/migration.sql <<<$'-- CreateTable\nCREATE TABLE "Cat" ("id" SERIAL NOT NULL, CONSTRAINT "Cat_pkey" PRIMARY KEY ("id"));'
    written 20240102000000_index/migration.sql <<<'create index concurrently "Cat_id" on "Cat" ("id");'
    layout_learns prisma 20240101000000_init 20240102000000_index
}

@test "Sqitch: the plan's order, a reworked change by its tag" {
    written sqitch.plan <<'PLAN'
%syntax-version=1.0.0
%project=cats

cats 2024-01-01T00:00:00Z A <a@example.com> # cats
names [cats] 2024-01-02T00:00:00Z A <a@example.com> # names
@v1 2024-01-03T00:00:00Z A <a@example.com> # first

names [names@v1] 2024-01-04T00:00:00Z A <a@example.com> # names again
PLAN
    written deploy/cats.sql <<<'begin; create table cats (id int); commit;'
    written deploy/names@v1.sql <<<'begin; create view names as select id from cats; commit;'
    written deploy/names.sql <<<'begin; create or replace view names as select id from cats where id > 0; commit;'
    layout_learns sqitch cats names@v1 names
}

@test "Atlas: atlas.sum" {
    written atlas.sum <<<'h1:xyz='
    written 20240101000000_cats.sql <<<'create table cats (id int);'
    written 20240102000000_index.sql <<<$'-- atlas:txmode none\n\ncreate index concurrently cats_id on cats (id);'
    layout_learns atlas 20240101000000 20240102000000
}

@test "numbered files are taken in the order of their numbers" {
    written 9-cats.sql <<<'create table cats (id int);'
    written 10-age.sql <<<'alter table cats add age int;'
    layout_learns plain 9-cats 10-age
}

@test "folders of numbered files: each folder is a revision" {
    written 2-10/001-auto.sql <<<'alter table cats add tail int;'
    written 1-2/001-auto.sql <<<'create table cats (id int);'
    written 1-2/002-index.sql <<<'create index on cats (id);'
    layout_learns folders 1-2 2-10
}

@test "Flyway: folders below, 3.0 is 3, placeholders and callbacks, a file of settings" {
    written V1__cats.sql <<<'create table cats (id int);'
    written later/V2_1__index.sql <<<'create index cats_id on cats (id);'
    written later/V2_1__index.sql.conf <<<'executeInTransaction=false'
    written V2__age.sql <<<'alter table cats add age int;'
    written V3__owner.sql <<<$'-- who\nalter table cats owner to ${owner};'
    written V3_0__again.sql <<<'create table again (id int);'
    written afterMigrate.sql <<<'select 1;'
    when_learned sql "$migrations"
    exit_is 1
    same "profiles" "1.xml 2.1.xml 2.xml 3.0.xml" "$(cd "$history" && echo *)"
    says "error: 3, .*V3__owner.sql:2: '[$]{owner}' is a placeholder"
    says "V3__owner.sql:1: '.*V3_0__again.sql' has the same version"
    says "afterMigrate.sql:1: Flyway runs it around migrations"
}

@test "dbmate and goose: their lines in any case and with any blanks" {
    written 1_cats.sql <<<$'--  migrate:up\ncreate table cats (id int);\n--migrate:down\ndrop table cats;\n-- transaction:false'
    when_learned sql "$migrations"
    says 'layout dbmate'
    learned_are 1
    rm -r "$migrations" "$history"
    written 1_cats.sql <<<$'-- +goose UP\ncreate table cats (id int);\n-- +GOOSE down\ndrop table cats;'
    written 2_names.go <<<'package migrations'
    written 3_vars.sql <<<$'-- +goose ENVSUB ON\n-- +goose Up\ncreate table ${CATS} (id int);'
    when_learned sql "$migrations"
    exit_is 1
    says 'layout goose'
    says 'error: 2, 2_names.go:1: is a program'
    says "error: 3, .*3_vars.sql:1: '-- .goose ENVSUB ON'"
    same "profiles" "1.xml" "$(cd "$history" && echo *)"
}

@test "a folder that two tools could have laid out is not guessed at" {
    written atlas.sum <<<'h1:xyz='
    written V1__cats.sql <<<'create table cats (id int);'
    when_learned sql "$migrations"
    complains 'may be of layout atlas .there is a atlas.sum. or flyway .*--layout'
    when_learned sql "$migrations" --layout flyway
    learned_are 1
}

@test "sqlx: known by the Cargo.toml beside the folder; the first line asks for no transaction, no other" {
    written Cargo.toml <<<'[package]'
    written inner/0001_cats.up.sql <<<$'create table cats (id int);\n-- no-transaction\ncreate table toys (id int);'
    written inner/0001_cats.down.sql <<<'drop table cats;'
    written inner/0002_fails.up.sql <<<$'create table dogs (id int);\n-- no-transaction\ncreate index concurrently on dogs (id);'
    when_learned sql "$migrations/inner"
    exit_is 1
    says 'layout sqlx: there is a Cargo.toml beside it'
    says 'error: 2, .*0002_fails.up.sql:3: failed: CREATE INDEX CONCURRENTLY cannot run inside a transaction block'
    same "profiles" "1.xml" "$(cd "$history" && echo *)"
}

@test "Prisma: in the order of the names' bytes; a MySQL project is refused" {
    written migration_lock.toml <<<'provider = "postgresql"'
    written 10_age/migration.sql <<<'create table cats (id int);'
    written 2_init/migration.sql <<<'alter table cats add age int;'
    layout_learns prisma 10_age 2_init
    written migration_lock.toml <<<'provider = "mysql"'
    rm -r "$history"
    when_learned sql "$migrations"
    complains 'migration_lock.toml. names a provider that is neither'
}

@test "Sqitch: a change without a script, and one that builds on another project, are named" {
    written sqitch.plan <<'PLAN'
%project=cats

cats [users:names] 2024-01-01T00:00:00Z A <a@example.com> # cats [and: dogs]
lost [cats] 2024-01-02T00:00:00Z A <a@example.com> # lost
PLAN
    written deploy/cats.sql <<<'begin; create table cats (id int); commit;'
    when_learned sql "$migrations"
    exit_is 1
    says "warning: cats, sqitch.plan:3: builds on 'users:names' of another project"
    says 'error: lost, .*the plan has it at line 4, and there is no script'
    same "profiles" "cats.xml" "$(cd "$history" && echo *)"
}

@test "Atlas: a checkpoint stands for others; a file that atlas.sum does not list is named" {
    written atlas.sum <<<$'h1:xyz=\n1_cats.sql h1:abc=\n2_all.sql h1:abc='
    written 1_cats.sql <<<'create table cats (id int);'
    written 2_all.sql <<<$'-- atlas:checkpoint\n\ncreate table cats (id int);'
    written 3_age.sql <<<'alter table cats add age int;'
    layout_learns atlas 1 3
    says 'note: 2, .*stands for the versions before it'
    says 'warning: 3_age.sql:1: atlas.sum does not list it'
}

@test "Diesel: metadata.toml whatever its blanks" {
    written 2024-01-02-000000_index/up.sql <<<'create table cats (id int); create index concurrently cats_id on cats (id);'
    written 2024-01-02-000000_index/metadata.toml <<<'run_in_transaction=false'
    layout_learns diesel 20240102000000
}

@test "what one file sets for its session is not the next one's" {
    written 1.sql <<<$'create schema shop;\nset search_path = shop;\ncreate table cats (id int);'
    written 2.sql <<<'create table toys (id int);'
    layout_learns plain 1 2
    grep -q '<table name="toys"' "$history/2.xml" || fail "the table is in another schema"
}

@test "a command of psql's in a migration is refused with file and line" {
    written 1.sql <<<$'create table cats (id int);\n\\copy cats from file\n'
    when_learned sql "$migrations"
    exit_is 1
    says "1.sql:2: failed: '.copy' is a command of psql's, not SQL"
}

@test "a file that leaves a transaction open is named: its tool would lose the changes too" {
    written sqitch.plan <<<$'%project=cats\n\ncats 2024-01-01T00:00:00Z A <a@example.com> # cats'
    written deploy/cats.sql <<<$'begin;\ncreate table cats (id int);\n-- and no commit'
    when_learned sql "$migrations"
    exit_is 1
    says 'cats.sql:4: failed: it leaves a transaction open'
}

@test "what migrations leave on the server beside their database is named" {
    written 1.sql <<<"create role learned_$BATS_TEST_NUMBER; create table cats (id int);"
    roles+=("learned_$BATS_TEST_NUMBER")
    when_learned sql "$migrations"
    learned_are 1
    # Other cases make databases on this server at the same time.
    says "warning: appeared on the scratch server meanwhile, and stay: (.*, )?role learned_$BATS_TEST_NUMBER(,|\$)"
}

@test "a folder that may not be read is not taken for an empty one" {
    ((EUID != 0)) || as_nobody=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
    local unreadable
    unreadable=$(mktemp -d /tmp/assay-unreadable.XXXXXX)
    chmod 000 "$unreadable"
    status=0
    "${as_nobody[@]}" "$ASSAY" learn sql "$unreadable" --scratch sqlite -o /tmp/never >"$out" 2>"$err" || status=$?
    rmdir "$unreadable"
    complains 'Permission denied'
}

# interrupted_when CONDITION LEARN...: learns, and interrupts when the condition is true.
interrupted_when() {
    "$ASSAY" learn "${@:2}" --scratch "$scratch" -o "$history" >"$out" 2>"$err" 3>&- &
    local pid=$! i began
    for ((i = 0; i < 300; i++)); do
        if "$1"; then break; fi
        sleep 0.1
    done
    "$1" || fail "it never began"
    began=$EPOCHREALTIME
    kill -INT "$pid"
    status=0 && wait "$pid" || status=$?
    (($(awk "BEGIN { print $EPOCHREALTIME - $began < 5 }"))) || fail "it took too long to end"
    same "exit status" 2 "$status"
    grep -q interrupted "$err" || fail "it does not say that it was interrupted"
    no_scratch_is_left
}

sleeps_in_the_server() {
    [[ -n $(in_postgres postgres -Atc "select 1 from pg_stat_activity where query = 'select pg_sleep(100)'") ]]
}

sleeps_in_a_command() {
    pgrep -f '^sleep 97' >/dev/null
}

@test "an interrupt ends a long step at once; what was learned stays, and --resume goes on" {
    written 1.sql <<<'create table cats (id int);'
    written 2.sql <<<'select pg_sleep(100); create table toys (id int);'
    interrupted_when sleeps_in_the_server sql "$migrations"
    same "profiles" "1.xml" "$(cd "$history" && echo *)"
    written 2.sql <<<'alter table cats add age int;'
    when_learned sql "$migrations" --resume
    learned_are 1 2
    says '1 were there already'
    rm -rf "$history"
    printf 'one\n' >"$migrations/revisions"
    interrupted_when sleeps_in_a_command command --revisions "$migrations/revisions" --run "echo working; sleep 97"
    ! sleeps_in_a_command || fail "what the command started still runs"
}

@test "whatever ends the run, no scratch database and no private server is left" {
    printf 'one\n' >"$migrations/revisions"
    # A private server may run as another user, who must be able to reach the folder.
    local temporary elsewhere=()
    temporary=$(mktemp -d "/tmp/assay's \"learn\" XXXXXX")
    chmod 755 "$temporary"
    for scratch in "$(url_of postgres)" auto; do
        rm -f "$BATS_TEST_TMPDIR/running"
        # Where libpq's variables lead to is another server than the private one.
        [[ $scratch != auto ]] || elsewhere=(PGHOSTADDR=127.0.0.1 PGOPTIONS="-c default_transaction_read_only=on")
        env TMPDIR="$temporary" "${elsewhere[@]}" "$ASSAY" learn command --revisions "$migrations/revisions" -o "$history" --scratch "$scratch" \
            --run "echo \$\$ >$BATS_TEST_TMPDIR/group; mv $BATS_TEST_TMPDIR/group $BATS_TEST_TMPDIR/running; sleep 60" >/dev/null 2>&1 3>&- &
        local pid=$! i
        for ((i = 0; i < 300; i++)); do [[ -e $BATS_TEST_TMPDIR/running ]] && break || sleep 0.1; done
        [[ -e $BATS_TEST_TMPDIR/running ]] || fail "it never began"
        kill -9 "$pid"
        for ((i = 0; i < 100; i++)); do
            [[ -n $(ls "$temporary") || -n $(in_postgres postgres -Atc "select 1 from pg_database where datname like 'assay\_scratch%'") ]] || break
            sleep 0.1
        done
        no_scratch_is_left
        same "what is left in the temporary folder" "" "$(ls "$temporary")"
        same "what is left of the command" "" "$(ps -eo pgid=,stat=,args= | awk -v group="$(cat "$BATS_TEST_TMPDIR/running")" '$1 == group && $2 !~ /^Z/')"
    done
    rm -rf "$temporary"
}

active() { # the beginning of a statement
    [[ -n $(in_postgres postgres -Atc "select 1 from pg_stat_activity where state = 'active' and query like '$1%'") ]]
}

until_it() { # a command, up to 30 s
    local i
    for ((i = 0; i < 300; i++)); do
        if "$@"; then return; fi
        sleep 0.1
    done
    fail "never: $*"
}

@test "a database that was about to be made when the run was killed is not left either" {
    local held='begin; lock table pg_catalog.pg_database in share mode; select pg_sleep(60)'
    printf 'one\n' >"$migrations/revisions"
    name=postgres meanwhile "$held"
    until_it active "$held"
    mkdir "$BATS_TEST_TMPDIR/temporary"
    TMPDIR=$BATS_TEST_TMPDIR/temporary "$ASSAY" learn command --revisions "$migrations/revisions" -o "$history" \
        --scratch "$(url_of postgres)" --run true >/dev/null 2>&1 3>&- &
    local pid=$!
    until_it active 'CREATE DATABASE "assay_scratch'
    kill -9 "$pid"
    until_it rmdir "$BATS_TEST_TMPDIR/temporary" 2>/dev/null
    in_postgres postgres -Atc "select pg_terminate_backend(pid) from pg_stat_activity where query = '$held'" >/dev/null
    while active 'CREATE DATABASE "assay_scratch'; do sleep 0.1; done
    no_scratch_is_left
}

@test "learning that cannot begin says so in one line" {
    written 1.sql <<<'create table cats (id int);'
    when_assay learn sql "$migrations" -o "$history"
    complains 'needs a place to replay.*--scratch'
    when_assay learn sql "$migrations" --scratch sqlite
    complains 'where do the profiles go.*-o DIR'
    when_assay learn sql "$migrations" --scratch sqlite -o "$history" --layout nosuch
    complains "unknown layout 'nosuch'.*flyway"
    when_assay learn sql "$BATS_TEST_TMPDIR/nowhere" --scratch sqlite -o "$history"
    complains 'is no folder'
    mkdir "$BATS_TEST_TMPDIR/empty"
    when_assay learn sql "$BATS_TEST_TMPDIR/empty" --scratch sqlite -o "$history"
    complains 'no SQL migrations'
    when_assay learn alembic --config "$BATS_TEST_TMPDIR/nowhere.ini" --scratch sqlite -o "$history"
    complains 'nowhere.ini.*--config'
    when_assay learn command --scratch sqlite -o "$history"
    complains 'needs --revisions and --run'
    when_assay learn sql "$migrations" --scratch sqlite -o "$migrations/1.sql"
    complains "1.sql' is no folder"
    given_role "poor_$BATS_TEST_NUMBER"
    when_assay learn sql "$migrations" --scratch "$(url_of postgres "poor_$BATS_TEST_NUMBER")" -o "$history"
    complains 'may not create databases'
    ! grep -rqF "$SECRET" "$history" 2>/dev/null || fail "a password is in a profile"
}
