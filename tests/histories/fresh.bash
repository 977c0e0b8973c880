# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Fresh installations, where a corpus has a script for each revision beside the upgrades: not quite the
# schema that upgrades make. fresh/NAME.tsv has, for each revision, which one it must be told to be and
# what must be reported as drift.

fresh() {
    local revision expected drift said wrong right=0 all=0
    [[ -e $here/fresh/$name.tsv ]] || return 0
    while IFS=$'\t' read -r revision expected drift; do
        [[ $revision != '#'* ]] || continue
        server_sql postgres -c 'drop database if exists installed' -c 'create database installed'
        cat "$source/deploy/$revision/"*.sql | server_sql installed >/dev/null 2>&1
        copy=$(server_conninfo installed)
        audit "$revision" .fresh
        said=$(jq -r '[.drift // [] | .[] | "\(.change) \(.kind) \(.object)"] | sort | join(", ")' "$answer")
        wrong=
        equal_sets | grep -qxF -- "$expected" && [[ $said == "$drift" ]] || wrong=$(short_answer)
        all=$((all + 1))
        [[ -n $wrong ]] || right=$((right + 1))
        check "$name: a fresh installation of $revision" "$wrong"
    done <"$here/fresh/$name.tsv"
    server_sql postgres -c 'drop database if exists installed'
    echo "  installed:  $right of $all right"
}
