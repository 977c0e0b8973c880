#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# SQLite files as migrations, applications and accidents leave them.

load ../lib/assay.bash

# alembic_does PYTHON: one migration of these operations, run by Alembic on $after, a copy of $before.
alembic_does() {
    local project=$BATS_TEST_TMPDIR/project
    after=$BATS_TEST_TMPDIR/after.sqlite
    cp "$before" "$after"
    mkdir -p "$project/versions"
    printf '[alembic]\nscript_location = %s\nsqlalchemy.url = sqlite:///%s\n' "$project" "$after" >"$project/alembic.ini"
    cat >"$project/env.py" <<'PYTHON'
import sqlalchemy
from alembic import context

engine = sqlalchemy.create_engine(context.config.get_main_option("sqlalchemy.url"))
with engine.begin() as connection:
    context.configure(connection=connection)
    context.run_migrations()
PYTHON
    cat >"$project/versions/one.py" <<PYTHON
from alembic import op
import sqlalchemy

revision = "one"
down_revision = None


def upgrade():
$1
PYTHON
    alembic -c "$project/alembic.ini" upgrade head >"$out" 2>&1 || fail "alembic failed"
}

rebuild() { # table...
    local table
    for table; do
        echo "    with op.batch_alter_table('$table', recreate='always') as batch:"
        echo "        pass"
    done
}

@test "SQLite: what Alembic's batch mode loses is named" {
    given_sqlite before <<'SQL'
create table parent (id integer primary key, code text);
create table t (
    id integer primary key autoincrement,
    name text collate nocase,
    size integer check (size > 0),
    parent_id integer references parent on delete cascade deferrable initially deferred,
    shade my_type
);
create table strictly (id integer primary key, a integer) strict;
create table rowless (code text primary key, a varchar(5)) without rowid;
create index by_expression on t (lower(name));
create index downwards on t (size desc);
create index collated on t (shade collate nocase);
create trigger g after insert on t begin update parent set code = new.name; end;
SQL
    alembic_does "$(rebuild t strictly rowless)"
    when_assay diff "$before" "$after"
    differences_are "changed table t" "changed column t.name" "missing check t.\"check (size > 0)\"" \
        "changed foreign-key t.\"foreign key (parent_id) references parent (id)\"" "changed column t.shade" \
        "changed table strictly" "changed table rowless" "missing index by_expression" "changed index downwards" \
        "changed index collated" "missing trigger t.g"
}

@test "SQLite: what Alembic's batch mode only respells is equal" {
    given_sqlite before <<'SQL'
create table "Parent" (id integer primary key, "Code" text, constraint code_key unique ("Code"));
create table t (
    id integer not null primary key,
    "order" integer default (1+2),
    [group] varchar( 10 ) default 'it''s',
    amount decimal(10, 2) default 0 not null, -- cents
    made datetime default current_timestamp,
    ok boolean default TRUE,
    code text not null,
    constraint t_code foreign key (code) references "Parent" ("Code"),
    constraint t_amount check (amount >= 0 and "order" <> 3),
    constraint t_group unique ([group], code)
);
create index t_made on t (made, "order");
create unique index t_ok on t (ok) where ok is not null;
SQL
    alembic_does "$(rebuild t Parent)"
    when_assay diff "$before" "$after"
    differences_are
}

@test "SQLite: a malformed row of the schema costs nothing of the others" {
    given_sqlite sound <<<"create table t (a int check (a > 0)); create index i on t (a); create table u (b);"
    local broken=$BATS_TEST_TMPDIR/broken.sqlite
    cp "$sound" "$broken"
    sqlite3 "$broken" "pragma writable_schema = on; update sqlite_schema set sql = 'CREATE NONSENSE' where name = 'u'"
    when_assay snapshot "$broken"
    limit_matches "malformed database schema \\(u\\)"
    when_assay diff "$sound" "$broken"
    differences_are
    grep -q 'malformed database schema (u)' "$err" || fail "nobody is told"
}

@test "SQLite: a table whose text SQLite cannot read leaves the verdict open" {
    given_sqlite sound <<<"create table t (a int); create table u (b);"
    when_assay profile capture "$sound" --revision one --tool alembic -o "$BATS_TEST_TMPDIR/history"
    local broken=$BATS_TEST_TMPDIR/broken.sqlite
    cp "$sound" "$broken"
    sqlite3 "$broken" "pragma writable_schema = on; update sqlite_schema set sql = 'CREATE NONSENSE' where name = 'u'"
    when_assay audit "$broken" --profiles "$BATS_TEST_TMPDIR/history"
    exit_is 3
    drift_is
    limit_matches "malformed database schema \\(u\\)"
    no_command stamp
    no_command upgrade
    when_assay stamp "$broken" --profiles "$BATS_TEST_TMPDIR/history"
    exit_is 3
    no_command stamp
}

@test "SQLite: a closed WAL database that nobody may write is read" {
    given_sqlite before <<<"create table t (a int);"
    sqlite3 "$before" 'pragma journal_mode = wal; create table u (b);' >"$out"
    local shelf files
    shelf=$(mktemp -d)
    mv "$before" "$shelf/shop.sqlite" && databases=()
    chmod 444 "$shelf/shop.sqlite" && chmod 555 "$shelf"
    as_nobody when_assay snapshot "$shelf/shop.sqlite" --no-cache
    files=$(ls "$shelf")
    chmod 755 "$shelf" && rm -r "$shelf"
    exit_is 0
    same "tables" 2 "$(json .snapshot.objects.table)"
    same "files" shop.sqlite "$files"
}

@test "SQLite: a writer that holds the file is waited for, and then named" {
    given_sqlite before <<<"create table t (a int);"
    mkfifo "$BATS_TEST_TMPDIR/stop"
    { echo 'begin exclusive; create table u (b);' && cat "$BATS_TEST_TMPDIR/stop"; } | sqlite3 "$before" 3>&- &
    local i
    for ((i = 0; i < 100; i++)); do
        sqlite3 "$before" 'select * from t' 2>/dev/null || break
        sleep 0.1
    done
    when_assay snapshot "$before" --no-cache --lock-timeout 0.3
    complains 'locked by another process'
    echo 'rollback;' >"$BATS_TEST_TMPDIR/stop"
    wait
}
