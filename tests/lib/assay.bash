# shellcheck shell=bash disable=SC2119,SC2120
# SPDX-License-Identifier: MIT
# What cases are written with: given a database, when assay runs, then its verdict is so.
#
# A case never asks for the invariants. After each, for every database it made: a self-diff is
# empty, diff A B mirrors diff B A, a second reading has the same fingerprint; and nothing that the
# program printed holds a password.

REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
FIXTURES=$REPO/tests/fixtures
PROFILES=$REPO/profiles
ASSAY=${ASSAY:-$REPO/build/asan/assay}
SECRET=s3cr3t-kitten

# A report of a sanitizer must not look like one of Assay's own exit statuses.
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1}:exitcode=99
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}:exitcode=99
export LSAN_OPTIONS=exitcode=99

setup() {
    begin
}

# Bats asks only for the status of teardown's end, so a failure leaves a mark.
teardown() {
    stop_background
    [[ -z ${BATS_TEST_COMPLETED:-} ]] || check_invariants
    drop_databases
    [[ ! -e $BATS_TEST_TMPDIR/failed ]]
}

# For a case file with a setup of its own.
begin() {
    cd "$REPO" || return 1
    out=$BATS_TEST_TMPDIR/stdout err=$BATS_TEST_TMPDIR/stderr said=$BATS_TEST_TMPDIR/said
    : >"$out" && : >"$err" && : >"$said"
    export HOME=$BATS_TEST_TMPDIR XDG_CACHE_HOME=$BATS_TEST_TMPDIR/cache
    unset DATABASE_URL ASSAY_PROFILES NO_COLOR "${!PG@}" "${!POSTGRES_@}"
    databases=() postgres_names=() background=() roles=()
}

# --- given -----------------------------------------------------------------------------------

# SQL as the superuser, in the named database.
in_postgres() { # database [psql arguments]
    psql -X -q -v ON_ERROR_STOP=1 -h "$ASSAY_TEST_SERVER" -p "$ASSAY_TEST_PORT" -U assay -d "$@"
}

# given_postgres [VARIABLE]: a new database from the SQL on standard input; its URL is in $db, or in
# the variable, its name in $name.
given_postgres() {
    local variable=${1:-db}
    name=$(basename "$BATS_TEST_FILENAME" .bats | tr -c 'a-z0-9\n' _)_${BATS_TEST_NUMBER}_${#databases[@]}
    in_postgres postgres -c "create database $name"
    postgres_names+=("$name")
    PGOPTIONS="-c client_min_messages=error" in_postgres "$name" >/dev/null
    printf -v "$variable" %s "$(url_of "$name")"
    databases+=("${!variable}")
}

url_of() { # database [role]
    echo "postgresql://${2:-assay}:$SECRET@/$1?host=$ASSAY_TEST_SERVER&port=$ASSAY_TEST_PORT"
}

# given_sqlite [VARIABLE]: as given_postgres, a SQLite file; the variable holds its path.
given_sqlite() {
    local variable=${1:-db} file=$BATS_TEST_TMPDIR/${1:-db}.sqlite
    rm -f "$file"
    { cat && echo 'VACUUM;'; } | sqlite3 -bail "$file"
    printf -v "$variable" %s "$file"
    databases+=("$file")
}

# tinkered FIXTURE <<SQL: the fixture followed by the SQL.
tinkered() {
    cat "$1" -
}

# in_schema NAME FIXTURE: the fixture's objects in another schema than public.
in_schema() {
    echo "create schema $1;"
    sed "s/\bpublic\./$1./g" "$2"
}

# stamped REVISION...: an Alembic version table that holds these.
stamped() {
    local revision schema=${STAMP_SCHEMA:+$STAMP_SCHEMA.}
    echo "create table ${schema}alembic_version (version_num varchar(32) not null," \
        "constraint alembic_version_pkc primary key (version_num));"
    for revision; do
        echo "insert into ${schema}alembic_version values ('$revision');"
    done
}

# A small history: each revision makes a table t0, t1, ... Ids are XML.
given_small_history() { # dialect tool id...
    local dialect=$1 tool=$2 schema='' parent='' id n=0
    small=$BATS_TEST_TMPDIR/small
    rm -rf "$small" && mkdir -p "$small"
    [[ $1 == sqlite ]] || schema=' schema="public"'
    shift 2
    for id; do
        echo "<profile revision=\"$id\" dialect=\"$dialect\" tool=\"$tool\" project=\"small\"$schema>$parent
            <changes><create><table name=\"t$n\"><column name=\"a\" type=\"text\"/></table></create></changes></profile>" \
            >"$small/t$n.xml"
        parent="<revises id=\"$id\"/>"
        n=$((n + 1))
    done
}

# The schema of a database as pg_dump writes it; an older pg_dump than the server skips the case.
needs_pg_dump() {
    pg_dump -s -h "$ASSAY_TEST_SERVER" -p "$ASSAY_TEST_PORT" -U assay assay_empty >/dev/null 2>&1 ||
        skip "$(pg_dump --version) cannot dump this server"
}

dump_of() { # database
    pg_dump -s -h "$ASSAY_TEST_SERVER" -p "$ASSAY_TEST_PORT" -U assay "$1"
}

# given_role NAME: a role that may log in and nothing else, gone after the case.
given_role() {
    roles+=("$1")
    in_postgres postgres -c "create role $1 login password '$SECRET'"
}

# --- meanwhile: something else happens in the database ---------------------------------------------

# meanwhile SQL: a session of its own that runs the SQL until the case ends.
meanwhile() {
    in_postgres "$name" -c "$1" >/dev/null 2>&1 3>&- &
    background+=($!)
}

until_true() { # SQL that yields one boolean
    local i
    for ((i = 0; i < 100; i++)); do
        [[ $(in_postgres "$name" -At -c "$1") != t ]] || return 0
        sleep 0.1
    done
    fail "never became true: $1"
}

stop_background() {
    local pid
    ((${#background[@]})) || return 0
    in_postgres "$name" -c 'select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()' >/dev/null
    for pid in "${background[@]}"; do
        wait "$pid" 2>/dev/null || true
    done
    background=()
}

# --- when ------------------------------------------------------------------------------------

# when_assay ARGUMENTS: runs the program; results as JSON where the command has results and the case
# does not ask for another format. Sets $status; output in the files $out and $err.
when_assay() {
    local format=()
    case "$1 $*" in
    *' --format'* | *' --help'* | *' --version' | *' --report'*) ;;
    snapshots\ snapshots\ prune\ * | snapshots\ snapshots\ export\ * | snapshots\ snapshots\ import\ * | snapshots\ snapshots\ merge\ *) ;;
    audit\ * | check\ * | diff\ * | stamp\ * | snapshot\ * | snapshots\ *) format=(--format json) ;;
    esac
    status=0
    timeout -k 5 "${WITHIN:-90}" "$ASSAY" "$@" "${format[@]}" >"$out" 2>"$err" </dev/null 3>&- || status=$?
    cat "$out" "$err" >>"$said"
    ((status <= 3)) || fail "ended with status $status: assay $*"
    ! grep -q 'Sanitizer\|runtime error:' "$err" || fail "a sanitizer spoke: assay $*"
}

# as_nobody when_assay …: the program does not run as root, who may do everything.
as_nobody() {
    local program=$ASSAY ASSAY=$ASSAY
    if [[ $(id -u) == 0 ]]; then
        ASSAY=$BATS_TEST_TMPDIR/as_nobody
        printf '#!/bin/sh\nexec setpriv --reuid=nobody --regid=nogroup --clear-groups "%s" "$@"\n' "$program" >"$ASSAY"
        chmod +x "$ASSAY"
    fi
    "$@"
}

# --- then ------------------------------------------------------------------------------------

fail() {
    {
        echo "$1"
        echo "--- standard output"
        head -c 6000 "$out"
        echo "--- standard error"
        head -c 3000 "$err"
    } >&2
    touch "$BATS_TEST_TMPDIR/failed"
    return 1
}

same() { # what expected actual
    [[ $2 == "$3" ]] || fail "$1
  expected: ${2//$'\n'/$'\n'            }
  actual:   ${3//$'\n'/$'\n'            }"
}

json() { # jq arguments
    jq -r "$@" "$out" || fail "no JSON, or not this: $*"
}

lines() { # each argument a line, sorted
    (($#)) || return 0
    printf '%s\n' "$@" | sort
}

exit_is() {
    same "exit status" "$1" "$status"
}

# verdict_is STATE MATCH [REVISION...]
verdict_is() {
    local expected=$*
    same "verdict" "$expected" "$(json '[.state, (.match | tostring), .revisions[]] | join(" ")')"
}

equal_is() { # each argument one set, its heads parted by commas; in order
    same "equal sets" "$*" "$(json '[.equal[] | join(",")] | join(" ")')"
}

pending_is() {
    same "pending" "$*" "$(json '.pending | join(" ")')"
}

# stamp_is STATUS [REVISION...], or stamp_is none
stamp_is() {
    same "stamp" "$*" "$(json 'if .stamp then [.stamp.status, .stamp.revisions[]] | join(" ") else "none" end')"
}

stamp_is_not() { # STATUS
    [[ $(json '.stamp.status // "none"') != "$1" ]] || fail "the stamp is said to be: $1"
}

history_is() {
    same "history" "$1" "$(json '.history.project // "none"')"
}

# drift_is "CHANGE KIND OBJECT"...: these and no others, in any order.
drift_is() {
    same "drift" "$(lines "$@")" "$(json '.drift[] | "\(.change) \(.kind) \(.object)"' | sort)"
}

drift_has() {
    json '.drift[] | "\(.change) \(.kind) \(.object)"' | grep -qxF -- "$1" || fail "drift lacks: $1"
}

# drift_of "KIND OBJECT" ATTRIBUTE EXPECTED ACTUAL
drift_of() {
    same "$2 of $1" "$3 -> $4" "$(json --arg object "$1" --arg name "$2" '.drift[]
        | select("\(.kind) \(.object)" == $object) | .attributes[] | select(.name == $name)
        | "\(.expected) -> \(.actual)"')"
}

severity_is() { # "KIND OBJECT" SEVERITY
    same "severity of $1" "$2" "$(json --arg object "$1" '.drift[] | select("\(.kind) \(.object)" == $object) | .severity')"
}

# differences_are "CHANGE KIND OBJECT"...: of diff.
differences_are() {
    same "differences, and if it is equal" "$(lines "$@" && [[ $# == 0 ]] && echo true || echo false)" \
        "$(json '([.differences[] | "\(.change) \(.kind) \(.object)"] | sort[]), .equal')"
}

# command_is PURPOSE SHELL
command_is() {
    same "command to $1" "$2" "$(json --arg p "$1" '.commands[] | select(.purpose == $p) | .shell')"
}

no_command() {
    same "commands to $1" "" "$(json --arg p "$1" '.commands[] | select(.purpose == $p) | .shell // .sql')"
}

limit_matches() { # pattern
    json '.snapshot.limits[] | "\(.kind) \(.reason)"' | grep -qE -- "$1" || fail "no limit like: $1"
}

no_limits() {
    same "limits" "" "$(json '.snapshot.limits[] | "\(.kind) \(.reason)"')"
}

says() { # pattern: on standard output
    grep -qE -- "$1" "$out" || fail "standard output lacks: $1"
}

# complains PATTERN: it could not be done, and one line on standard error says why.
complains() {
    exit_is 2
    same "standard output" "" "$(head -c 300 "$out")"
    same "lines on standard error" 1 "$(wc -l <"$err" | tr -d ' ')"
    grep -qE -- "$1" "$err" || fail "standard error lacks: $1"
    [[ $(wc -c <"$err") -lt 600 ]] || fail "that line is too long to read"
}

# --- invariants ------------------------------------------------------------------------------

# Each database is read twice and its neighbour once; the rest is asked of what was kept.
check_invariants() {
    local i first second kept
    for i in "${!databases[@]}"; do
        first=${databases[i]}
        second=${databases[i + 1]:-$(empty_like "$first")}
        kept=$BATS_TEST_TMPDIR/invariants_$i.db
        when_assay snapshot "$first" --cache "$kept"
        when_assay diff "$first" "$second" --cache "$kept"
        mirrors "$kept"
        reads_the_same_twice "$kept"
    done
    ! grep -qF "$SECRET" "$said" || fail "a password was printed"
}

empty_like() {
    local file=$BATS_TEST_TMPDIR/assay_empty.sqlite
    if [[ $1 == postgresql://* ]]; then
        url_of assay_empty
    else
        [[ -e $file ]] || sqlite3 "$file" 'create table t(a); drop table t; vacuum;'
        echo "$file"
    fi
}

fingerprint_of() {
    json '[.. | .fingerprint? // empty][0]'
}

reads_the_same_twice() { # cache: snapshots 1 and 2 are of the same database
    local prints
    when_assay diff snapshot:1 snapshot:2 --cache "$1"
    exit_is 0
    grep -qF '"differences": []' "$out" || fail "a second reading differs"
    when_assay snapshots list --cache "$1"
    prints=$(json '[.snapshots[] | select(.id <= 2).fingerprint] | unique[]')
    [[ $prints =~ ^[0-9a-f]{32,}$ ]] || fail "two readings, and not one fingerprint: $prints"
}

# Renamed objects are named by their expected name: only their number is compared.
mirrors() { # cache: the last run was the diff of snapshots 2 and 3
    local ahead=$BATS_TEST_TMPDIR/ahead
    cp "$out" "$ahead"
    when_assay diff snapshot:3 snapshot:2 --cache "$1"
    jq -n --slurpfile ahead "$ahead" --slurpfile back "$out" '
        def seen(turn): [.[0].differences[] | turn | [.change, .kind, .severity,
            if .change == "renamed" then [] else .object,
                [.attributes[] | [.name, .expected, .actual]] end]] | sort;
        def turned: .change = ({missing: "unexpected", unexpected: "missing"}[.change] // .change)
            | .attributes[] |= (.expected as $was | .expected = .actual | .actual = $was);
        if ($ahead | seen(.)) == ($back | seen(turned)) then empty
        else {ahead: $ahead[0].differences, back: $back[0].differences} end' >"$said.mirror"
    [[ ! -s $said.mirror ]] || fail "diff B A does not mirror diff A B: $(cat "$said.mirror")"
}

drop_databases() {
    local each
    for each in "${postgres_names[@]}"; do
        in_postgres postgres -c "select pg_terminate_backend(pid) from pg_stat_activity where datname = '$each'" \
            -c "drop database if exists $each" >/dev/null 2>&1
    done
    for each in "${roles[@]}"; do
        in_postgres postgres -c "drop role if exists $each" 2>/dev/null
    done
    return 0
}
