#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# slow
# The version table of every migration tool is recognised, read, and judged.
# shellcheck disable=SC2030,SC2031 # each case sets its own name
bats_require_minimum_version 1.5.0
load ../lib/assay
load ../lib/tools

two_tables='create table cats (id int primary key); create table dogs (id int primary key);'

# One history for each tool, and one database, at the second migration, with the version tables of all.
setup_file() {
    local learned=$BATS_FILE_TMPDIR/learned tool ids
    printf -- '-- revision: %s\ncreate table %s (id int primary key);\n' one cats two dogs three birds \
        >"$BATS_FILE_TMPDIR/all.sql"
    BATS_TEST_TMPDIR=$BATS_FILE_TMPDIR begin
    "$ASSAY" learn script "$BATS_FILE_TMPDIR/all.sql" --project shop --tool TOOL --scratch "$(url_of postgres)" \
        -o "$learned" >"$out" 2>"$err" || fail "nothing was learned"
    while read -r tool ids; do
        # shellcheck disable=SC2086 # ids are words
        [[ -z $tool ]] || history_of "$tool" $ids
    done <<<"$TOOLS"
    while read -r tool ids; do
        [[ -z $tool ]] ||
            echo "$tool $(schema_of "$tool" | sed 's/.*-.*/"&"/').$(table_name_of "$tool" | sed 's/.*\.//')"
    done <<<"$TOOLS" >"$BATS_FILE_TMPDIR/tables"
    in_postgres postgres -c 'create database tools_all'
    { echo "$two_tables" && all_version_tables; } | in_postgres tools_all >/dev/null
}

teardown_file() {
    in_postgres postgres -c 'drop database tools_all'
}

# The learned history as one of the tool with these ids.
history_of() { # tool one two three
    mkdir -p "$BATS_FILE_TMPDIR/histories/$1"
    cp "$BATS_FILE_TMPDIR"/learned/*.xml "$BATS_FILE_TMPDIR/histories/$1"
    sed -i "s/\"TOOL\"/\"$1\"/; s/\"one\"/\"$2\"/; s/\"two\"/\"$3\"/; s/\"three\"/\"$4\"/" "$BATS_FILE_TMPDIR/histories/$1"/*.xml
}

given_history() { # tool [one two three]
    history=$BATS_FILE_TMPDIR/histories/$1
    [[ $# == 1 ]] || history_of "$@"
}

# Every version table with these of the tool's ids, by number; 0 is one that nobody knows.
given_all() { # number...
    local numbers=("$@")
    some_rows() { # tool one two three
        local n ids=()
        for n in "${numbers[@]}"; do
            ((n == 0)) && ids+=("${2}9") || ids+=("${@:n+1:1}")
        done
        rows_of "$1" "${ids[@]}"
    }
    name=tools_${BATS_TEST_NUMBER} all=$(url_of "tools_$BATS_TEST_NUMBER")
    postgres_names+=("$name")
    in_postgres postgres -c "create database $name template tools_all"
    in_each_schema some_rows | in_postgres "$name" >/dev/null
}

# Audits of the database, one for each tool with its history; $seen has all reports.
audit_each() { # [tool...]
    local tool table n=0
    seen=$BATS_TEST_TMPDIR/seen
    while read -r tool table; do
        (($# == 0)) || [[ " $* " == *" $tool "* ]] || continue
        {
            status=0
            timeout 90 "$ASSAY" audit "$all" --profiles "$BATS_FILE_TMPDIR/histories/$tool" \
                --version-table "$table" --no-cache --format json >"$seen.$tool" 2>>"$said" || status=$?
            echo "{\"tool\": \"$tool\", \"status\": $status, \"report\": $(<"$seen.$tool") }" >"$seen.$tool"
        } &
        ((++n % 4)) || wait
    done <"$BATS_FILE_TMPDIR/tables"
    wait
    cat "$seen".* >"$seen"
    rm "$seen".*
}

# What the reports say, by a jq filter that has the exit status in $status: "TOOL: …".
in_reports() { # filter
    jq -r '.tool as $tool | .status as $status | .report | "\($tool): \('"$1"')"' "$seen"
}

# All say the same, but for some tools of which that is not asked.
each_says() { # filter expected [except]
    same "what each says" "$(jq -r --arg expected "$2" --arg except " ${3:-} " \
        '.tool | select(. as $tool | $except | contains(" " + $tool + " ") | not) | "\(.): \($expected)"' "$seen")" \
        "$(in_reports "$1" | awk -F: -v except=" ${3:-} " 'index(except, " " $1 " ") == 0')"
}

stamps='([.commands[] | select(.purpose == "stamp")] | length)'

@test "stamped right, each agrees; version tables are no drift" {
    given_all 1 2
    audit_each
    each_says '.stamp.status' agrees
    each_says ".drift | length" 0
    each_says "$stamps" 0
    each_says '$status' 0
    same "tools" "$(in_reports '$tool')" "$(in_reports .stamp.tool)"
}

@test "stamped too low, each is behind" {
    given_all 1
    audit_each
    each_says '"\(.stamp.status) \(.drift | length) \($status)"' 'behind 0 1'
}

@test "stamped too high, each is ahead" {
    given_all 1 2 3
    audit_each
    each_says '"\(.stamp.status) \($status)"' 'ahead 1'
}

@test "an empty version table is empty, and the database legacy" {
    given_all
    audit_each
    each_says '"\(.state) \(.stamp.status)"' 'legacy empty'
}

@test "a failed run or a held lock is dirty, is told in words, and is not stamped over" {
    local tools
    given_all 1
    in_each_schema trouble_of | in_postgres "$name"
    tools=$(while read -r tool _; do [[ -z $(trouble_of "$tool") ]] || echo "$tool"; done <<<"$TOOLS")
    # shellcheck disable=SC2086 # tools are words
    audit_each $tools
    same "number of tools" 9 "$(wc -w <<<"$tools")"
    each_says "\"\(.stamp.status) \($stamps) \(\$status)\"" 'dirty 0 1'
    each_says '.stamp.detail | test("failed|did not finish|in part|held|neither")' true
}

@test "a row that no migration has is unknown" {
    given_all 1 0
    audit_each
    each_says '.stamp.status' unknown-revision pgroll # it has one row at a time that counts
}

# All that the reports have under that key of their stamp commands, as one script.
script_of() { # key
    jq -r --arg key "$1" '.report.commands[] | select(.purpose == "stamp") | .[$key] // empty' "$seen" >"$BATS_TEST_TMPDIR/$1.sql"
}

# The tools that get SQL, in alphabetical order.
given_sql() {
    jq -r 'select(any(.report.commands[]; .sql)) | .tool' "$seen" | sort | xargs
}

# The ids that the version tables have, whatever else their rows hold.
rows_in_all() {
    ids_of() {
        local column=version
        case $1 in
        alembic) column=version_num ;;
        django) column="app || '.' || name" ;;
        goose) column=version_id ;;
        knex | typeorm | node-pg-migrate | pgroll) column=name ;;
        efcore) column='"MigrationId"' ;;
        laravel) column=migration ;;
        liquibase | drizzle) column=id ;;
        prisma) column=migration_name ;;
        sqitch) column=change ;;
        esac
        echo "select '$1', $column from $(table_name_of "$1") order by $column;"
    }
    in_each_schema ids_of | in_postgres "$name" -At
}

by_sql='dbmate diesel django ecto efcore goose knex laravel liquibase node-pg-migrate rails supabase typeorm'

@test "the SQL that is printed for tools without a command stamps once, whatever was there, and is undone once" {
    local before n
    given_all 1 3 0
    audit_each
    n=$(wc -w <<<"$by_sql")
    same "tools" "$by_sql" "$(given_sql)"
    script_of sql && script_of undo
    before=$(rows_in_all)
    same "results" "$n stamped" "$(in_postgres "$name" -At -f "$BATS_TEST_TMPDIR/sql.sql" | sort | uniq -c | xargs)"
    # shellcheck disable=SC2086 # tools are words
    audit_each $by_sql
    each_says .stamp.status agrees
    same "a second run" "$n not stamped: the version table is not as it was judged" \
        "$(in_postgres "$name" -At -f "$BATS_TEST_TMPDIR/sql.sql" | sort | uniq -c | xargs)"
    [[ $(rows_in_all) != "$before" ]] || fail "nothing was written"
    in_postgres "$name" -f "$BATS_TEST_TMPDIR/undo.sql" >"$out" 2>"$err" || fail "it is not undone"
    same "rows" "$before" "$(rows_in_all)"
    in_postgres "$name" -v ON_ERROR_STOP=0 -f "$BATS_TEST_TMPDIR/undo.sql" >"$out" 2>"$err"
    same "refusals of a second undo" "$n" "$(grep -c 'the version table is not as it was stamped' "$err")"
    same "rows" "$before" "$(rows_in_all)"
}

@test "a tool without a version table is given one, and undoing that takes it away" {
    local makers='dbmate diesel ecto efcore goose knex laravel liquibase rails typeorm'
    name=tools_none all=$(url_of tools_none) postgres_names=(tools_none)
    in_postgres postgres -c "create database $name template tools_all"
    drop_table_of() {
        echo "drop schema \"$(schema_of "$1")\" cascade;"
        [[ " $makers " != *" $1 "* ]] || echo "create schema \"$1\";"
    }
    in_each_schema drop_table_of | PGOPTIONS='-c client_min_messages=error' in_postgres "$name"
    audit_each
    same "tools" "$makers" "$(given_sql)"
    script_of sql && script_of undo
    in_postgres "$name" -At -f "$BATS_TEST_TMPDIR/sql.sql" >"$out" 2>&1 || fail "the SQL failed"
    # shellcheck disable=SC2086 # tools are words
    audit_each $makers
    each_says '"\(.stamp.status) \(.drift | length)"' 'agrees 0'
    in_postgres "$name" -f "$BATS_TEST_TMPDIR/undo.sql" >"$out" 2>&1 || fail "the undo failed"
    same "tables that are left" "cats dogs" "$(in_postgres "$name" -Atc "select string_agg(relname, ' ' order by 1)
        from pg_class where relkind = 'r' and oid >= 16384")"
}

@test "of each tool whose stamp is rows the stamp is applied, and undone to the rows as they were" {
    local tool table before applied=()
    given_all 1
    dump_all() { in_each_schema dump_of_table | in_postgres "$name" -At; }
    dump_of_table() { echo "select '$1', t.* from $(table_name_of "$1") as t order by t::text;"; }
    before=$(dump_all)
    while read -r tool table; do
        when_assay stamp "$all" --profiles "$BATS_FILE_TMPDIR/histories/$tool" --version-table "$table" --no-cache --apply
        [[ $(json .applied) != null ]] || continue
        exit_is 0
        applied+=("$tool")
        json .applied.undo >>"$BATS_TEST_TMPDIR/undo.sql"
    done <"$BATS_FILE_TMPDIR/tables"
    same "tools" 'alembic dbmate diesel django ecto efcore golang-migrate goose knex laravel liquibase node-pg-migrate rails supabase typeorm' \
        "$(printf '%s\n' "${applied[@]}" | grep -vx db-migrate | sort | xargs)"
    audit_each "${applied[@]}"
    each_says .stamp.status agrees
    in_postgres "$name" -f "$BATS_TEST_TMPDIR/undo.sql" >"$out" 2>"$err" || fail "it is not undone"
    same "rows" "$before" "$(dump_all)"
}

@test "without a name for it the table is the tool's default one" {
    given_history knex
    given_postgres <<<"$two_tables"
    when_assay stamp "$db" --profiles "$history"
    json '.commands[] | select(.purpose == "stamp") | .sql' | in_postgres "$name" -q
    when_assay audit "$db" --profiles "$history"
    same "table" "public.knex_migrations agrees" "$(json '"\(.stamp.table) \(.stamp.status)"')"
}

@test "a version table under another name is one where it is named, and of two the named one counts" {
    given_history diesel
    given_postgres < <(echo "$two_tables" && version_table_of diesel && rows_of diesel 20240101000001 &&
        echo 'alter table __diesel_schema_migrations rename to "Our.Versions";')
    when_assay audit "$db" --profiles "$history" --version-table '"Our.Versions"'
    stamp_is behind 20240101000001
    drift_is
    { version_table_of diesel && rows_of diesel 20240101000001 20240101000002; } | in_postgres "$name"
    when_assay audit "$db" --profiles "$history"
    stamp_is agrees 20240101000001 20240101000002
    when_assay audit "$db" --profiles "$history" --version-table 'public."Our.Versions"'
    stamp_is behind 20240101000001
    when_assay plan "$db" --profiles "$history" --version-table 'public."Our.Versions"'
    says "'--version-table=public.\"Our.Versions\"'"
    when_assay audit "$db" --profiles "$history" --version-table 'public."Our.Versions"' --reader information-schema
    stamp_is behind 20240101000001
    when_assay audit "$db" --profiles "$history" --version-table ops.versions
    stamp_is none
    same "notes" true "$(json '.notes | any(. == "there is no version table ops.versions")')"
    when_assay audit "$db" --profiles "$history" --version-table '"ops'
    complains '--version-table cannot be'
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
