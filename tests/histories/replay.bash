# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# A corpus applied step by step, without Assay, on a database that is copied at each step to be audited.

# replay: the steps of $truth in order; the first of it is the empty database.
replay() {
    local index revision fingerprint status note answer last
    judge_begin
    replay_begin
    last=$(tail -n 1 "$truth" | cut -f 1)
    while IFS=$'\t' read -r index revision fingerprint status note; do
        [[ $index != index && $index != 0 ]] || continue
        oldest_of_step
        answer=$(replay_step "$revision" 2>&1) || {
            check "$name: step $index, $revision, is applied" "$answer"
            break
        }
        ! ((index % every == 0 || index == last)) || judge "$index"
    done <"$truth"
    replay_end
}

replay_begin() {
    if [[ $dialect == sqlite ]]; then
        database=$work/database.sqlite
        rm -f "$database"
        url=sqlite:///$database
    else
        database=${name//-/_}
        server_drop_databases "$database"
        server_sql postgres -c "create database $database"
        url="postgresql://assay@/$database?host=$ASSAY_TEST_SERVER&port=$ASSAY_TEST_PORT"
    fi
    [[ $kind != alembic ]] || alembic_begin
}

# replay_step REVISION: fails, and says why, if it could not be applied.
replay_step() {
    if [[ $kind == alembic ]]; then
        alembic_step "$url" "$1"
    else
        server_sql "$database" -f "$work/steps/$1.sql" >/dev/null 2>"$work/steps.log" ||
            { cat "$work/steps.log" && return 1; }
    fi
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
    [[ $kind != alembic ]] || alembic_end
}

# --- a copy, to be audited -----------------------------------------------------------------------------

# copy_database NAME: sets $copy, what assay is given. Without the table that says which revision it is.
copy_database() {
    if [[ $dialect == sqlite ]]; then
        copy=$work/$1.sqlite
        cp "$database" "$copy"
        sqlite3 "$copy" 'drop table if exists alembic_version'
    else
        # An application that a migration imports may still hold a connection; a template must have none.
        server_sql postgres -o /dev/null -c "select pg_terminate_backend(pid) from pg_stat_activity where datname = '$database'"
        server_sql postgres -c "drop database if exists ${database}_$1" -c "create database ${database}_$1 template $database"
        server_sql "${database}_$1" -c 'drop table if exists public.alembic_version'
        copy=$(server_conninfo "${database}_$1")
    fi
}

drop_copy() { # NAME
    if [[ $dialect == sqlite ]]; then
        rm -f "$work/$1.sqlite"
    else
        server_sql postgres -c "drop database if exists ${database}_$1"
    fi
}
