# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Databases that no upgrade leaves behind when all is well: of a revision only the first half of its
# statements is applied; or a revision is skipped, a later one applied, where that works. They are made
# of copies, while the replay goes on. What counts is that such a database is not called safe to stamp.
#
#   partial  said to be partial, and the revision, or a later one, is named
#   drifted  drifted or ambiguous, at one of the states around it; when skipped, only if what deviates
#            weighs less than a column: a repair before the stamp
#   same     pg_dump says that it is one of the replay's states, and Assay says so too
#   wrong    anything else; and worst of all, exact

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

broken_end() {
    local group index last print outcome
    [[ $broken_every != - ]] || return 0
    while IFS=$'\t' read -r group index last print; do
        answer=$work/answers/$index.$group.$last.json
        outcome=$(broken_outcome "$group" "$index" "$last" "$print")
        broken[$group.$outcome]=$((broken[$group.$outcome] + 1))
        [[ $outcome != wrong && $outcome != exact ]] ||
            explained "$group: $(answered)" "$(heads_at "$index")" ||
            check "$name: $group, $(revision_at "$index") at step $index of $last" "$outcome: $(short_answer)"
    done <"$work/broken"
    for group in half skipped; do
        for outcome in partial drifted same wrong exact; do
            echo "$group.$outcome ${broken[$group.$outcome]}"
        done >>"$work/counts"
        printf '  %-11s %d partial, %d drifted, %d same, %d wrong, %d wrong but called exact\n' "$group:" \
            "${broken[$group.partial]}" "${broken[$group.drifted]}" "${broken[$group.same]}" \
            "${broken[$group.wrong]}" "${broken[$group.exact]}"
    done
}

broken_outcome() { # GROUP INDEX LAST PRINT
    local match same
    match=$(answered)
    same=$(broken_same_as "$4")
    if [[ $match == exact ]]; then
        if [[ -n $same ]] && broken_says "$same"; then echo same; else echo exact; fi
    elif [[ $match == partial ]] && broken_named "$2" "$3"; then
        echo partial
    elif [[ $match =~ ^(drifted|ambiguous)$ ]] && broken_says "$(seq $(($2 - 1)) "$3")" && broken_light "$1"; then
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

# No column or anything as heavy is missing, and not two of what is lighter; but for what a later
# revision has dropped before its time.
broken_light() { # GROUP
    [[ $1 == half ]] || jq -e '[.out_of_order[].present[]] as $dropped |
        [.drift[] | select(.change == "missing" and (.object | IN($dropped[]) | not)) | .kind] |
        all(IN("index", "primary-key", "unique", "foreign-key", "check", "exclusion", "trigger", "rule", "policy", "sequence"))
        and length < 2' "$answer" >/dev/null
}

# Whether the revision, or one that came after it, is among those that are half there or too early. One
# that drops and makes the same again changes nothing that could be named.
broken_named() { # INDEX LAST
    local named index
    ! { broken_says "$1" && broken_says "$(($1 - 1))"; } || return 0
    named=$(jq -r '(.half_applied // []) + (.out_of_order // []) | .[].revision' "$answer")
    for ((index = $1; index <= $2; index++)); do
        ! grep -qxF -- "$(revision_at "$index")" <<<"$named" || return 0
    done
    return 1
}

# Of all corpora, and beside it what there was before. States that are truly the same do not count.
broken_total() { # NAME...
    local group partial all outcome n name
    local -A broken_all=()
    while read -r outcome n; do
        broken_all[$outcome]=$((${broken_all[$outcome]:-0} + n))
    done < <(for name; do cat "$histories/work/$name/counts" 2>/dev/null; done)
    for group in half skipped; do
        partial=${broken_all[$group.partial]:-0}
        all=$((partial + ${broken_all[$group.drifted]:-0} + ${broken_all[$group.wrong]:-0} + ${broken_all[$group.exact]:-0}))
        ((all == 0)) || echo "$group: $partial of $all partial (before: ${broken_before[$group]}), ${broken_all[$group.same]} truly the same," \
            "${broken_all[$group.wrong]} wrong, ${broken_all[$group.exact]} wrong but called exact"
    done
}
