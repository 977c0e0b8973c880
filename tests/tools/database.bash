# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Databases of the engine at hand: $engine is postgresql or sqlite, a database has a name, and its
# version tables can go from one to another.

database() { # name, as Assay and the tools are told
    case $engine in
    postgresql) echo "postgresql://assay:kitten@127.0.0.1:$ASSAY_TEST_PORT/$(name_of "$1")" ;;
    sqlite) echo "sqlite:///$work/$1.db" ;;
    esac
}

name_of() {
    echo "${tool//-/_}_$1"
}

file_of() { # name: a SQLite database's file
    echo "$work/$1.db"
}

use() { # name: what the tool finds
    DATABASE_URL=$(url_for_tool "$(database "$1")")
    export DATABASE_URL
}

create() { # name [template]
    case $engine in
    postgresql)
        server_sql postgres -c "drop database if exists $(name_of "$1")" \
            -c "create database $(name_of "$1") template $(if [[ -n ${2:-} ]]; then name_of "$2"; else echo template0; fi)"
        ;;
    sqlite) if [[ -n ${2:-} ]]; then cp "$(file_of "$2")" "$(file_of "$1")"; else rm -f "$(file_of "$1")"; fi ;;
    esac
}

sql() { # name: runs standard input
    case $engine in
    postgresql) server_sql "$(name_of "$1")" -At ;;
    sqlite) sqlite3 -bail "$(file_of "$1")" ;;
    esac
}

version_tables() { # name: their SQL
    local which=()
    case $engine in
    postgresql)
        if [[ -n $version_schema ]]; then which=(-n "$version_schema"); else
            mapfile -t which < <(printf -- '-t\n"%s"\n' "${tables[@]}"); fi
        pg_dump -O -x "${which[@]}" -d "$(server_conninfo "$(name_of "$1")")"
        ;;
    sqlite) sqlite3 "$(file_of "$1")" ".dump $(printf '%s ' "${tables[@]}")" ;;
    esac
}

drop_version_tables() { # name
    if [[ $engine == postgresql && -n $version_schema ]]; then
        echo "drop schema $version_schema cascade;" | sql "$1" 2>&1
    else
        printf 'drop table "%s";\n' "${tables[@]}" | sql "$1"
    fi
}

empty_version_table() { # name
    echo "delete from ${version_schema:+$version_schema.}\"${tables[0]}\";" | sql "$1"
}

# The version tables of another database instead of its own, with the SQL between changed by a command.
take_version_tables() { # name from [command...]
    local to=$1 from=$2
    shift 2
    (($#)) || set -- cat
    drop_version_tables "$to" && version_tables "$from" | "$@" | sql "$to" >/dev/null
}
