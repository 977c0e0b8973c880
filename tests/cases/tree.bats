#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What the tree promises: layers, headers, options and scripts. No database is needed.
bats_require_minimum_version 1.5.0
load ../lib/assay

@test "folders of analyzer/ include only what their layer may" {
    run tests/check_layers
    [[ $status == 0 && -z $output ]] || { echo "$output" && false; }
}

@test "each public header compiles alone, as C17 and as C++, without a warning" {
    local header flags=(-fsyntax-only -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wundef -Werror -Iinclude)
    for header in include/assay.h include/assay/*.h; do
        cc -std=c17 -Wstrict-prototypes -Wmissing-prototypes "${flags[@]}" -x c "$header"
        c++ -std=c++17 -Wold-style-cast "${flags[@]}" -x c++ "$header"
    done
}

@test "no public header names a type of a library" {
    run ! grep -nE 'PGconn|sqlite3|xml(Doc|Node)|#include <(libpq|libxml|libxslt|sqlite|nettle)' -r include
}

# The table of commands, as C has it: {"snapshots list", "[ID]...", 0, …
mapfile -t commands < <(grep -oE '\{"[a-z ]+", "[^"]*", [0-9]+,' "$REPO/analyzer/cli/commands.c" | cut -d '"' -f 2)

@test "each command has help, which names it and ends with status 0" {
    local command
    for command in "${commands[@]}"; do
        # shellcheck disable=SC2086 # two words
        when_assay $command --help
        exit_is 0
        says "assay $command"
    done
    when_assay --help
    exit_is 0
    for command in "${commands[@]}"; do says "$command"; done
    when_assay --version
    exit_is 0
    says '^assay [0-9]+\.[0-9]+\.[0-9]+'
}

# Every option that the program says it has, in any help.
options_in_help() {
    local command
    for command in '' "${commands[@]}"; do
        # shellcheck disable=SC2086 # two words, or none
        "$ASSAY" $command --help
    done | sed 's/alembic upgrade head --sql//' | grep -oE -e '--[a-z][a-z-]+' | sort -u
}

@test "the table of options and help agree" {
    same "options" "$(grep -oE '^ *\{"[a-z-]+", (0|.[a-z].),' analyzer/cli/options.c | sed -E 's/^ *\{"([a-z-]+)".*/--\1/' | sort -u)" \
        "$(options_in_help)"
}

@test "README names no command, option or target in the tree that does not exist" {
    local each options
    options=$(options_in_help)
    while read -r each; do
        grep -qx -e "$each" <<<"$options" || fail "README: $each"
    done < <(grep -oE -e '`[^`]*`|^assay .*' README.md | grep -E '^.?assay |^`--' | sed "s/--run '[^']*'/--run/" |
        grep -oE -e '--[a-z][a-z-]+' | sort -u)
    while read -r each; do
        [[ -e $each ]] || fail "README: $each"
    done < <(grep -oE '\b(tests|profiles|schemas|analyzer)/[a-z_./-]+' README.md | grep -v 'profiles/shop' | sort -u)
}

# What differs from run to run and from machine to machine.
masked() {
    sed -E "s#$BATS_TEST_TMPDIR/##; s#read [0-9-]+ [0-9:]+ UTC#read DATE UTC#; s#SQLite [0-9.]+#SQLite N#"
}

@test "the session in README is what the demo prints" {
    local build=$BATS_TEST_TMPDIR/build
    mkdir -p "$build"
    ln -s "$ASSAY" "$build/assay"
    BUILD=$build tests/demo/run >"$out" 2>"$err" || fail "the demo failed"
    diff <(sed -n '/^\$ assay audit build/,/^# exit status/p' README.md | masked) \
        <(masked <"$out" | sed -n '/^\$ assay audit/,/^# exit status/p') || fail "they differ"
}

@test "scripts and cases have no finding of shellcheck" {
    grep -rlIE '^#!.*\b(bash|sh|bats)$|^# shellcheck shell=' tests analyzer .ci | sort | xargs -d '\n' shellcheck -x
}

@test "every folder says in a short README what it is for" {
    local folder
    for folder in analyzer/*/; do
        [[ -s $folder/README.md ]] || fail "$folder has no README.md"
        [[ $(wc -l <"$folder/README.md") -le 25 ]] || fail "$folder/README.md has more than 25 lines"
    done
}
