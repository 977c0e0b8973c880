#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Parsed profiles in the cache: nobody can tell from the answer. The profiles that ship are used, since
# a file that was written a moment ago is not relied upon.
bats_require_minimum_version 1.5.0
load ../lib/assay

# answered_with OPTIONS...: the answer about a revision, but for the time of asking.
answered_with() {
    when_assay audit revision:254ac5fc3941 --profiles "$PROFILES/gertty" "$@"
    exit_is 0
    answer=$(json 'del(.snapshot.taken_at)')
}

# A row that is written anew has a higher id.
kept_is() { # id
    same "what is kept" "$1 $PROFILES/gertty true" "$(sqlite3 -separator ' ' "$BATS_TEST_TMPDIR/c.db" \
        "select id, path, iif(length(profiles) > 100, 'true', 'false') from parsed_history")"
}

@test "the second run parses nothing, and answers as the first one and as one without a cache" {
    local expected
    answered_with --no-cache
    expected=$answer
    [[ ! -e $XDG_CACHE_HOME ]] || fail "--no-cache left a cache"
    for run in 1 2; do
        answered_with --cache "$BATS_TEST_TMPDIR/c.db"
        same "answer of run $run" "$expected" "$answer"
        kept_is 1
    done
}

@test "another program, and a damaged cache, parse anew" {
    local expected
    answered_with --cache "$BATS_TEST_TMPDIR/c.db"
    expected=$answer
    cp "$ASSAY" "$BATS_TEST_TMPDIR/another"
    ASSAY=$BATS_TEST_TMPDIR/another answered_with --cache "$BATS_TEST_TMPDIR/c.db"
    same "another program's answer" "$expected" "$answer"
    kept_is 2
    sqlite3 "$BATS_TEST_TMPDIR/c.db" 'update parsed_history set profiles = zeroblob(1000)'
    ASSAY=$BATS_TEST_TMPDIR/another answered_with --cache "$BATS_TEST_TMPDIR/c.db"
    same "answer after damage" "$expected" "$answer"
    kept_is 3
}
