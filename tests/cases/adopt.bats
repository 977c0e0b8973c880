#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# A database is adopted with another tool than its history's: --tool says which, --migrations where its
# files are.
bats_require_minimum_version 1.5.0
load ../lib/assay

setup() {
    begin
    history=$BATS_TEST_TMPDIR/history files=$BATS_TEST_TMPDIR/files
    mkdir "$files"
}

# A history with these ids; the database is at its second.
given_history() { # tool one two three
    printf -- '-- revision: %s\ncreate table %s (id integer primary key);\n' "$2" cats "$3" dogs "$4" birds \
        >"$BATS_TEST_TMPDIR/all.sql"
    "$ASSAY" learn script "$BATS_TEST_TMPDIR/all.sql" --project shop --tool "$1" --scratch sqlite -o "$history" \
        >"$out" 2>"$err" || fail "nothing was learned"
    given_sqlite <<<'create table cats (id integer primary key); create table dogs (id integer primary key);'
}

given_files() { # name...
    local each
    for each; do
        mkdir -p "$(dirname "$files/$each")"
        printf 'select 1;\n' >"$files/$each"
    done
}

rows() { # column table
    sqlite3 "$db" "select $1 from $2 order by 1"
}

then_stamped() { # the printed SQL does what it says
    same "result" stamped "$(json '.commands[] | select(.purpose == "stamp") | .sql' | sqlite3 -bail "$db")"
}

@test "a history of Flyway is stamped for Knex under the names of Knex's files" {
    given_history flyway 1 2 10
    given_files 0001_cats.js 0002_dogs.js 0010_birds.js helpers.txt
    when_assay stamp "$db" --profiles "$history" --tool knex --migrations "$files"
    same "revisions" 0002_dogs.js "$(json '.revisions[]')"
    same "pending" 0010_birds.js "$(json '.pending[]')"
    then_stamped
    same "rows" $'0001_cats.js\n0002_dogs.js' "$(rows name knex_migrations)"
}

@test "a class of TypeORM is told from its file" {
    given_history knex 1704067200001_cats.js 1704067200002_dogs.js 1704067200003_birds.js
    given_files 1704067200001-Cats.ts 1704067200002-Dogs.ts 1704067200003-Birds.ts
    when_assay stamp "$db" --profiles "$history" --tool typeorm --migrations "$files"
    then_stamped
    same "rows" $'Cats1704067200001\nDogs1704067200002' "$(rows name migrations)"
}

@test "without files the ids are taken as they are, and Assay says so" {
    given_history rails 20240101000001 20240101000002 20240101000003
    when_assay stamp "$db" --profiles "$history" --tool diesel
    then_stamped
    same "rows" $'20240101000001\n20240101000002' "$(rows version __diesel_schema_migrations)"
    grep -q "its ids are taken as those of diesel" "$err" || fail "no note"
}

@test "ids that the tool cannot have are not stamped" {
    given_history alembic 1c04a7e0 2c04a7e0 3c04a7e0
    when_assay stamp "$db" --profiles "$history" --tool ecto
    exit_is 1
    no_command stamp
}

@test "the stamp of another tool is not this tool's" {
    given_history rails 20240101000001 20240101000002 20240101000003
    sqlite3 "$db" "create table alembic_version (version_num varchar(32)); insert into alembic_version values ('x')"
    when_assay stamp "$db" --profiles "$history" --tool dbmate
    then_stamped
}

@test "a revision that no file is, or that two may be, is refused" {
    given_history flyway 1 2 3
    given_files 0001_cats.js 0002_dogs.js
    when_assay stamp "$db" --profiles "$history" --tool knex --migrations "$files"
    exit_is 2
    grep -q "no file of knex in '.*' is revision '3'" "$err" || fail "another reason"
    given_files 0003_birds.js 3_birds.js
    when_assay stamp "$db" --profiles "$history" --tool knex --migrations "$files"
    exit_is 2
}

@test "a tool that nobody knows is a slip of typing" {
    given_history flyway 1 2 3
    when_assay stamp "$db" --profiles "$history" --tool flway
    exit_is 2
    grep -q "give one of alembic, " "$err" || fail "no list"
}

@test "sqlx has the SHA-384 of each file in its table, which is computed from the files" {
    given_history sqlx 1 2 3
    given_files 0001_cats.sql 0002_dogs.sql 0003_birds.sql
    echo 'select 2;' >"$files/0002_dogs.sql"
    when_assay stamp "$db" --profiles "$history" --migrations "$files"
    then_stamped
    same "rows" "$(cd "$files" && sha384sum 0001_cats.sql 0002_dogs.sql | sed 's/ .*//')" \
        "$(sqlite3 "$db" 'select lower(hex(checksum)) from _sqlx_migrations order by version')"
    when_assay check "$db" --profiles "$history" --migrations "$files"
    exit_is 0
    echo 'select 3;' >"$files/0002_dogs.sql"
    when_assay check "$db" --profiles "$history" --migrations "$files"
    exit_is 1
    same "stamp" agrees "$(json .stamp.status)"
    same "finding" "changed-file: the file of '2' is not what the version table recorded of it: sqlx refuses to migrate: put the files back as they were" \
        "$(json '.findings[] | "\(.rule): \(.text)"')"
    sqlite3 "$db" "insert into _sqlx_migrations select 77, description, installed_on, success, checksum, 0 from _sqlx_migrations where version = 1"
    when_assay stamp "$db" --profiles "$history"
    then_stamped
    same "rows" $'1\n2' "$(rows version _sqlx_migrations)"
}

@test "Drizzle's ids are the times of its journal, and its rows hold the files' SHA-256" {
    given_history flyway 1704067200001 1704067200002 1704067200003
    given_files 0000_cats.sql 0001_dogs.sql 0002_birds.sql meta/_journal.json
    echo '{"entries":[{"idx":0,"when":1704067200001,"tag":"0000_cats"},{"idx":1,"when":1704067200002,
        "tag":"0001_dogs"},{"idx":2,"when":1704067200003,"tag":"0002_birds"}]}' >"$files/meta/_journal.json"
    when_assay stamp "$db" --profiles "$history" --tool drizzle --migrations "$files"
    then_stamped
    same "rows" "$(sha256sum <"$files/0001_dogs.sql" | sed 's/ .*//')|1704067200002" \
        "$(sqlite3 "$db" 'select hash, created_at from __drizzle_migrations')"
    echo 'select 3;' >"$files/0001_dogs.sql"
    when_assay check "$db" --profiles "$history" --tool drizzle --migrations "$files"
    exit_is 0
    same "notes" "files that are not what was recorded when they ran: '1704067200002': drizzle-kit does not look at it again" "$(json '.notes[]')"
}

@test "without the files what a tool computes from them is said to be needed" {
    given_history sqlx 1 2 3
    when_assay stamp "$db" --profiles "$history"
    exit_is 1
    no_command stamp
    same "notes" "no command to stamp is given: it needs the SHA-384 of each migration file, which the version table holds as well: give --migrations DIR" "$(json '.notes[]')"
}
