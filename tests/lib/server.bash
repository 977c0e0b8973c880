# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# A PostgreSQL cluster for the tests: a directory, a socket and a free port of its own, run as an
# unprivileged user, gone when the process that started it is gone, however that ends.
#
# server_start sets and exports
#   ASSAY_TEST_SERVER   the directory, which is also the socket's
#   ASSAY_TEST_PORT     the port, on the socket (trust) and on 127.0.0.1 (scram-sha-256)
#   ASSAY_TEST_PID      the postmaster

server_bindir() {
    local newest
    if [[ -n ${PG_BINDIR:-} ]]; then
        echo "$PG_BINDIR"
        return
    fi
    newest=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
    if [[ -x $newest/postgres ]]; then
        echo "$newest"
    else
        pg_config --bindir
    fi
}

# postgres refuses to be root. The signal, a fast shutdown, comes when the parent dies.
server_options=()
server_user=(setpriv --pdeathsig INT)
[[ $(id -u) != 0 ]] || server_user+=(--reuid=nobody --regid=nogroup --clear-groups)

server_start() {
    local bin dir port attempt
    bin=$(server_bindir)
    dir=$(mktemp -d "${TMPDIR:-/tmp}/assay-pg.XXXXXX")
    [[ $(id -u) != 0 ]] || chown nobody:nogroup "$dir"
    chmod 755 "$dir"
    (cd "$dir" && "${server_user[@]}" "$bin/initdb" -D "$dir/data" -U assay --locale=C.UTF-8 --encoding=UTF8 \
        --auth-local=trust --auth-host=scram-sha-256 --no-sync) >"$dir/initdb.log" 2>&1 || {
        cat "$dir/initdb.log" >&2
        return 1
    }
    for attempt in 1 2 3 4 5; do
        port=$((20000 + (RANDOM + attempt) % 20000))
        # Default settings but for durability: what holds at 64 locks a transaction must hold here.
        (cd "$dir" && exec 3>&- "${server_user[@]}" "$bin/postgres" -D "$dir/data" -k "$dir" -p "$port" \
            -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off \
            -c synchronous_commit=off -c password_encryption=scram-sha-256 "${server_options[@]}") \
            </dev/null >"$dir/server.log" 2>&1 &
        ASSAY_TEST_PID=$!
        if server_wait "$dir" "$port" "$ASSAY_TEST_PID"; then
            ASSAY_TEST_SERVER=$dir ASSAY_TEST_PORT=$port
            export ASSAY_TEST_SERVER ASSAY_TEST_PORT ASSAY_TEST_PID
            psql -h "$dir" -p "$port" -U assay -d postgres -q -c 'create database assay_empty'
            return
        fi
    done
    cat "$dir/server.log" >&2
    return 1
}

server_sql() { # database [psql arguments]: as the superuser, notices and warnings unsaid
    PGOPTIONS='-c client_min_messages=error' psql -X -q -v ON_ERROR_STOP=1 -h "$ASSAY_TEST_SERVER" \
        -p "$ASSAY_TEST_PORT" -U assay -d "$@"
}

server_major() {
    echo $(($(server_sql postgres -Atc 'show server_version_num') / 10000))
}

server_conninfo() { # database [role]
    echo "host=$ASSAY_TEST_SERVER port=$ASSAY_TEST_PORT user=${2:-assay} dbname=$1"
}

server_wait() { # dir port pid
    local i
    for ((i = 0; i < 300; i++)); do
        psql -h "$1" -p "$2" -U assay -d postgres -qc 'select 1' >/dev/null 2>&1 && return 0
        kill -0 "$3" 2>/dev/null || return 1
        sleep 0.1
    done
    return 1
}

# server_drop_databases NAME...: also those that hold subscriptions, which keep a database, as a slot
# elsewhere keeps a subscription.
server_drop_databases() {
    local each
    for each; do
        [[ $(server_sql postgres -Atc "select count(*) from pg_database where datname = '$each'") != 0 ]] || continue
        server_sql "$each" >/dev/null <<'SQL'
select format('alter subscription %I disable', s.subname),
       format('alter subscription %I set (slot_name = none)', s.subname),
       format('drop subscription %I', s.subname)
  from pg_subscription as s join pg_database as d on d.oid = s.subdbid
 where d.datname = current_database()
\gexec
SQL
        server_sql postgres -c "drop database $each"
    done
}

server_stop() {
    [[ -n ${ASSAY_TEST_SERVER:-} ]] || return 0
    server_shutdown "$ASSAY_TEST_SERVER"
    rm -rf "$ASSAY_TEST_SERVER"
    unset ASSAY_TEST_SERVER
}

# INT is a fast shutdown; sessions that are still open do not hold it up.
server_shutdown() { # dir
    local pid i
    pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null) || return 0
    kill -INT "$pid" 2>/dev/null || return 0
    for ((i = 0; i < 100; i++)); do
        kill -0 "$pid" 2>/dev/null || return 0
        sleep 0.1
    done
    kill -KILL "$pid" 2>/dev/null || true
}
