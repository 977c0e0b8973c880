#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The commands beside audit, and the options that several share.
bats_require_minimum_version 1.5.0
load ../lib/assay

cats=$FIXTURES/cats
history=$PROFILES/cat-activities-monitor

# --- check -----------------------------------------------------------------------------------

@test "check passes where schema and stamp agree" {
    given_postgres < <(cat "$cats/003_activity_features.sql" && stamped 003_activity_features)
    when_assay check "$db" --profiles "$history"
    exit_is 0
    when_assay check "$db" --profiles "$history" --revision head
    exit_is 0
    when_assay check "$db" --profiles "$history" --revision 003_activity_features
    exit_is 0
}

@test "check fails without a stamp, on a fresh database, and at another revision" {
    given_postgres <"$cats/002_cat_recognition.sql"
    when_assay check "$db" --profiles "$history"
    exit_is 1
    when_assay check "$db" --profiles "$history" --revision head
    exit_is 1
    when_assay check "$db" --profiles "$history" --revision 001_initial_schema
    exit_is 1
    when_assay check "$db" --profiles "$history" --revision 002_cat_recognition
    exit_is 0
    given_postgres </dev/null
    when_assay check "$db" --profiles "$history"
    exit_is 1
}

@test "check fails on drift" {
    given_postgres < <(cat "$cats/003_activity_features.sql" && stamped 003_activity_features &&
        echo 'drop index idx_feedback_type;')
    when_assay check "$db" --profiles "$history"
    exit_is 1
    drift_is 'missing index public.idx_feedback_type'
}

@test "check of a revision that no profile has is a usage error" {
    given_postgres <"$cats/002_cat_recognition.sql"
    when_assay check "$db" --profiles "$history" --revision 999_never
    complains 999_never
}

# --- what counts as a finding ----------------------------------------------------------------

@test "a missing index is a finding by default, and none where only integrity counts" {
    given_postgres < <(cat "$cats/002_cat_recognition.sql" && echo 'drop index idx_feedback_type;')
    when_assay audit "$db" --profiles "$history"
    exit_is 1
    when_assay audit "$db" --profiles "$history" --fail-on integrity
    verdict_is legacy drifted 002_cat_recognition
    exit_is 0
}

@test "a renamed index is cosmetic: no finding, unless any counts" {
    given_postgres < <(cat "$cats/002_cat_recognition.sql" &&
        echo 'alter index idx_feedback_type rename to feedback_by_type;')
    when_assay audit "$db" --profiles "$history"
    verdict_is legacy drifted 002_cat_recognition
    drift_is 'renamed index public.idx_feedback_type'
    severity_is 'index public.idx_feedback_type' cosmetic
    exit_is 0
    when_assay audit "$db" --profiles "$history" --fail-on any
    exit_is 1
}

@test "a renamed column is a finding: what queries name does not work under another" {
    given_postgres < <(cat "$cats/002_cat_recognition.sql" &&
        echo 'alter table feedback rename column notes to remarks;')
    when_assay audit "$db" --profiles "$history"
    verdict_is legacy drifted 002_cat_recognition
    drift_is 'renamed column public.feedback.notes'
    severity_is 'column public.feedback.notes' integrity
    exit_is 1
}

@test "comments and owners are compared on request only" {
    given_postgres before <<<'create table item (id int primary key);'
    given_postgres after <<<"create table item (id int primary key); comment on table item is 'for sale';"
    when_assay diff "$before" "$after"
    differences_are
    when_assay diff "$before" "$after" --compare +comment
    differences_are 'changed table public.item'
    when_assay diff "$before" "$after" --compare all
    differences_are 'changed table public.item'
}

@test "what is excluded is not judged, and is in the ledger" {
    given_postgres < <(cat "$cats/002_cat_recognition.sql" && echo 'create table scratch_1 (a int);')
    when_assay audit "$db" --profiles "$history" --exclude 'public.scratch_*'
    verdict_is legacy exact 002_cat_recognition
    same "limits are stated" true "$(json '.snapshot.limits | length > 0')"
    exit_is 0
}

@test "a database whose objects the filters left out is not fresh, and not equal to another" {
    given_postgres <"$cats/002_cat_recognition.sql"
    when_assay audit "$db" --profiles "$history" --include 'public.no_such_table'
    verdict_is legacy unrecognised
    same "commands" '' "$(json '.commands[].shell')"
    exit_is 1
    when_assay diff "$db" "$db" --include 'public.no_such_table'
    exit_is 3
}

@test "a stranger that is excluded leaves an empty database fresh" {
    given_postgres <<<'create table stranger (a int);'
    when_assay audit "$db" --profiles "$history" --exclude 'public.stranger'
    verdict_is fresh null
    command_is upgrade 'alembic upgrade head'
    exit_is 0
}

@test "no stamp is given where what was left out could tell the revisions apart" {
    given_postgres <"$cats/002_cat_recognition.sql"
    when_assay audit "$db" --profiles "$history" --include 'public.feedback'
    verdict_is legacy exact 001_initial_schema
    equal_is 001_initial_schema 002_cat_recognition 003_activity_features
    same "commands" '' "$(json '.commands[].shell')"
    same "notes" true "$(json '.notes | any(test("left out"))')"
    when_assay stamp "$db" --profiles "$history" --include 'public.feedback'
    exit_is 1
}

# --- diff ------------------------------------------------------------------------------------

@test "a revision compared with a database says the same from either side, also of all there is" {
    given_postgres < <(cat "$cats/002_cat_recognition.sql" && echo "comment on table feedback is 'heard';")
    when_assay diff "revision:002_cat_recognition" "$db" --profiles "$history" --compare all
    differences_are
    when_assay diff "$db" "revision:002_cat_recognition" --profiles "$history" --compare all
    differences_are
}

@test "--fail-on is a least severity, and --compare adds and leaves out groups, for diff" {
    local each
    given_sqlite before <<<'create table t (a int, b text); create index i on t (a);'
    given_sqlite after <<<'create table t (a int, b text);'
    for each in security=0 integrity=0 performance=1 any=1; do
        when_assay diff "$before" "$after" --fail-on "${each%=*}"
        exit_is "${each#*=}"
    done
    given_sqlite turned <<<'create table t (b text, a int); create index i on t (a);'
    for each in default=0 all=1 +order=1 +comment,+order=1 all,-order=0 default,+order,-order=0; do
        when_assay diff "$before" "$turned" --fail-on any --compare "${each%=*}"
        exit_is "${each#*=}"
    done
    for each in '--fail-on never' '--fail-on' '--compare taste' '--compare +taste' '--compare all,-taste'; do
        # shellcheck disable=SC2086 # two words
        when_assay diff "$before" "$turned" $each
        exit_is 2
        # shellcheck disable=SC2086 # two words
        when_assay check "$before" $each
        exit_is 2
    done
}

@test "what a listing revision does not mention is no difference from either side" {
    local listed=$BATS_TEST_TMPDIR/listed
    mkdir "$listed"
    echo "<profile revision='one' dialect='sqlite' listed-only='yes'><whole><table name='item'>
        <column name='id' type='INTEGER'/></table></whole></profile>" >"$listed/one.xml"
    given_sqlite <<<'create table item (id integer, note text); create table more (id integer);'
    when_assay diff revision:one "$db" --profiles "$listed"
    differences_are
    when_assay diff "$db" revision:one --profiles "$listed"
    differences_are
}

@test "a view that only follows a renamed column says so, and is no finding of its own" {
    local sql='create table item (id int primary key, price int); create view prices as select price from item;'
    given_postgres before <<<"$sql"
    given_postgres after <<<"$sql alter table item rename column price to cost;"
    when_assay diff "$before" "$after"
    differences_are 'changed view public.prices' 'renamed column public.item.price'
    same "what follows" 'view public.prices' "$(json '.differences[] | select(.follows) | "\(.kind) \(.object)"')"
    same "because" 'column public.item.price' \
        "$(json '.differences[] | select(.follows) | .because[] | "\(.kind) \(.object)"')"
    exit_is 1
}

@test "diff lists what is missing, unexpected and changed from A to B" {
    given_postgres before <<'SQL'
create table item (id int primary key, price numeric(8,2) not null, note text);
create index item_price on item (price);
SQL
    given_postgres after <<'SQL'
create table item (id bigint primary key, price numeric(8,2), made date);
create table shelf (id int primary key);
SQL
    when_assay diff "$before" "$after"
    differences_are 'changed column public.item.id' 'changed column public.item.price' \
        'missing column public.item.note' 'unexpected column public.item.made' \
        'missing index public.item_price' 'unexpected table public.shelf'
    exit_is 1
}

@test "diff takes any mix of live, snapshot and revision" {
    given_postgres <"$cats/002_cat_recognition.sql"
    when_assay snapshot "$db"
    exit_is 0
    when_assay diff snapshot:latest "$db"
    differences_are
    when_assay diff "$db" revision:cat-activities-monitor/002_cat_recognition --profiles "$PROFILES"
    differences_are
    when_assay diff revision:001_initial_schema revision:001_initial_schema --profiles "$history"
    differences_are
    when_assay diff snapshot:1 revision:001_initial_schema --profiles "$history"
    exit_is 1
}

@test "columns in another order, and a column dropped long ago, are no difference" {
    given_postgres before <<<'create table item (a int, b text not null, c date);'
    given_postgres after <<<'create table item (x int, c date, b text, a int); alter table item drop x, alter b set not null;'
    when_assay diff "$before" "$after"
    differences_are
}

@test "two ways to write one schema are no difference" {
    given_postgres before <<'SQL'
create table item (id serial primary key, sort varchar(10) check (sort in ('a', 'b')), n int default 1 + 1);
create unique index item_n on item (n) where n > 0;
create view cheap as select id, n from item where n < 10;
SQL
    given_postgres after <<'SQL'
create sequence item_id_seq as integer;
create table item (id integer not null default nextval('item_id_seq'), sort character varying(10), n integer);
alter table item add primary key (id), alter n set default (1 + 1),
    add constraint item_sort_check check (sort = any (array['a'::varchar, 'b'::varchar]::text[]));
alter sequence item_id_seq owned by item.id;
create unique index item_n on item using btree (n) where (n > 0);
create view cheap as select item.id, item.n from item where (item.n < 10);
SQL
    when_assay diff "$before" "$after"
    differences_are
}

@test "diff of two SQLite files" {
    given_sqlite before <<<'create table item (id integer primary key, note text); create index i on item (note);'
    given_sqlite after <<<'create table item (id integer primary key, note varchar not null);'
    when_assay diff "$before" "$after"
    differences_are 'changed column item.note' 'missing index i'
}

# --- snapshots -------------------------------------------------------------------------------

@test "snapshots are listed newest first, and shown" {
    given_sqlite <<<'create table item (id integer primary key);'
    when_assay snapshot "$db"
    when_assay snapshot "$db"
    when_assay snapshots list
    exit_is 0
    same "identities" "2 1" "$(json '[.. | .id? // empty] | join(" ")')"
    when_assay snapshots show 1
    exit_is 0
    says item
}

@test "the cache is private, and can be asked with SQL by information_schema's names" {
    given_postgres <"$cats/002_cat_recognition.sql"
    when_assay snapshot "$db" --cache "$BATS_TEST_TMPDIR/cache.db"
    same "mode" 600 "$(stat -c %a "$BATS_TEST_TMPDIR/cache.db")"
    same "columns of feedback" 10 "$(sqlite3 "$BATS_TEST_TMPDIR/cache.db" \
        "select count(*) from columns where table_name = 'feedback'")"
    same "tables" 5 "$(sqlite3 "$BATS_TEST_TMPDIR/cache.db" \
        "select count(*) from tables where table_schema = 'public' and table_type = 'BASE TABLE'")"
    same "constraints of feedback" 'PRIMARY KEY' "$(sqlite3 "$BATS_TEST_TMPDIR/cache.db" \
        "select constraint_type from table_constraints where table_name = 'feedback'")"
}

@test "no password is kept in the cache" {
    given_postgres <"$cats/001_initial_schema.sql"
    when_assay audit "$db" --profiles "$history" --cache "$BATS_TEST_TMPDIR/cache.db"
    cat "$BATS_TEST_TMPDIR"/cache.db* | grep -qaF "$SECRET" && fail "the password is in the cache"
    exit_is 0
}

@test "with --no-cache no file is made" {
    given_sqlite <<<'create table item (id integer primary key);'
    when_assay snapshot "$db" --no-cache
    exit_is 0
    [[ ! -e $XDG_CACHE_HOME ]] || fail "there is $(find "$XDG_CACHE_HOME")"
}

@test "a hundred snapshots of one schema cost little more than one" {
    given_postgres <"$cats/003_activity_features.sql"
    local cache=$BATS_TEST_TMPDIR/cache.db alone i
    when_assay snapshot "$db" --cache "$cache"
    alone=$(stat -c %s "$cache")
    for ((i = 0; i < 20; i++)); do
        when_assay snapshot "$db" --cache "$cache"
    done
    (($(stat -c %s "$cache") < 2 * alone + 20 * 4096)) || fail "$(stat -c %s "$cache") bytes after $alone"
}

@test "concurrent writers wait for each other" {
    given_sqlite <<<'create table item (id integer primary key);'
    local i pids=() failed=0
    for i in 1 2 3 4; do
        "$ASSAY" snapshot "$db" --cache "$BATS_TEST_TMPDIR/cache.db" >/dev/null 2>>"$err" 3>&- &
        pids+=($!)
    done
    for i in "${pids[@]}"; do wait "$i" || failed=1; done
    same "a writer that failed" 0 "$failed"
    same "snapshots" 4 "$("$ASSAY" snapshots list --cache "$BATS_TEST_TMPDIR/cache.db" --format json |
        jq '[.. | .id? // empty] | length')"
}

# --- profiles --------------------------------------------------------------------------------

@test "a captured profile is valid, and the database is exactly that revision" {
    given_postgres <<'SQL'
create extension pg_trgm;
create type mood as enum ('calm', 'it''s "odd" & <so>');
create domain price as numeric(8,2) check (value >= 0);
create table item (id int generated by default as identity primary key, mood mood default 'calm', cost price,
    total numeric generated always as (1.5 * 2) stored, during tstzrange,
    exclude using gist (during with &&), constraint sane check (id > 0)) with (fillfactor = 70);
create index item_mood on item using btree (mood desc nulls last) include (cost) where id > 10;
create table part (id int, at date) partition by range (at);
create table part_1 partition of part for values from ('2024-01-01') to ('2025-01-01');
create view calm as select id from item where mood = 'calm';
create materialized view totals as select count(*) n from item;
create function twice(n int) returns int language sql immutable as $$ select n * 2 $$;
create procedure tidy() language plpgsql as $$ begin delete from item; end $$;
create function stop() returns trigger language plpgsql as $$ begin return null; end $$;
create trigger item_stop before delete on item for each row execute function stop();
alter table item enable row level security;
SQL
    when_assay profile capture "$db" --revision one --tool alembic -o "$BATS_TEST_TMPDIR/shop"
    exit_is 0
    when_assay profile validate "$BATS_TEST_TMPDIR/shop"
    exit_is 0
    xmllint --noout --relaxng schemas/profile.rng "$BATS_TEST_TMPDIR/shop/one.xml" 2>"$err"
    when_assay audit "$db" --profiles "$BATS_TEST_TMPDIR/shop"
    verdict_is legacy exact one
}

@test "what a history was captured without is not judged, even if it is asked for" {
    given_postgres <<<'create table cats (id int); alter default privileges grant select on tables to public;'
    when_assay profile capture "$db" --revision one -o "$BATS_TEST_TMPDIR/h"
    when_assay audit "$db" --profiles "$BATS_TEST_TMPDIR/h" --compare all
    verdict_is legacy exact one
    drift_is
    rm -r "$BATS_TEST_TMPDIR/h"
    when_assay profile capture "$db" --revision one -o "$BATS_TEST_TMPDIR/h" --compare all
    given_postgres <<<'create table cats (id int);'
    when_assay audit "$db" --profiles "$BATS_TEST_TMPDIR/h" --compare all
    drift_has 'missing default-privileges "assay tables"'
}

@test "captured as changes, a revision holds only what it changed" {
    given_postgres <"$cats/001_initial_schema.sql"
    when_assay profile capture "$db" --revision one -o "$BATS_TEST_TMPDIR/h"
    given_postgres < <(cat "$cats/001_initial_schema.sql" && echo 'alter table feedback add stars int; drop index idx_feedback_type;')
    when_assay profile capture "$db" --revision two --revises one -o "$BATS_TEST_TMPDIR/h"
    exit_is 0
    (($(wc -l <"$BATS_TEST_TMPDIR/h/two.xml") < 30)) || fail "$(wc -l <"$BATS_TEST_TMPDIR/h/two.xml") lines"
    run ! grep -q cat_profiles "$BATS_TEST_TMPDIR/h/two.xml"
    when_assay audit "$db" --profiles "$BATS_TEST_TMPDIR/h"
    verdict_is legacy exact two
}

@test "profile show prints a revision, and refuses one that is not there" {
    when_assay profile show "$history" 002_cat_recognition
    exit_is 0
    says cat_recognition_models
    when_assay profile show "$history" 009
    complains 009
}

@test "the histories that ship are valid" {
    local each
    for each in "$PROFILES"/*/; do
        when_assay profile validate "$each"
        exit_is 0
    done
}

# --- reports ---------------------------------------------------------------------------------

@test "one run writes several reports, each as its own run would" {
    given_postgres <"$cats/init_9649b4c.sql"
    when_assay audit "$db" --profiles "$history" --report json="$BATS_TEST_TMPDIR/r.json" \
        --report text="$BATS_TEST_TMPDIR/r.txt"
    exit_is 1
    jq -e '.match == "drifted"' "$BATS_TEST_TMPDIR/r.json" >/dev/null
    grep -q 001_initial_schema "$BATS_TEST_TMPDIR/r.txt"
}

@test "a report goes to a file with -o, and standard output stays empty" {
    given_postgres <"$cats/002_cat_recognition.sql"
    when_assay audit "$db" --profiles "$history" -o "$BATS_TEST_TMPDIR/r.json" --format json
    exit_is 0
    same "standard output" "" "$(cat "$out")"
    jq -e '.match == "exact"' "$BATS_TEST_TMPDIR/r.json" >/dev/null
}

@test "the text report says the verdict first, and has no colour where nobody looks" {
    given_postgres <"$cats/init_a65b81a.sql"
    when_assay audit "$db" --profiles "$history" --format text
    head -n 5 "$out" | grep -q 001_initial_schema || fail "the verdict is not at the top"
    says cat_uuid
    run ! grep -q $'\033' "$out"
}

@test "of a very long value the text report shows where it differs, and json has all of it" {
    local long
    long=$(printf "some words of a text, %.0s" {1..9000})
    given_sqlite one <<<"create table t (a text, constraint c check (a <> '$long' and a <> 'here'));"
    given_sqlite two <<<"create table t (a text, constraint c check (a <> '$long' and a <> 'there'));"
    when_assay diff "$one" "$two"
    [[ $(json '.differences[0].attributes[0].expected | length') -gt 180000 ]] || fail "json lacks some of it"
    when_assay diff "$one" "$two" --format text
    says "'there'"
    says "\\([0-9]{6} characters\\) \\.\\.\\. "
    [[ $(wc -c <"$out") -lt 6000 ]] || fail "it is $(wc -c <"$out") characters long"
}

@test "the report document is valid by its grammar" {
    given_postgres <"$cats/init_8936929.sql"
    cat >"$BATS_TEST_TMPDIR/copy.xsl" <<'XSL'
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="/"><xsl:copy-of select="."/></xsl:template></xsl:stylesheet>
XSL
    when_assay audit "$db" --profiles "$history" --stylesheet "$BATS_TEST_TMPDIR/copy.xsl" --format text
    exit_is 1
    xmllint --noout --relaxng schemas/report.rng "$out" 2>"$err" || fail "not valid"
}

@test "names that JSON, XML and a terminal would trip over arrive whole" {
    given_sqlite <<'SQL'
create table "a ""quoted"" <tag> & more" ("back\slash" int, "new
line" text, "tab	é🐈" int);
SQL
    when_assay snapshot "$db"
    when_assay snapshots show 1
    says '🐈'
    same "name" 'back\slash' "$(json '[.. | strings | select(test("back"))][0] | capture("(?<n>back.slash)").n')"
}

# --- targets ---------------------------------------------------------------------------------

@test "each way to name a target finds the same database" {
    given_sqlite <<<'create table item (id integer primary key);'
    local once each
    when_assay snapshot "$db"
    once=$(fingerprint_of)
    for each in "sqlite:///$db" "sqlite:////${db#/}" "$db"; do
        when_assay snapshot "$each"
        same "fingerprint of $each" "$once" "$(fingerprint_of)"
    done
    cd "$BATS_TEST_TMPDIR"
    for each in sqlite:///db.sqlite db.sqlite ./db.sqlite; do
        when_assay snapshot "$each"
        same "fingerprint of $each" "$once" "$(fingerprint_of)"
    done
    printf '[alembic]\nscript_location = m\nsqlalchemy.url = sqlite:///db.sqlite\n' >alembic.ini
    when_assay snapshot
    same "fingerprint by alembic.ini" "$once" "$(fingerprint_of)"
    rm alembic.ini
    DATABASE_URL=sqlite:///db.sqlite when_assay snapshot
    same "fingerprint by DATABASE_URL" "$once" "$(fingerprint_of)"
}

@test "the variables of a container name a target" {
    given_postgres <<<'create table item (id int);'
    local once
    when_assay snapshot "$db"
    once=$(fingerprint_of)
    POSTGRES_HOST=$ASSAY_TEST_SERVER POSTGRES_PORT=$ASSAY_TEST_PORT POSTGRES_DB=$name POSTGRES_USER=assay \
        POSTGRES_PASSWORD=$SECRET when_assay snapshot
    same "fingerprint by POSTGRES_HOST" "$once" "$(fingerprint_of)"
    PGHOST=$ASSAY_TEST_SERVER PGPORT=$ASSAY_TEST_PORT PGDATABASE=$name PGUSER=assay when_assay snapshot
    same "fingerprint by PGHOST" "$once" "$(fingerprint_of)"
}
