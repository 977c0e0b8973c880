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

@test "each command has help, which names it and ends with status 0" {
    local command
    for command in audit check diff stamp snapshot snapshots 'profile validate' 'profile show' 'profile capture'; do
        # shellcheck disable=SC2086 # two words
        when_assay $command --help
        exit_is 0
        says "assay $command"
    done
    when_assay --version
    exit_is 0
    says '^assay [0-9]+\.[0-9]+\.[0-9]+'
    when_assay --help
    exit_is 0
    says 'audit'
}

@test "every option that is said in help is accepted, and every option in the code is said" {
    local option
    when_assay audit --help
    for option in --profiles --compare --schema-map --include --exclude --cache --no-cache --timeout \
        --lock-timeout --format --report --fail-on; do
        grep -qw -e "$option" "$out" || fail "audit --help does not say $option"
    done
}

@test "scripts and cases have no finding of shellcheck" {
    grep -rlIE '^#!.*\b(bash|sh|bats)$|^# shellcheck shell=' tests analyzer .ci | sort | xargs -d '\n' shellcheck -x
}

@test "every folder says in a short README what it is for" {
    local folder
    for folder in analyzer/*/; do
        [[ -s $folder/README.md ]] || fail "$folder has no README.md"
        [[ $(wc -l <"$folder/README.md") -le 15 ]] || fail "$folder/README.md has more than 15 lines"
    done
}
