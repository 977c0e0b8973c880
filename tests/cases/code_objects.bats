#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Types, aggregates, casts, operators, languages and text search: what a schema's code is made of.
# That each attribute is compared is in tests/fixtures/attributes; here is what only shows end to end.
bats_require_minimum_version 1.5.0
load ../lib/assay

# code_in SCHEMA: an object of every such kind, and what refers to it.
code_in() {
    cat <<SQL
create schema if not exists $1;
set search_path = $1;
create type money_of as (amount numeric(10,2), currency char(3));
create type span as range (subtype = float8, subtype_diff = float8mi);
create type mood as enum ('sad', 'happy');
create collation by_bytes (provider = libc, locale = 'C');
create function same(money_of, money_of) returns boolean language sql immutable as 'select \$1.amount = \$2.amount';
create function compare(money_of, money_of) returns int language sql immutable as 'select sign(\$1.amount - \$2.amount)::int';
create function smile(m mood, default_mood mood default 'sad') returns mood language sql as 'select m';
create function next_total(numeric, money_of) returns numeric language sql as 'select \$1 + \$2.amount';
create aggregate total(money_of) (sfunc = next_total, stype = numeric, initcond = '0');
create operator === (leftarg = money_of, rightarg = money_of, function = same, commutator = ===, hashes);
create operator class money_ops for type money_of using hash as operator 1 ===;
create cast (money_of as mood) with inout;
create text search dictionary plain (template = simple, stopwords = english);
create text search configuration plain (copy = english);
alter text search configuration plain alter mapping for asciiword with plain, english_stem;
create table plain (id int primary key, price money_of, name text collate by_bytes, mood mood default 'sad');
SQL
}

captured() { # URL: its history, in $history
    history=$BATS_TEST_TMPDIR/history
    when_assay profile capture "$1" --revision first --whole --project code -o "$history"
    exit_is 0
}

@test "what is captured of a schema's code is exactly that schema, whatever shares a name" {
    given_postgres < <(code_in app)
    captured "$db"
    when_assay audit "$db" --profiles "$history" --compare all
    verdict_is legacy exact first
    drift_is
}

@test "a history fits a schema of another name, also where types stand in names and signatures" {
    given_postgres public < <(code_in public)
    given_postgres app < <(code_in app)
    captured "$public"
    when_assay audit "$app" --profiles "$history" --schema-map public=app
    verdict_is legacy exact first
    drift_is
}

@test "a cast follows the filters by the schema of its types" {
    given_postgres < <(code_in app)
    when_assay snapshot "$db" --include 'app.*'
    same "casts" 1 "$(json .snapshot.objects.cast)"
    when_assay snapshot "$db" --exclude 'app.*'
    same "casts" null "$(json .snapshot.objects.cast)"
    limit_matches '^cast left out by a filter'
}

@test "an operator class written in parts, its family by itself, is the same class" {
    local class="as operator 1 <, function 1 btint4cmp(int, int)"
    given_postgres at_once <<<"create operator class loud for type int using btree $class, operator 1 < (int, bigint);"
    given_postgres in_parts <<SQL
create operator family loud using btree;
create operator class loud for type int using btree family loud $class;
alter operator family loud using btree add operator 1 < (int, bigint);
SQL
    when_assay diff "$at_once" "$in_parts" --compare all
    differences_are
}

@test "what no kind describes is counted" {
    given_postgres <<'SQL'
create text search parser words (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype);
create text search template copied (init = dsimple_init, lexize = dsimple_lexize);
create access method heap_again type table handler heap_tableam_handler;
create transform for int language sql (from sql with function prsd_lextype(internal), to sql with function int4recv(internal));
create conversion latin for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
create type unfinished;
-- A provider of security labels must be loaded when the server starts; its row can be had without one.
create table labelled (id int);
set allow_system_table_mods = on;
insert into pg_seclabel values ('labelled'::regclass, 'pg_class'::regclass, 0, 'any', 'secret');
SQL
    when_assay snapshot "$db"
    limit_matches '^text-search-parser not read'
    limit_matches '^text-search-template not read'
    limit_matches '^access-method not read'
    limit_matches '^transform not read'
    limit_matches '^conversion not read'
    limit_matches '^type not read'
    limit_matches '^security-label not read'
}
