# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# A corpus applied step by step, without Assay, on a database that is copied at each step to be audited.

# replay: the steps of $truth in order; the first of it is the empty database.
replay() {
    local index revision fingerprint status note last
    judge_begin
    broken_begin
    replay_begin
    last=$(tail -n 1 "$truth" | cut -f 1)
    while IFS=$'\t' read -r index revision fingerprint status note; do
        [[ $index != index && $index != 0 ]] || continue
        oldest_of_step
        broken_prepare "$index"
        replay_step "$database" "$revision" >"$work/step" 2>&1 || {
            check "$name: step $index, $revision, is applied" "$(cat "$work/step")"
            break
        }
        ! ((index % every == 0 || index == last)) || judge "$index"
        broken_after "$index"
        fresh_after "$index"
    done <"$truth"
    replay_end
}

replay_begin() {
    if [[ $dialect == sqlite ]]; then
        database=$work/database.sqlite
        rm -f "$database"
    else
        database=${name//-/_}
        server_drop_databases "$database"
        server_sql postgres -c "create database $database"
    fi
    [[ $kind != alembic ]] || alembic_begin
}

url_of() { # database
    if [[ $dialect == sqlite ]]; then
        echo "sqlite:///$1"
    else
        echo "postgresql://assay@/$1?host=$ASSAY_TEST_SERVER&port=$ASSAY_TEST_PORT"
    fi
}

# replay_step DATABASE REVISION: fails, and says why, if it could not be applied. Sets $statements, for Alembic.
replay_step() {
    local command
    case $kind in
    alembic) alembic_step "$(url_of "$1")" "$2" ;;
    command)
        command=$("command_of_$name")
        PGDATABASE=$1 sh -c "${command//\{revision\}/$2}" >"$work/steps.log" 2>&1
        ;;
    *) server_sql "$1" -f "$work/steps/$2.sql" >/dev/null 2>"$work/steps.log" ;;
    esac || { cat "$work/steps.log" && return 1; }
}

# The objects with lower numbers were there before the step.
oldest_of_step() {
    if [[ $dialect == sqlite ]]; then
        sqlite3 "$database" "select type, name, sql from sqlite_schema" >"$work/before"
    else
        before=$(server_sql "$database" -Atc 'select coalesce(max(oid), 0) from pg_class')
    fi
}

replay_end() {
    [[ ${kind:-} != alembic ]] || alembic_end
}

# --- a copy, to be audited -----------------------------------------------------------------------------

# copy_database NAME [DATABASE]: copies the replay's, or that one, to one of that name; sets
# $copied, and $copy, what assay is given.
copy_database() {
    local from=${2:-$database}
    if [[ $dialect == sqlite ]]; then
        copied=$work/$1.sqlite copy=$copied
        cp "$from" "$copied"
    else
        # An application that a migration imports may still hold a connection; a template must have none.
        server_sql postgres -o /dev/null -c "select pg_terminate_backend(pid) from pg_stat_activity where datname = '$from'"
        copied=${database}_$1 copy=$(server_conninfo "${database}_$1")
        server_sql postgres -c "drop database if exists $copied" -c "create database $copied template $from"
    fi
}

# Without the tables of the tools that say which revision it is.
forget_revision() {
    if [[ $dialect == sqlite ]]; then
        sqlite3 "$copied" 'drop table if exists alembic_version'
    elif [[ $kind != sql ]]; then
        server_sql "$copied" -c 'drop table if exists public.alembic_version, django_migrations, knex_migrations,
            knex_migrations_lock'
    fi
}

drop_copy() { # NAME
    if [[ $dialect == sqlite ]]; then
        rm -f "$work/$1.sqlite"
    else
        server_sql postgres -c "drop database if exists ${database}_$1"
    fi
}

# --- the schema in the words of the database's own program ------------------------------------------------

# dump DATABASE: as lines that can be compared: each with the statement it belongs to, in no order of
# columns or objects, without what --compare default leaves out and the tables of the tools.
dump() {
    if [[ $dialect == sqlite ]]; then
        sqlite3 "$1" "select type, name, sql from sqlite_schema where name not like '%alembic_version%'"
    else
        pg_dump -s -O -x --no-comments -h "$ASSAY_TEST_SERVER" -p "$ASSAY_TEST_PORT" -U assay \
            -T '*.alembic_version' -T django_migrations -T 'knex_migrations*' "$1" |
            grep -vE '^(--|SET |SELECT pg_catalog|\\(un)?restrict |.* SET STORAGE |$)' |
            sed 's/,$//' | awk '/^[^ )]/ { statement = $0; print; next } { print statement $0 }'
    fi | sort
}
