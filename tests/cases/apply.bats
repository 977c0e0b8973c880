#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# `stamp --apply` writes a stamp whole or not at all, and only on what was judged.
# shellcheck disable=SC2030,SC2031 # each case sets its own name
bats_require_minimum_version 1.5.0
load ../lib/assay

cats=$FIXTURES/cats
history=$PROFILES/cat-activities-monitor
first=001_initial_schema
second=002_cat_recognition

# A database at the second revision that is stamped with the first.
given_behind() {
    given_postgres < <(cat "$cats/002_cat_recognition.sql" && stamped $first)
}

version_rows() {
    in_postgres "$name" -Atc 'select version_num from alembic_version order by 1'
}

undo() {
    json .applied.undo
}

given_small_sqlite() { # SQL behind two tables of the small history
    given_small_history sqlite alembic one two three
    given_sqlite <<<"create table t0 (a text); create table t1 (a text); $1"
}

@test "a stamp is applied, agrees, and is undone, rows and table" {
    given_postgres <"$cats/002_cat_recognition.sql"
    when_assay stamp "$db" --profiles "$history" --apply
    exit_is 0
    same "applied" "public.alembic_version $second" "$(json '"\(.applied.table) \(.applied.revisions | join(" "))"')"
    undo >"$BATS_TEST_TMPDIR/undo.sql"
    when_assay check "$db" --profiles "$history"
    stamp_is agrees $second
    exit_is 0
    when_assay stamp "$db" --profiles "$history" --apply
    same "a second time" null "$(json .applied)"
    exit_is 0
    in_postgres "$name" -f "$BATS_TEST_TMPDIR/undo.sql"
    same "tables" "" "$(in_postgres "$name" -Atc "select to_regclass('alembic_version')")"
}

@test "a dry run prints the SQL and writes nothing" {
    given_behind
    when_assay stamp "$db" --profiles "$history" --dry-run --apply --format text
    exit_is 0
    same "rows" $first "$(version_rows)"
    cp "$out" "$BATS_TEST_TMPDIR/stamp.sql"
    same "result" stamped "$(in_postgres "$name" -At -f "$BATS_TEST_TMPDIR/stamp.sql")"
    same "rows" $second "$(version_rows)"
    sed -n '/^-- To undo it:/,$s/^-- //p' "$BATS_TEST_TMPDIR/stamp.sql" | sed 1d | in_postgres "$name" -At
    same "rows" $first "$(version_rows)"
}

@test "what is partial, dirty, no database, or of a tool whose rows hold more than ids is not written" {
    given_postgres < <(cat "$cats/002_cat_recognition.sql" && echo 'drop table cat_features cascade;')
    when_assay stamp "$db" --profiles "$history" --apply
    exit_is 1
    same "applied" null "$(json .applied)"
    same "tables" "" "$(in_postgres "$name" -Atc "select to_regclass('alembic_version')")"
    when_assay stamp revision:$second --profiles "$history" --apply
    complains 'needs a live database'
    given_small_history postgresql prisma one two
    given_postgres <<<'create table t0 (a text); create table t1 (a text);'
    when_assay stamp "$db" --profiles "$small" --apply
    exit_is 1
    same "applied" null "$(json .applied)"
    given_small_history postgresql golang-migrate 1 2
    given_postgres <<<'create table t0 (a text); create table t1 (a text); create table schema_migrations
        (version bigint primary key, dirty boolean not null); insert into schema_migrations values (1, true);'
    when_assay stamp "$db" --profiles "$small" --apply
    exit_is 1
    same "rows" '1|t' "$(in_postgres "$name" -Atc 'table schema_migrations')"
}

# Runs the SQL in a transaction that lets judging pass and holds up the writing, once that waits.
while_it_waits() { # SQL
    meanwhile "begin; lock table alembic_version in share mode; select pg_advisory_lock(1);
        do \$\$ begin
            while not exists (select 1 from pg_locks where relation = 'alembic_version'::regclass and not granted) loop
                perform pg_sleep(0.02);
            end loop;
        end \$\$; $1; commit;"
    until_true "select exists (select 1 from pg_locks where locktype = 'advisory' and objid = 1)"
}

@test "a schema, or a stamp, that changes between judging and writing is not stamped" {
    given_behind
    while_it_waits 'drop table cat_profiles cascade'
    when_assay stamp "$db" --profiles "$history" --apply --lock-timeout 30
    complains 'the schema changed since it was judged: nothing was written'
    same "rows" $first "$(version_rows)"
    given_behind
    while_it_waits "update alembic_version set version_num = '$second'"
    when_assay stamp "$db" --profiles "$history" --apply --lock-timeout 30
    complains 'version table changed since it was judged'
    same "rows" $second "$(version_rows)"
}

@test "a version table that stays locked, or takes rows otherwise than written, is left alone" {
    given_behind
    meanwhile 'begin; lock table alembic_version in share mode; select pg_sleep(60)'
    until_true "select exists (select 1 from pg_locks where relation = 'alembic_version'::regclass)"
    when_assay stamp "$db" --profiles "$history" --apply --lock-timeout 0.2
    complains 'lock'
    stop_background
    in_postgres "$name" <<'SQL'
create function wrong() returns trigger language plpgsql as $$ begin new.version_num = 'x'; return new; end $$;
create trigger wrong before insert on alembic_version for each row execute function wrong();
SQL
    when_assay stamp "$db" --profiles "$history" --apply
    complains 'did not take the rows as they were written: nothing was changed'
    same "rows" $first "$(version_rows)"
}

# Starts the program in the background, and waits until its writing session stands still.
given_writer() { # until
    timeout -k 5 60 "$ASSAY" stamp "$db" --profiles "$history" --apply --no-cache --lock-timeout 50 >"$out" 2>"$err" 3>&- &
    writer=$!
    until_true "$1"
}

@test "killed at every write, the stamp is whole or as before" {
    local stage how event
    given_behind
    in_postgres "$name" <<'SQL'
create function halt() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock(7); return null; end $$;
SQL
    for stage in lock delete insert commit; do
        in_postgres "$name" -c 'drop trigger if exists halt on alembic_version'
        case $stage in
        lock) event= ;;
        commit) event='constraint trigger halt after insert on alembic_version deferrable initially deferred' ;;
        *) event="trigger halt after $stage on alembic_version" ;;
        esac
        [[ -z $event ]] || in_postgres "$name" -c "create $event for each row execute function halt()"
        for how in program session; do
            if [[ $stage == lock ]]; then
                meanwhile 'begin; lock table alembic_version in share mode; select pg_sleep(60)'
                until_true "select exists (select 1 from pg_locks where relation = 'alembic_version'::regclass)"
            else
                meanwhile 'select pg_advisory_lock(7), pg_sleep(60)'
                until_true "select exists (select 1 from pg_locks where locktype = 'advisory' and objid = 7)"
            fi
            given_writer "select exists (select 1 from pg_locks where not granted and database =
                (select oid from pg_database where datname = current_database()))"
            if [[ $how == program ]]; then
                pkill -KILL -P "$writer"
            else
                in_postgres "$name" -c "select pg_terminate_backend(pid) from pg_locks where not granted" >/dev/null
            fi
            wait "$writer" || true
            same "rows while $stage waits" $first "$(version_rows)"
            stop_background
            until_true "select not exists (select 1 from pg_stat_activity where application_name = 'assay'
                and datname = current_database())"
            [[ $(version_rows) == "$first" || "$stage $how $(version_rows)" == "commit program $second" ]] ||
                fail "half a stamp: $stage, $how"
            [[ $how == program ]] || same "lines about it" 1 "$(wc -l <"$err")"
            in_postgres "$name" -c 'alter table alembic_version disable trigger all' -c 'delete from alembic_version' \
                -c "insert into alembic_version values ('$first')" -c 'alter table alembic_version enable trigger all'
        done
    done
}

@test "a tool that runs keeps its stamp: its advisory lock is respected" {
    local tool key
    given_small_history postgresql golang-migrate 1 2
    given_postgres <<<'create table t0 (a text); create table t1 (a text);'
    for tool in golang-migrate rails flyway node-pg-migrate; do
        sed -i "s/tool=\"[a-z-]*\"/tool=\"$tool\"/" "$small"/*.xml
        key=$(python3 -c '
import sys, zlib
tool, db = sys.argv[1:]
def java(s):
    h = 0
    for c in s: h = (h * 31 + ord(c)) & 0xffffffff
    return h - (1 << 32 if h >> 31 else 0)
print({"golang-migrate": zlib.crc32(("public\0schema_migrations\0" + db).encode()) * 1486364155 % 2**32,
       "rails": zlib.crc32(db.encode()) * 2053462845,
       "flyway": int.from_bytes(b"Flyway", "big") + java("\"public\".\"flyway_schema_history\""),
       "node-pg-migrate": 7241865325823964}[tool])' "$tool" "$name")
        meanwhile "select pg_advisory_lock($key), pg_sleep(60)"
        until_true "select exists (select 1 from pg_locks where locktype = 'advisory')"
        when_assay stamp "$db" --profiles "$small" --apply --no-cache
        complains "$tool is running: its lock is held"
        stop_background
    done
    same "tables" "t0 t1" "$(in_postgres "$name" -Atc "select string_agg(relname, ' ' order by 1) from pg_class where relkind = 'r' and oid > 16000")"
}

@test "hostile names and ids are stamped as they are, and do nothing else" {
    local odd long='' xml
    odd="2'); drop table t0; --\$(touch $BATS_TEST_TMPDIR/pwned)\\ \`x\`; :x {table} ?1 \$1"
    printf -v long 'x%.0s' {1..200}
    for id in "$odd"$'\n'"y" "$long" "-rf" '"; select 1; --'; do
        xml=$(python3 -c 'import sys, html; print(html.escape(sys.argv[1]).replace("\n", "&#10;"))' "$id")
        given_small_history postgresql dbmate 1 "$xml"
        given_postgres <<<'create table t0 (a text); create table t1 (a text); create schema "O""dd; --$(x)";'
        when_assay stamp "$db" --profiles "$small" --apply --version-table '"O""dd; --$(x)"."schema_migrations"'
        exit_is 0
        same "rows" "1,$id" "$(in_postgres "$name" -Atc 'select string_agg(version, $$,$$ order by length(version), version) from "O""dd; --$(x)".schema_migrations')"
        undo | in_postgres "$name" -q
        when_assay stamp "$db" --profiles "$small" --dry-run --version-table '"O""dd; --$(x)"."schema_migrations"' --format text
        same "result" stamped "$(in_postgres "$name" -At -f "$out")"
        same "rows" "1,$id" "$(in_postgres "$name" -Atc 'select string_agg(version, $$,$$ order by length(version), version) from "O""dd; --$(x)".schema_migrations')"
        given_small_history sqlite dbmate 1 "$xml"
        given_sqlite lite <<<'create table t0 (a text); create table t1 (a text);'
        when_assay stamp "$lite" --profiles "$small" --apply --version-table '"v""; drop table t0; --"'
        exit_is 0
        same "rows" "1,$id" "$(sqlite3 "$lite" 'select group_concat(version) from (select version from "v""; drop table t0; --" order by length(version))')"
        undo | sqlite3 -bail "$lite"
        same "tables" "t0 t1" "$(sqlite3 "$lite" 'select group_concat(name, " ") from sqlite_master where type = "table"')"
    done
    [[ ! -e $BATS_TEST_TMPDIR/pwned ]] || fail "a command in an id was run"
    databases=("${databases[@]: -2}") # the others are like them
}

# Files of each tool whose rows hold something of them, for three revisions.
given_files_of() { # tool
    local each folder=$BATS_TEST_TMPDIR/files
    rm -rf "$folder" && mkdir "$folder"
    for each in 1704067200001_cats 1704067200002_two_dogs 1704067200003_birds; do
        case $1 in
        prisma) mkdir "$folder/$each" && echo "select '$each';" >"$folder/$each/migration.sql" ;;
        flyway) printf '\xef\xbb\xbfselect\r\n%s;\n' "$each" >"$folder/V${each/_/__}.sql" ;;
        *) echo "select '$each';" >"$folder/$each.sql" ;;
        esac
        echo "$each.sql h1:of-$each=" >>"$folder/sums"
        echo "{\"when\": ${each%%_*}, \"tag\": \"$each\"}" >>"$folder/journal"
    done
    [[ $1 != atlas ]] || { echo h1:of-all= && cat "$folder/sums"; } >"$folder/atlas.sum"
    [[ $1 != drizzle ]] || { mkdir "$folder/meta" && mv "$folder/journal" "$folder/meta/_journal.json"; }
    rm -f "$folder/sums" "$folder/journal"
}

stamped_for() { # tool
    given_files_of "$1"
    when_assay stamp "$db" --profiles "$small" --tool "$1" --migrations "$BATS_TEST_TMPDIR/files" --no-cache --apply
    exit_is 0
    [[ $(json .applied) != null ]] || fail "nothing was written for $1"
    undo >>"$BATS_TEST_TMPDIR/undo.sql"
}

in_database() { # SQL, or - to read it
    case "$db $1" in
    postgresql*' -') in_postgres "$name" -At ;;
    postgresql*) in_postgres "$name" -Atc "$1" ;;
    *' -') sqlite3 -bail "$db" ;;
    *) sqlite3 -separator '|' "$db" "$1" ;;
    esac
}

digest_of() { # program file
    "$1" "$BATS_TEST_TMPDIR/files/$2" | sed 's/ .*//'
}

@test "what a tool records of its files is written, on PostgreSQL and SQLite, and undone" {
    local dialect one=1704067200001_cats two=1704067200002_two_dogs
    for dialect in postgresql sqlite; do
        given_small_history $dialect rails ${one%%_*} ${two%%_*} 1704067200003
        : >"$BATS_TEST_TMPDIR/undo.sql"
        "given_${dialect/postgresql/postgres}" <<<'create table t0 (a text); create table t1 (a text);'
        stamped_for sqlx
        same "sqlx" "$(printf '%s|%s\n' ${one%%_*} "$(digest_of sha384sum $one.sql)" ${two%%_*} "$(digest_of sha384sum $two.sql)")" \
            "$(in_database "select version, $([[ $dialect == sqlite ]] && echo 'lower(hex(checksum))' || echo "encode(checksum, 'hex')") from _sqlx_migrations where success order by 1")"
        echo >>"$BATS_TEST_TMPDIR/files/$two.sql"
        when_assay audit "$db" --profiles "$small" --tool sqlx --migrations "$BATS_TEST_TMPDIR/files" --no-cache
        same "notes" "files that are not what was recorded when they ran: '${two%%_*}': sqlx refuses to migrate: put the files back as they were" "$(json '.notes[]')"
        if [[ $dialect == postgresql ]]; then
            stamped_for drizzle
            same "Drizzle" "$(digest_of sha256sum $two.sql)|${two%%_*}" "$(in_database 'select hash, created_at from drizzle.__drizzle_migrations')"
        fi
        stamped_for atlas
        same "Atlas" "${two%%_*}|two dogs|1|of-$two=" \
            "$(in_database "select version, description, type, hash from $([[ $dialect == sqlite ]] || echo atlas_schema_revisions.)atlas_schema_revisions")"
        sed -i "s/${one%%_*}/$one/; s/${two%%_*}/$two/; s/1704067200003/1704067200003_birds/" "$small"/*.xml
        stamped_for prisma
        same "Prisma" "$(printf '%s|36|%s|0\n' $one "$(digest_of sha256sum $one/migration.sql)" $two "$(digest_of sha256sum $two/migration.sql)")" \
            "$(in_database 'select migration_name, length(id), checksum, applied_steps_count from _prisma_migrations where finished_at is not null order by 1')"
        in_database - <"$BATS_TEST_TMPDIR/undo.sql" >/dev/null || fail "it is not undone"
        when_assay audit "$db" --profiles "$small" --no-cache
        stamp_is none
        drift_is
    done
    databases=() # nothing is left in them to look at
}

@test "a table of EF Core is written by the names that a convention gave its columns" {
    given_small_history sqlite efcore 1_a 2_b 3_c
    given_sqlite <<<'create table t0 (a text); create table t1 (a text); create table "__EFMigrationsHistory"
        ("migration_id" text primary key, "product_version" text not null); insert into "__EFMigrationsHistory" values ("1_a", "8");'
    when_assay stamp "$db" --profiles "$small" --apply
    same "rows" $'1_a\n2_b' "$(in_database 'select migration_id from "__EFMigrationsHistory" order by 1')"
    undo | in_database -
    same "rows" 1_a "$(in_database 'select migration_id from "__EFMigrationsHistory"')"
    databases=()
}

@test "Flyway gets a baseline where it has nothing, and then rows with the checksums of its files" {
    given_small_history postgresql flyway 1704067200001 1704067200002 1704067200003
    given_postgres <<<'create table t0 (a text); create table t1 (a text);'
    stamped_for flyway
    same "baseline" "1|1704067200002|<< Flyway Baseline >>|BASELINE|" \
        "$(in_database 'select installed_rank, version, description, type, checksum from flyway_schema_history')"
    in_database 'create table t2 (a text)'
    mv "$BATS_TEST_TMPDIR/undo.sql" "$BATS_TEST_TMPDIR/first.sql"
    stamped_for flyway
    same "row" "2|1704067200003|birds|SQL|V1704067200003__birds.sql|$(python3 -c '
import zlib; print((zlib.crc32(b"select1704067200003_birds;") ^ 1 << 31) - (1 << 31))')" \
        "$(in_database 'select installed_rank, version, description, type, script, checksum from flyway_schema_history where installed_rank > 1')"
    cat "$BATS_TEST_TMPDIR/undo.sql" "$BATS_TEST_TMPDIR/first.sql" | in_database - >/dev/null || fail "it is not undone"
    same "table" "" "$(in_database "select to_regclass('flyway_schema_history')")"
    databases=()
}

@test "Liquibase gets its rows, and keeps its lock" {
    given_small_history sqlite liquibase db.xml::1::ann "db.xml::it's::ann" db.xml::3::ann
    given_sqlite <<<'create table t0 (a text); create table t1 (a text);'
    when_assay stamp "$db" --profiles "$small" --apply
    exit_is 0
    same "rows" "db.xml|1|ann|1|EXECUTED|
db.xml|it's|ann|2|EXECUTED|" "$(in_database 'select filename, id, author, orderexecuted, exectype, md5sum from databasechangelog order by 4')"
    undo | in_database -
    given_small_history postgresql liquibase db.xml::1::ann db.xml::2::ann db.xml::3::ann
    given_postgres < <(echo 'create table t0 (a text); create table t1 (a text);' && source "$REPO/tests/lib/tools.bash" && version_table_of liquibase)
    # Liquibase takes its lock while the stamp waits for the table.
    meanwhile "begin; update databasechangeloglock set locked = true, lockedby = 'ann'; select pg_advisory_lock(1);
        do \$\$ begin
            while not exists (select 1 from pg_locks where relation = 'databasechangeloglock'::regclass and not granted) loop
                perform pg_sleep(0.02);
            end loop;
        end \$\$; commit;"
    until_true "select exists (select 1 from pg_locks where locktype = 'advisory' and objid = 1)"
    when_assay stamp "$db" --profiles "$small" --apply --lock-timeout 30
    complains 'version table changed since it was judged'
    same "rows" 0 "$(in_database 'select count(*) from databasechangelog')"
    databases=()
}

as_xml() { # text
    python3 -c 'import sys, html; print(html.escape(sys.argv[1]).replace("\n", "&#10;"))' "$1"
}

# The SQL that is printed, as its tool's client runs it.
printed_sql_run() {
    json '.commands[] | select(.purpose == "stamp") | .sql' | in_database -
}

@test "hostile names of migrations, files and rows are written as they are, in each way, and do nothing else" {
    local odd
    odd="2'); drop table t0; --\$(touch pwned)\\ \`touch pwned\`; :x {table} ?1 \$1"
    cd "$BATS_TEST_TMPDIR" || return 1
    mkdir -p files/1 files/3 "files/$odd"$'\n'"y"
    touch files/1/migration.sql files/3/migration.sql "files/$odd"$'\n'"y/migration.sql"
    given_small_history sqlite prisma 1 "$(as_xml "$odd"$'\n'"y")" 3
    given_sqlite <<<'create table t0 (a text); create table t1 (a text);'
    when_assay stamp "$db" --profiles "$small" --migrations files --no-cache --apply
    same "rows" "1,$odd"$'\n'"y" "$(in_database 'select group_concat(migration_name) from (select * from _prisma_migrations order by migration_name)')"
    given_small_history postgresql prisma 1 "$(as_xml "$odd"$'\n'"y")" 3
    given_postgres <<<'create table t0 (a text); create table t1 (a text); create schema "O""dd; --$(x)";'
    when_assay stamp "$db" --profiles "$small" --migrations files --no-cache --dry-run
    same "result" stamped "$(printed_sql_run)"
    same "rows" "1,$odd"$'\n'"y" "$(in_database "select string_agg(migration_name, ',' order by migration_name) from _prisma_migrations")"
    json '.commands[] | select(.purpose == "stamp") | .undo' | in_database -
    given_small_history postgresql liquibase a.xml::1::ann "$(as_xml "a'b.xml::$odd::it's \"ann\"")" a.xml::3::ann
    when_assay stamp "$db" --profiles "$small" --no-cache --apply
    same "row" "a'b.xml|$odd|it's \"ann\"" "$(in_database 'select filename, id, author from databasechangelog where orderexecuted = 2')"
    given_small_history postgresql dbmate 1 2 3
    { echo 'create table "O""dd; --$(x)".schema_migrations (version varchar primary key);' &&
        printf 'insert into "O""dd; --$(x)".schema_migrations values (%s);' "'1'" "'2'" "'${odd//\'/\'\'}'"; } | in_database -
    when_assay audit "$db" --profiles "$small" --no-cache --version-table '"O""dd; --$(x)"."schema_migrations"'
    json '.notes[]' | grep -o 'DELETE FROM.*' | in_database -
    when_assay audit "$db" --profiles "$small" --no-cache --version-table '"O""dd; --$(x)"."schema_migrations"'
    stamp_is agrees 1 2
    [[ ! -e pwned ]] || fail "a command in a name was run"
    databases=()
}

@test "a SQLite file is stamped, and that is undone" {
    given_small_sqlite 'create table alembic_version (version_num varchar(32) not null); insert into alembic_version values ("one");
        create index of_json on t0 (json_extract(a, "$.x"));'
    when_assay stamp "$db" --profiles "$small" --apply
    same "applied" "alembic_version two" "$(json '"\(.applied.table) \(.applied.revisions | join(" "))"')"
    same "rows" two "$(sqlite3 "$db" 'select version_num from alembic_version')"
    undo | sqlite3 -bail "$db"
    same "rows" one "$(sqlite3 "$db" 'select version_num from alembic_version')"
    sqlite3 "$db" 'drop table alembic_version'
    when_assay stamp "$db" --profiles "$small" --apply
    undo >"$BATS_TEST_TMPDIR/undo.sql"
    when_assay check "$db" --profiles "$small"
    stamp_is agrees two
    sqlite3 -bail "$db" <"$BATS_TEST_TMPDIR/undo.sql"
    same "tables" "t0 t1" "$(sqlite3 "$db" 'select group_concat(name, " ") from sqlite_master where type = "table"')"
}

@test "a SQLite file that changes between judging and writing is not stamped" {
    given_small_sqlite 'create table alembic_version (version_num varchar(32) not null); insert into alembic_version values ("one");'
    mkfifo "$BATS_TEST_TMPDIR/sql"
    sqlite3 "$db" <"$BATS_TEST_TMPDIR/sql" 3>&- &
    exec 4>"$BATS_TEST_TMPDIR/sql"
    echo 'begin immediate; drop table t1;' >&4
    sleep 0.3
    "$ASSAY" stamp "$db" --profiles "$small" --apply --no-cache --lock-timeout 30 >"$out" 2>"$err" 3>&- 4>&- &
    local program=$!
    sleep 2
    echo 'commit;' >&4
    exec 4>&-
    status=0
    wait "$program" || status=$?
    complains 'the schema changed since it was judged: nothing was written'
    same "rows" one "$(sqlite3 "$db" 'select version_num from alembic_version')"
}

@test "killed at any time, a SQLite file is stamped whole or as before" {
    local mode i
    for mode in delete wal; do
        given_small_sqlite "create table alembic_version (version_num varchar(32) not null); insert into alembic_version values ('one');"
        sqlite3 "$db" "pragma journal_mode = $mode" >/dev/null
        for i in {1..4}; do
            "$ASSAY" stamp "$db" --profiles "$small" --apply --no-cache >"$out" 2>"$err" 3>&- &
            local program=$!
            sleep "0.$((10 + i * 10))"
            kill -KILL "$program" 2>/dev/null || true
            wait "$program" 2>/dev/null || true
            same "integrity" ok "$(sqlite3 "$db" 'pragma integrity_check')"
            [[ $(sqlite3 "$db" 'select group_concat(version_num) from alembic_version') =~ ^(one|two)$ ]] || fail "half a stamp"
            sqlite3 "$db" "update alembic_version set version_num = 'one'"
        done
    done
    # While somebody reads, the file cannot be written: the end of the transaction waits.
    given_small_sqlite "create table alembic_version (version_num varchar(32) not null); insert into alembic_version values ('one');"
    mkfifo "$BATS_TEST_TMPDIR/sql"
    sqlite3 "$db" <"$BATS_TEST_TMPDIR/sql" >/dev/null 3>&- &
    exec 4>"$BATS_TEST_TMPDIR/sql"
    echo 'begin; select * from t0; select count(*) from t1;' >&4
    sleep 0.3
    "$ASSAY" stamp "$db" --profiles "$small" --apply --no-cache --lock-timeout 30 >"$out" 2>"$err" 3>&- 4>&- &
    local program=$!
    for i in {1..100}; do [[ ! -s $db-journal ]] || break; sleep 0.1; done
    kill -KILL "$program" || fail "it did not wait"
    wait "$program" 2>/dev/null || true
    exec 4>&-
    same "rows" one "$(sqlite3 "$db" 'select version_num from alembic_version')"
}

@test "a recorded checksum that is none is never printed as SQL" {
    given_small_history sqlite rails 1704067200001 1704067200002 1704067200003
    given_files_of sqlx
    given_sqlite <<'SQL'
create table t0 (a text);
create table t1 (a text);
create table _sqlx_migrations (version bigint primary key, description text not null, installed_on timestamp not null
    default current_timestamp, success boolean not null, checksum blob not null, execution_time bigint not null);
insert into _sqlx_migrations values (9, 'z', 0, true, '''); drop table t0; --', 1);
SQL
    when_assay stamp "$db" --profiles "$small" --tool sqlx --migrations "$BATS_TEST_TMPDIR/files" --no-cache
    exit_is 1
    same "SQL" "" "$(json '.commands[] | .sql, .undo | select(. != null) | select(contains("drop table"))')"
    no_command stamp
}
