#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# slow
# The version table of every migration tool is recognised, read, and judged.
bats_require_minimum_version 1.5.0
load ../lib/assay
load ../lib/tools

setup() {
    begin
    printf -- '-- revision: %s\ncreate table %s (id int primary key);\n' one cats two dogs three birds \
        >"$BATS_TEST_TMPDIR/all.sql"
    "$ASSAY" learn script "$BATS_TEST_TMPDIR/all.sql" --project shop --tool TOOL --scratch "$(url_of postgres)" \
        -o "$BATS_TEST_TMPDIR/learned" >"$out" 2>"$err" || fail "nothing was learned"
}

two_tables='create table cats (id int primary key); create table dogs (id int primary key);'

# The learned history as one of the tool with these ids.
given_history() { # tool one two three
    history=$BATS_TEST_TMPDIR/$1
    mkdir -p "$history"
    local file
    for file in "$BATS_TEST_TMPDIR"/learned/*.xml; do
        sed "s/\"TOOL\"/\"$1\"/; s/\"one\"/\"$2\"/; s/\"two\"/\"$3\"/; s/\"three\"/\"$4\"/" "$file" >"$history/${file##*/}"
    done
}

# Each tool with a database at its second migration, and a version table that has these of its ids (0 is
# one that nobody knows).
for_each_tool() { # then; ids by number...
    local tool ids then=$1 n some
    shift
    while read -r tool ids; do
        [[ -n $tool ]] || continue
        # shellcheck disable=SC2086 # ids are words
        set -- "$@" -- $ids
        some=()
        for n in "${@:1:$#-4}"; do
            [[ $n == 0 ]] && some+=("${ids%% *}9") || some+=("${@:$#-3+n:1}")
        done
        # shellcheck disable=SC2086
        given_history "$tool" $ids
        given_postgres < <(echo "$two_tables" && version_table_of "$tool" && rows_of "$tool" "${some[@]}")
        when_assay audit "$db" --profiles "$history" --no-cache
        "$then" "$tool" "${some[@]}" || fail "of $tool"
        in_postgres postgres -c "drop database $name"
        set -- "${@:1:$#-4}"
    done <<<"$TOOLS"
    databases=() postgres_names=()
}

@test "stamped right, each agrees; version tables are no drift" {
    agrees() {
        same "tool" "$1" "$(json .stamp.tool)"
        same "stamp of $1" agrees "$(json .stamp.status)"
        drift_is
        no_command stamp
        exit_is 0
    }
    for_each_tool agrees 1 2
}

@test "stamped too low, each is behind" {
    behind() {
        same "stamp of $1" behind "$(json .stamp.status)"
        same "drift" "" "$(json '.drift[]')"
    }
    for_each_tool behind 1
}

@test "stamped too high, each is ahead" {
    ahead() {
        same "stamp of $1" ahead "$(json .stamp.status)"
    }
    for_each_tool ahead 1 2 3
}

@test "an empty version table is empty, and the database legacy" {
    empty() {
        same "$1" "legacy empty" "$(json '"\(.state) \(.stamp.status)"')"
    }
    for_each_tool empty
}

@test "a failed run or a held lock is dirty, is told in words, and is not stamped over" {
    dirty() {
        [[ -n $(trouble_of "$1") ]] || return 0
        trouble_of "$1" | in_postgres "$name"
        when_assay audit "$db" --profiles "$history" --no-cache
        same "stamp of $1" dirty "$(json .stamp.status)"
        json .stamp.detail | grep -qE 'failed|did not finish|in part|held|neither' || fail "no word of what is wrong"
        no_command stamp
        exit_is 1
    }
    for_each_tool dirty 1
}

@test "a row that no migration has is unknown" {
    unknown() {
        [[ $1 != pgroll ]] || return 0 # it has one row at a time that counts
        same "stamp of $1" unknown-revision "$(json .stamp.status)"
    }
    for_each_tool unknown 1 0
}

@test "the SQL that is printed for tools without a command stamps once, whatever was there" {
    by_sql() {
        json '.commands[] | select(.purpose == "stamp") | .sql // empty' >"$BATS_TEST_TMPDIR/stamp.sql"
        [[ -s $BATS_TEST_TMPDIR/stamp.sql ]] || return 0
        echo "$1" >>"$BATS_TEST_TMPDIR/tools"
        same "result" stamped "$(in_postgres "$name" -At -f "$BATS_TEST_TMPDIR/stamp.sql")"
        when_assay audit "$db" --profiles "$history" --no-cache
        same "stamp of $1" agrees "$(json .stamp.status)"
        same "a second run" 'not stamped: the version table is not as it was judged' \
            "$(in_postgres "$name" -At -f "$BATS_TEST_TMPDIR/stamp.sql")"
        when_assay audit "$db" --profiles "$history" --no-cache
        same "stamp of $1 behind the second run" agrees "$(json .stamp.status)"
    }
    for_each_tool by_sql 1 3 0
    same "tools" "dbmate diesel ecto efcore goose knex laravel rails typeorm" "$(sort "$BATS_TEST_TMPDIR/tools" | xargs)"
}

@test "a tool without a version table is given one" {
    local tool ids
    while read -r tool ids; do
        [[ -n $tool ]] || continue
        # shellcheck disable=SC2086 # ids are words
        given_history "$tool" $ids
        given_postgres <<<"$two_tables"
        when_assay stamp "$db" --profiles "$history"
        json '.commands[] | select(.purpose == "stamp") | .sql // empty' >"$BATS_TEST_TMPDIR/stamp.sql"
        [[ -s $BATS_TEST_TMPDIR/stamp.sql ]] || continue
        in_postgres "$name" -At -f "$BATS_TEST_TMPDIR/stamp.sql" >"$out" 2>&1 || fail "$tool: the SQL failed"
        when_assay audit "$db" --profiles "$history"
        same "$tool" "$tool agrees" "$(json '"\(.stamp.tool) \(.stamp.status)"')"
        drift_is
    done <<<"$TOOLS"
}

@test "two tools in one database, one in another schema: the history's own is judged, the other is noted" {
    given_history django shop.1 shop.2 shop.3
    given_postgres < <(echo "$two_tables create schema ops; set search_path = ops;" &&
        version_table_of django && rows_of django auth.0001_initial shop.1 shop.2 &&
        echo 'set search_path = public;' && version_table_of flyway && rows_of flyway 1)
    when_assay audit "$db" --profiles "$history"
    stamp_is agrees auth.0001_initial shop.1 shop.2
    same "version table" ops.django_migrations "$(json .stamp.table)"
    same "notes" true "$(json '.notes | any(test("version table of flyway"))')"
    drift_is
}

@test "a migration without a row below one that has one is out of order" {
    given_history dbmate 1 2 3
    given_postgres < <(echo "$two_tables" && version_table_of dbmate && rows_of dbmate 2)
    when_assay audit "$db" --profiles "$history"
    stamp_is diverged 2
    json .stamp.detail | grep -qF "'1' has no row, and '2', which comes after it, has one" || fail "not in words"
}

@test "below a baseline there are no rows, and that is right" {
    given_history flyway 1 2 3
    given_postgres < <(echo "$two_tables" && version_table_of flyway && rows_of flyway 2)
    when_assay audit "$db" --profiles "$history"
    stamp_is agrees 2
}

two_becomes() { # id, as XML writes it
    python3 -c 'import sys
for f in sys.argv[2:]:
    s = open(f).read().replace("\"TWO\"", "\"%s\"" % sys.argv[1])
    open(f, "w").write(s)' "$1" "$history"/*.xml
}

@test "hostile ids do nothing but stamp, in SQL and in a shell" {
    local odd="2'); drop table cats; --\$(touch $BATS_TEST_TMPDIR/pwned)\\ \`x\`; :x" tool
    local xml=${odd//\'/\&apos;}
    for tool in rails knex laravel; do
        given_history "$tool" 1 TWO 3
        two_becomes "$xml&#10;x"
        given_postgres <<<"$two_tables"
        when_assay audit "$db" --profiles "$history"
        json '.commands[] | select(.purpose == "stamp") | .sql' >"$BATS_TEST_TMPDIR/stamp.sql"
        same "result" stamped "$(PGOPTIONS='-c standard_conforming_strings=off' in_postgres "$name" -At -f "$BATS_TEST_TMPDIR/stamp.sql" 2>/dev/null)"
        when_assay audit "$db" --profiles "$history"
        same "stamp of $tool" "agrees 2" "$(json '"\(.stamp.status) \(.stamp.revisions | length)"')"
        drift_is
    done
    given_history prisma 1 TWO 3
    two_becomes "$xml"
    given_postgres <<<"$two_tables"
    when_assay audit "$db" --profiles "$history"
    npx() { printf '%s\n' "$4" "$5" >>"$BATS_TEST_TMPDIR/arguments"; }
    eval "$(json '.commands[] | select(.purpose == "stamp") | .shell')"
    same "arguments" "--applied
1
--applied
$odd" "$(cat "$BATS_TEST_TMPDIR/arguments")"
    [[ ! -e $BATS_TEST_TMPDIR/pwned ]] || fail "a command in an id was run"
}
