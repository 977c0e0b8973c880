#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What the command line does around the results: the cache that is not there, files that are, typing
# errors, interrupts.
bats_require_minimum_version 1.5.0
load ../lib/assay

history=$PROFILES/cat-activities-monitor

notes() { # pattern: one note on standard error, and nothing else there
    same "lines on standard error" 1 "$(wc -l <"$err" | tr -d ' ')"
    grep -qE -- "^assay: note: .*$1" "$err" || fail "no note like: $1"
}

@test "without a place for the cache an audit says so and goes on" {
    given_sqlite <<<'create table item (id integer primary key);'
    HOME='' XDG_CACHE_HOME='' when_assay diff "$db" "$db"
    exit_is 0
    differences_are
    notes 'not kept'
}

@test "a damaged default cache does not stop an audit, and stays as it is" {
    given_sqlite <<<'create table item (id integer primary key);'
    mkdir -p "$XDG_CACHE_HOME/assay"
    echo 'not a cache' >"$XDG_CACHE_HOME/assay/cache.db"
    when_assay diff "$db" "$db"
    exit_is 0
    notes 'not kept.*no SQLite database'
    same "the file" 'not a cache' "$(cat "$XDG_CACHE_HOME/assay/cache.db")"
    rm "$XDG_CACHE_HOME/assay/cache.db"
}

@test "a damaged cache stops who asked for it, or for a snapshot" {
    given_sqlite <<<'create table item (id integer primary key);'
    echo 'not a cache' >"$BATS_TEST_TMPDIR/my.db"
    when_assay diff "$db" "$db" --cache "$BATS_TEST_TMPDIR/my.db"
    complains 'my\.db.*no SQLite database.*--cache'
    HOME='' XDG_CACHE_HOME='' when_assay snapshot "$db"
    complains 'HOME.*--cache'
}

@test "a report that goes to a device does not replace it" {
    given_sqlite <<<'create table item (id integer primary key);'
    mkfifo "$BATS_TEST_TMPDIR/pipe"
    cat "$BATS_TEST_TMPDIR/pipe" >"$BATS_TEST_TMPDIR/through" 3>&- &
    when_assay diff "$db" "$db" -o "$BATS_TEST_TMPDIR/pipe"
    wait $!
    exit_is 0
    [[ -p $BATS_TEST_TMPDIR/pipe ]] || fail "the pipe is gone"
    jq -e .equal "$BATS_TEST_TMPDIR/through" >/dev/null
}

@test "a reader that went away is an error" {
    given_sqlite <<<'create table item (id integer primary key);'
    { "$ASSAY" diff "$db" "$db" 2>"$err" && echo 0 >"$said" || echo "ended with $?" >"$said"; } | true
    same "exit status" 'ended with 2' "$(cat "$said")"
}

@test "a profile is not captured over another" {
    given_sqlite <<<'create table item (id integer primary key);'
    when_assay profile capture "$db" --revision one -o "$BATS_TEST_TMPDIR/h"
    exit_is 0
    when_assay profile capture "$db" --revision one -o "$BATS_TEST_TMPDIR/h"
    complains "'one'.*one\.xml"
    when_assay profile capture "$db" --revision two --revises zero -o "$BATS_TEST_TMPDIR/h"
    complains "'zero'"
    when_assay profile capture "$db" --revision two -o "$BATS_TEST_TMPDIR/no/such/h"
    complains 'no/such/h'
    when_assay profile capture "$db" -o "$BATS_TEST_TMPDIR/h"
    complains '--revision'
}

@test "whole, a profile with a parent holds the whole schema" {
    given_sqlite <<<'create table item (id integer primary key);'
    when_assay profile capture "$db" --revision one -o "$BATS_TEST_TMPDIR/h"
    when_assay profile capture "$db" --revision two --revises one --whole -o "$BATS_TEST_TMPDIR/h"
    grep -q '<table' "$BATS_TEST_TMPDIR/h/two.xml" || fail "two.xml lacks the table"
    when_assay diff revision:two "$db" --profiles "$BATS_TEST_TMPDIR/h"
    differences_are
}

@test "a revision that two histories have needs its project" {
    given_sqlite <<<'create table item (id integer primary key);'
    when_assay profile capture "$db" --revision one -o "$BATS_TEST_TMPDIR/a"
    mkdir "$BATS_TEST_TMPDIR/all"
    mv "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/all/a"
    when_assay profile capture "$db" --revision one -o "$BATS_TEST_TMPDIR/all/b"
    when_assay diff "$db" revision:one --profiles "$BATS_TEST_TMPDIR/all"
    complains "'a' and 'b'.*/one"
    when_assay diff "$db" revision:b/one --profiles "$BATS_TEST_TMPDIR/all"
    differences_are
    when_assay diff "$db" revision:c/one --profiles "$BATS_TEST_TMPDIR/all"
    complains "'c'"
}

@test "a slip of typing is answered with the nearest word" {
    when_assay chekc x
    complains "'chekc'.*assay check"
    when_assay audit x --profile y
    complains "'--profile'.*--profiles"
    when_assay snapshots
    complains 'snapshots --help'
    when_assay profile captrue
    complains "'profile captrue'"
    when_assay
    complains 'assay --help'
}

@test "help goes to standard output, also of a group of commands" {
    when_assay snapshots --help
    exit_is 0
    says 'snapshots show'
    when_assay diff -h
    exit_is 0
    says '--fail-on'
    says 'text \(default\), json, html, xml, markdown, junit, sarif, github, gitlab$'
    when_assay snapshots list --help
    says 'text \(default\), json, html, xml$'
}
