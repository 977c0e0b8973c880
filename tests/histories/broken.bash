# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Databases that no upgrade leaves behind when all is well: of a revision only the first half of its
# statements is applied; or a revision is skipped, a later one applied, where that works. They are made
# of copies, while the replay goes on. What counts is that such a database is not called safe to stamp.
#
#   partial  said to be partial, and the revision, or a later one, is named
#   drifted  drifted or ambiguous, at one of the states around it
#   same     pg_dump says that it is one of the replay's states, and Assay says so too; or half of the
#            statements already are all that counts, or none of it
#   wrong    anything else; and worst of all, exact
#
# Which of them it must be is told by the weights of what is there and what is not (broken.sql).

# What a prototype of the matching had, on the 285 revisions of another history that are not here.
declare -A broken_before=([half]='58 of 70' [skipped]='415 of 449')

broken_begin() {
    declare -gA broken=()
    local group outcome
    for group in half skipped; do
        for outcome in partial drifted same wrong exact; do
            broken[$group.$outcome]=0
        done
    done
    : >"$work/prints"
    : >"$work/broken"
}

broken_wanted() { # index
    [[ $broken_every != - ]] && ((index % broken_every == 0))
}

# Before a step is applied, copies are taken.
broken_prepare() { # index
    broken_wanted "$1" || return 0
    copy_database half
    copy_database skipped
}

# And when it is applied, and known to be possible, they are made into what they are to be.
broken_after() { # index
    [[ $broken_every == - ]] || printf '%s\t%s\n' "$1" "$(dump "$database" | sha256sum)" >>"$work/prints"
    broken_wanted "$1" || return 0
    broken_half "$1"
    broken_skipped "$1"
    drop_copy half
    drop_copy skipped
    # Some migrations remember, as long as their process lives, what they have done elsewhere.
    [[ $kind != alembic ]] || { alembic_end; alembic_begin; }
}

revision_at() { # index
    awk -F '\t' -v wanted="$1" '$1 == wanted { print $2 }' "$truth"
}

copy_again() { # NAME: $copied and $copy for a copy made before
    if [[ $dialect == sqlite ]]; then
        copied=$work/$1.sqlite copy=$copied
    else
        copied=${database}_$1 copy=$(server_conninfo "${database}_$1")
    fi
}

# --- half of a revision ----------------------------------------------------------------------------------

broken_half() { # index
    local revision
    revision=$(revision_at "$1")
    copy_again half
    half_of_it "$revision" || return 0
    forget_revision
    broken_audit half "$1" "$1"
}

# half_of_it REVISION: fails if it has one statement only.
half_of_it() {
    if [[ $kind == alembic ]]; then
        ((statements > 1)) && alembic_step "$(url_of "$copied")" "$1" $((statements / 2)) >/dev/null
        return
    fi
    # psql, asked to ask before each statement, knows where one ends. Each is committed by itself.
    local n
    sed -E '/^ *(begin|commit|start transaction) *;/Id' "$work/steps/$1.sql" >"$work/half.sql"
    n=$(yes x | server_sql "$copied" -v ON_ERROR_STOP=0 -s -f "$work/half.sql" 2>/dev/null | grep -c 'press return to proceed')
    ((n > 1)) || return 1
    { yes '' | head -n $((n / 2)); echo x; } | server_sql "$copied" -s -f "$work/half.sql" >/dev/null 2>&1
    return 0
}

# --- skipped ---------------------------------------------------------------------------------------------

# The next one without it, and then up to five more, where they apply.
broken_skipped() { # index
    local skipped next last=$1 revision
    skipped=$(revision_at "$1")
    copy_again skipped
    [[ $kind != alembic ]] || alembic_step "$(url_of "$copied")" "$skipped" stamp || return 0
    for ((next = $1 + 1; next <= $1 + 6; next++)); do
        revision=$(revision_at "$next")
        [[ -n $revision ]] || break
        broken_follows "$1" "$next" || break
        replay_step "$copied" "$revision" >/dev/null 2>&1 || break
        last=$next
        ((next == $1 + 1)) || continue
        broken_audit_skipped "$1" "$next"
    done
    ((last <= $1 + 1)) || broken_audit_skipped "$1" "$last"
}

broken_audit_skipped() { # index, of the last that was applied
    copy_database audited "$copied"
    forget_revision
    broken_audit skipped "$1" "$2"
    drop_copy audited
    copy_again skipped
}

# In a graph, the next step may have nothing to do with this one: then leaving it out is allowed.
broken_follows() { # index, of a later one
    ! heads_at "$2" | tr , '\n' | grep -qxF -- "$(revision_at "$1")"
}

# --- the answer ------------------------------------------------------------------------------------------

# broken_audit GROUP INDEX LAST: asks Assay of $copied, where the step INDEX is half there or not at all,
# and LAST is the last that was applied. It is judged when all states of the replay are known.
broken_audit() {
    audit "$2" ".$1.$3"
    printf '%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$(dump "$copied" | sha256sum)" >>"$work/broken"
}

# --- what it should be ------------------------------------------------------------------------------------

# The kinds table as SQL; of objects and attributes that are only compared on request nothing counts.
broken_kinds() {
    awk -F '[(), ]+' '
        BEGIN { print "create temp table kind (element, weight); create temp table attribute (element, name, cost);" }
        /^KIND/ { element[$2] = $3; gsub(/"/, "", element[$2])
                  printf "insert into kind values (\047%s\047, %d);\n", element[$2], $5 == "ALWAYS" ? $6 : 0 }
        /^ATTR/ && $4 == "ALWAYS" { printf "insert into attribute values (\047%s\047, \047%s\047, %d);\n", element[$2], $3, $5 }
    ' analyzer/kinds/kinds.def
}

broken_renames() { # index: as its profile has them
    echo "create temp table renamed (element, relation, name, new_name);"
    sed -n '/<rename>/,/<\/rename>/p' "$histories/$name/$(revision_at "$1").xml" | awk -F '"' '
        /<in / { relation = $2 }
        relation != "" && / to="/ { element = $1; gsub(/[ <]|name=/, "", element)
            printf "insert into renamed values (\047%s\047, \047%s\047, \047%s\047, \047%s\047);\n", element, relation, $2, $4 }
        /<\/in>/ { relation = "" }'
}

snapshot_of() { # answer, without its .json; of the empty database there is none
    jq -r '.snapshot.id // 0' "$work/answers/$1.json" 2>/dev/null || echo 0
}

# broken_weigh BEFORE AFTER LAST SEEN: sets $present, $absent, $weight, $early and $dropped; what the step from one
# state to the other did and is still to be seen at the last.
broken_weigh() {
    IFS='|' read -r present absent weight early dropped < <({
        broken_kinds
        broken_renames "$2"
        printf '.param set :%s %d\n' before "$(snapshot_of "$1")" after "$(snapshot_of "$2")" \
            last "$(snapshot_of "$3")" seen "$(snapshot_of "$4")"
        cat "$here/broken.sql"
    } | sqlite3 "$work/cache.db")
}

# broken_rule GROUP INDEX LAST: the matches that are right, or "none" where half is all or nothing, or
# nothing can be seen of what was skipped.
broken_rule() {
    broken_weigh $(($2 - 1)) "$2" "$3" "$2.$1.$3"
    if ((weight == 0)) || { [[ $1 == half ]] && ((present == 0 || absent == 0)); }; then
        echo none
    elif [[ $1 == half ]] && ((5 * present >= weight && 5 * absent >= weight)); then
        echo partial
    elif [[ $1 == half ]]; then
        # What an upgrade would make once more is there.
        broken_member "$2" || ((early == 0)) || echo partial
        echo drifted ambiguous
    elif broken_member "$2"; then
        if ((present == 0 && absent >= 32)); then echo partial; else echo drifted ambiguous; fi
        ((present == 0)) || echo partial
    else
        # Its own objects can have been made by a later step as well.
        broken_weigh $(($2 - 1)) "$3" "$3" "$2.$1.$3"
        if ((early > 0)); then echo partial; else echo drifted ambiguous; fi
        # What made that which a later step has dropped before its time looks skipped itself.
        ((dropped < 32)) || echo partial
    fi
}

broken_member() { # index: whether Assay says that it is applied
    ! jq -r '.pending // [] | .[]' "$answer" | grep -qxF -- "$(revision_at "$1")"
}

# --- and what it is ---------------------------------------------------------------------------------------

broken_end() {
    local group index last print outcome rule
    [[ $broken_every != - ]] || return 0
    : >"$work/counts"
    while IFS=$'\t' read -r group index last print; do
        answer=$work/answers/$index.$group.$last.json
        rule=$(broken_rule "$group" "$index" "$last" | paste -sd ' ')
        outcome=$(broken_outcome "$group" "$index" "$last" "$print" "$rule")
        broken[$group.$outcome]=$((broken[$group.$outcome] + 1))
        [[ $outcome == same ]] || broken_conforms "$group" "$index" "$last" "$outcome" "$rule"
    done <"$work/broken"
    for group in half skipped; do
        for outcome in partial drifted same wrong exact asked conforming light; do
            echo "$group.$outcome ${broken[$group.$outcome]:-0}"
        done
    done >"$work/counts"
    broken_say <"$work/counts" | sed 's/^/  /'
}

broken_conforms() { # GROUP INDEX LAST OUTCOME RULE
    local heads
    heads=$(heads_at "$2")
    broken[$1.asked]=$((${broken[$1.asked]:-0} + 1))
    if [[ " $5 " == *" $(answered) "* && $4 != wrong && $4 != exact ]] && broken_named "$2" "$3"; then
        broken[$1.conforming]=$((${broken[$1.conforming]:-0} + 1))
        # A member of which nothing is there, but that weighs less than a column.
        [[ $1 == half || $4 == partial ]] || ! broken_lists "$2" || broken[$1.light]=$((${broken[$1.light]:-0} + 1))
    else
        explained "$1: $(answered)" "$heads" ||
            check "$name: $1, $(revision_at "$2") at step $2 of $3" "$4, where it is $5: $(short_answer)"
    fi
}

broken_outcome() { # GROUP INDEX LAST PRINT RULE
    local match same
    match=$(answered)
    same=$(broken_same_as "$4")
    if [[ -n $same && $match == exact ]] && broken_says "$same"; then
        echo same
    elif [[ $match == exact && $5 != none ]]; then
        echo exact
    elif [[ $5 == none ]] && broken_says "$(seq $(($2 - 1)) "$3")"; then
        echo same
    elif [[ $match == partial ]] && broken_named "$2" "$3"; then
        echo partial
    elif [[ $match =~ ^(drifted|ambiguous)$ ]] && broken_says "$(seq $(($2 - 1)) "$3")"; then
        echo drifted
    else
        echo wrong
    fi
}

broken_same_as() { # PRINT: the steps that have it
    awk -F '\t' -v print_of="$1" '$2 == print_of { print $1 }' "$work/prints"
}

broken_says() { # indices: whether one of them is in equal
    local index
    for index in $1; do
        ! equal_sets | grep -qxF -- "$(heads_at "$index")" || return 0
    done
    return 1
}

broken_lists() { # index: whether its revision is among those that are half there or too early
    jq -r '(.half_applied // []) + (.out_of_order // []) | .[].revision' "$answer" | grep -qxF -- "$(revision_at "$1")"
}

# Whether the revision, or one that came after it, is among those.
broken_named() { # INDEX LAST
    local index
    for ((index = $1; index <= $2; index++)); do
        ! broken_lists "$index" || return 0
    done
    return 1
}

# Of all corpora.
broken_total() { # NAME...
    local each
    for each; do
        cat "$histories/work/$each/counts" 2>/dev/null
    done | awk '{ n[$1] += $2 } END { for (each in n) print each, n[each] }' | broken_say
}

# broken_say: reads counts. States that are truly the same do not count, and beside the partial ones is
# what there was before.
broken_say() {
    local group outcome count
    local -A n=()
    while read -r outcome count; do n[$outcome]=$count; done
    for group in half skipped; do
        ((${n[$group.asked]:-0} > 0)) || continue
        echo "$group: ${n[$group.conforming]} of ${n[$group.asked]} as the weights have it;" \
            "${n[$group.partial]} partial (before: ${broken_before[$group]}), ${n[$group.drifted]} drifted or ambiguous" \
            "(${n[$group.light]} lack less than a column), ${n[$group.same]} truly the same, ${n[$group.wrong]} wrong," \
            "${n[$group.exact]} wrong but called exact"
    done
}
