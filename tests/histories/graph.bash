# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# A history with branches, graph/NAME.sql: every set of revisions that can have been applied is built, its
# revisions in a random order, and audited. The set must be named, or one equal to it.

graph_orders=${GRAPH_ORDERS:-1} # so many orders of each set

graph_read() { # sets $graph_all, and the parents of each, in the order of the script
    local mark
    graph_all=()
    declare -gA graph_parents=()
    awk -v folder="$work/steps" '/^-- revision: / { file = folder "/" $3 ".sql" } file { print >file }' "$source"
    while read -r mark; do
        [[ $mark =~ ^([^ ]+)( \((.*)\))?$ ]]
        graph_all+=("${BASH_REMATCH[1]}")
        graph_parents[${BASH_REMATCH[1]}]=${BASH_REMATCH[3]//,/}
    done < <(sed -n 's/^-- revision: //p' "$source")
}

# A set is written as a 1 or a 0 for each revision.

graph_has() { # set revision...
    local i set=$1 revision
    shift
    for revision in "$@"; do
        for i in "${!graph_all[@]}"; do
            [[ ${graph_all[i]} != "$revision" || ${set:i:1} == 1 ]] || return 1
        done
    done
}

# graph_next SET: the sets with one revision more, and that revision.
graph_next() {
    local i
    for i in "${!graph_all[@]}"; do
        # shellcheck disable=SC2086 # words
        [[ ${1:i:1} == 1 ]] || ! graph_has "$1" ${graph_parents[${graph_all[i]}]} ||
            echo "${1:0:i}1${1:i+1}" "${graph_all[i]}"
    done
}

graph_heads() { # set
    local i below=' '
    for i in "${!graph_all[@]}"; do
        [[ ${1:i:1} == 0 ]] || below+="${graph_parents[${graph_all[i]}]} "
    done
    for i in "${!graph_all[@]}"; do
        [[ ${1:i:1} == 0 || $below == *" ${graph_all[i]} "* ]] || echo "${graph_all[i]}"
    done | sort | paste -sd ,
}

# By size: each set is built from one of those that are one revision smaller, chosen at random. What can
# be built in no order at all is said.
graph_build() {
    local -A sizes=() from
    local set next revision choices pick size=0 empty
    empty=$(printf '0%.0s' "${graph_all[@]}")
    server_sql postgres -c "drop database if exists graph_0" -c 'create database graph_0'
    sizes[$empty]=graph_0
    while ((${#sizes[@]})); do
        from=()
        for set in "${!sizes[@]}"; do
            while read -r next revision; do
                from[$next]+="${sizes[$set]}/$revision "
            done < <(graph_next "$set")
        done
        local -A larger=()
        for next in "${!from[@]}"; do
            mapfile -t choices < <(tr ' ' '\n' <<<"${from[$next]% }" | shuf --random-source=<(yes "$graph_seed"))
            for pick in "${choices[@]}"; do
                graph_make "graph_$((size += 1))" "${pick%%/*}" "${pick#*/}" && larger[$next]=graph_$size && break
            done
            [[ -n ${larger[$next]:-} ]] || { echo "  $name: no order makes $(graph_heads "$next")" && continue; }
            graph_judge "$next" "graph_$size"
        done
        for set in "${!sizes[@]}"; do
            server_sql postgres -c "drop database ${sizes[$set]}"
        done
        sizes=()
        for set in "${!larger[@]}"; do sizes[$set]=${larger[$set]}; done
        unset larger
    done
}

graph_make() { # database, from which, with which revision more
    server_sql postgres -c "drop database if exists $1" -c "create database $1 template $2"
    server_sql "$1" -1 -f "$work/steps/$3.sql" >/dev/null 2>"$work/steps.log"
}

graph_judge() { # set database
    local heads
    heads=$(graph_heads "$1")
    copy=$(server_conninfo "$2")
    audit "$2" ".$graph_seed"
    if ! equal_sets | grep -qxF -- "$heads"; then
        count[graph_wrong]=$((count[graph_wrong] + 1))
        [[ $(answered) != exact ]] || count[exact]=$((count[exact] + 1))
        check "$name: $heads" "another set: $(short_answer)"
    else
        count[graph_right]=$((count[graph_right] + 1))
        [[ $(answered) == exact ]] || count[graph_drifted]=$((count[graph_drifted] + 1))
        check "$name: $heads"
    fi
}

graph_corpus() {
    source=$here/graph/$name.sql
    declare -gA count=([graph_right]=0 [graph_wrong]=0 [graph_drifted]=0 [exact]=0)
    graph_read
    rm -rf "${histories:?}/$name"
    "$assay" learn script "$source" --scratch "$(server_conninfo postgres)" -o "$histories/$name" >"$work/learned" 2>&1 ||
        { check "$name is learned" "$(cat "$work/learned")" && return; }
    for ((graph_seed = 1; graph_seed <= graph_orders; graph_seed++)); do
        graph_build
    done
    printf '  applied sets: %d right, of them %d with what looks like drift; %d wrong, %d wrong but called exact\n' \
        "${count[graph_right]}" "${count[graph_drifted]}" "${count[graph_wrong]}" "${count[exact]}"
}
