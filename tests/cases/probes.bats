#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Probes: what the schema cannot tell, a query may. They run with --probes only, read only, and what
# they cannot answer is unknown.
bats_require_minimum_version 1.5.0
load ../lib/assay

# history [PROBE-OF-2 [PROBE-OF-3]]: a table in 1; 2 fills a column; 3 adds a row; 4 does nothing.
history() {
    history=$BATS_TEST_TMPDIR/history
    local root="<profile dialect='${DIALECT:-postgresql}' project='shop' tool='alembic' revision"
    mkdir -p "$history"
    echo "$root='1'><whole><table name='cats'><column name='id' type='integer' nullable='no'/>
        <column name='name' type='text'/><primary-key name='${KEY:-cats_pkey}' columns='id'/></table></whole></profile>" >"$history/1.xml"
    echo "$root='2'><revises id='1'/>${1:-}</profile>" >"$history/2.xml"
    echo "$root='3'><revises id='2'/>${2:-}</profile>" >"$history/3.xml"
    echo "$root='4'><revises id='3'/></profile>" >"$history/4.xml"
}

cats='create table cats (id integer primary key, name text); insert into cats values'
filled='<probe>SELECT NOT EXISTS (SELECT FROM {schema}.cats WHERE name IS NULL)</probe>'
tom="<probe>SELECT EXISTS (SELECT FROM {schema}.cats WHERE name = 'Tom')</probe>"

probes_are() { # each argument "REVISION RESULT"
    same "probes" "$(lines "$@")" "$(json '.probes[] | "\(.revision) \(.result)"' | sort)"
}

@test "without --probes none is run" {
    history "$filled" "$tom"
    given_postgres <<<"$cats (1, null);"
    when_assay audit "$db" --profiles "$history"
    verdict_is legacy exact 1
    equal_is 1 2 3 4
    probes_are
}

@test "a probe that is true puts its revision in, one that is false leaves it out" {
    history "$filled" "$tom"
    given_postgres <<<"$cats (1, 'Kit');"
    when_assay audit "$db" --profiles "$history" --probes
    verdict_is legacy exact 2
    equal_is 2
    probes_are '2 true' '3 false'
    pending_is 3 4
    command_is stamp 'alembic stamp 2'
    when_assay audit "$db" --profiles "$history" --probes --format text
    says 'Probe +2 has run'
    says 'Probe +3 has not run'
}

@test "what no probe tells stays equal" {
    history "$filled" "$tom"
    given_postgres <<<"$cats (1, 'Tom');"
    when_assay audit "$db" --profiles "$history" --probes
    verdict_is legacy exact 3
    equal_is 3 4
}

@test "of several probes of one revision all must be true" {
    history "$filled$tom"
    given_postgres <<<"$cats (1, 'Kit');"
    when_assay audit "$db" --profiles "$history" --probes
    probes_are '2 false'
    equal_is 1
}

@test "a stamp that a probe refutes does not agree" {
    history "$filled" "$tom"
    given_postgres < <(echo "$cats (1, null);" && stamped 3)
    when_assay check "$db" --profiles "$history"
    exit_is 0
    when_assay check "$db" --profiles "$history" --probes
    stamp_is ahead 3
    exit_is 1
    when_assay check "$db" --profiles "$history" --probes --revision 3
    exit_is 1
}

@test "probes that contradict each other are not used" {
    history "$filled" "$tom"
    given_postgres <<<"$cats (1, null), (2, 'Tom');"
    when_assay audit "$db" --profiles "$history" --probes
    probes_are '2 false' '3 true'
    equal_is 1 2 3 4
    same "notes" true "$(json '.notes | any(test("contradict"))')"
}

@test "a probe that fails, yields no boolean, no row or null is unknown, and said in the ledger" {
    given_postgres <<<"$cats (1, 'Tom');"
    for probe in 'SELECT EXISTS (SELECT FROM cats)' 'SELECT 1/0 = 1' 'SELECT 1' \
        'SELECT true WHERE false' 'SELECT null::boolean'; do
        history "<probe>$probe</probe>" "$tom"
        when_assay audit "$db" --profiles "$history" --probes
        probes_are '2 unknown' '3 true'
        equal_is 3 4
        limit_matches "probe of revision '2'"
    done
}

@test "a probe takes a few seconds at most, and no longer than the lock timeout behind a lock" {
    given_postgres <<<"$cats (1, 'Tom');"
    history '<probe>SELECT pg_catalog.pg_sleep(60) IS NOT NULL</probe>'
    WITHIN=20 when_assay audit "$db" --profiles "$history" --probes
    probes_are '2 unknown'
    limit_matches 'statement timeout'
    # The table can be deparsed meanwhile, but not read.
    history "$filled"
    meanwhile 'begin; lock table cats in access exclusive mode; select pg_sleep(60)'
    until_true "select exists (select from pg_locks where relation = 'cats'::regclass and mode = 'AccessExclusiveLock')"
    WITHIN=20 when_assay audit "$db" --profiles "$history" --probes --lock-timeout 1
    probes_are '2 unknown'
    limit_matches 'probe.*lock timeout'
}

@test "a probe cannot write, whatever it calls" {
    given_postgres <<<"$cats (1, 'Tom');
        create sequence counted;
        create function public.sneak() returns boolean language plpgsql as
            'begin insert into public.cats values (7); return true; end';
        create function public.open_up() returns boolean language plpgsql as
            'begin perform set_config(''transaction_read_only'', ''off'', false); insert into public.cats values (8); return true; end';"
    for probe in 'SELECT public.sneak()' 'SELECT public.open_up()' \
        "SELECT nextval('public.counted') > 0" 'SELECT true FROM public.cats FOR UPDATE' \
        'SELECT id > 0 INTO public.taken FROM public.cats'; do
        history "<probe>$probe</probe>"
        when_assay audit "$db" --profiles "$history" --probes
        probes_are '2 unknown'
    done
    same "rows" 1 "$(in_postgres "$name" -Atc 'select count(*) from cats')"
}

@test "{schema} is the history's schema, wherever it was found" {
    history "$filled" "<probe>SELECT EXISTS (SELECT FROM public.cats WHERE name = 'Tom')</probe>"
    given_postgres <<<"create schema \"My App\"; set search_path = \"My App\"; $cats (1, 'Tom');"
    when_assay audit "$db" --profiles "$history" --probes
    probes_are '2 true' '3 unknown'
    limit_matches 'does not name it by \{schema\}'
}

@test "SQLite is asked as well, read only" {
    DIALECT=sqlite KEY='primary key' history "<probe>SELECT NOT EXISTS (SELECT 1 FROM {schema}.cats WHERE name IS NULL)</probe>" \
        '<probe>SELECT 2</probe>'
    given_sqlite <<<'create table cats (id integer not null primary key, name text); insert into cats values (1, null);'
    when_assay audit "$db" --profiles "$history" --probes
    verdict_is legacy exact 1
    equal_is 1
    probes_are '2 false' '3 unknown'
    sqlite3 "$db" "update cats set name = 'Kit'"
    when_assay audit "$db" --profiles "$history" --probes
    equal_is 2 3 4
}

@test "a probe on SQLite that never ends is stopped" {
    DIALECT=sqlite KEY='primary key' history '<probe>SELECT count(*) = 0 FROM cats a, cats b, cats c, cats d, cats e, cats f, cats g, cats h</probe>'
    given_sqlite <<<'create table cats (id integer not null primary key, name text);
        with recursive n(i) as (select 1 union all select i + 1 from n where i < 200) insert into cats select i, i from n;'
    WITHIN=20 when_assay audit "$db" --profiles "$history" --probes
    probes_are '2 unknown'
    limit_matches 'takes too long'
}

@test "--probes needs a live database, and a profile a probe that can be one" {
    history '<probe>SELECT true; SELECT false</probe>'
    when_assay profile validate "$history"
    complains 'a probe is one statement.*2\.xml:1'
    history "$filled"
    when_assay audit revision:2 --profiles "$history" --probes
    complains 'needs a live database'
}
