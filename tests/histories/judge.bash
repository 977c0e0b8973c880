# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Whether Assay's answer on a step of the replay is right, as the truth has it.

passed=0 failed=0
check() { # sentence [what is wrong]
    if [[ -z ${2:-} ]]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "  not ok: $1"
        printf '%s\n' "$2" | head -n 20 | sed 's/^/      /'
    fi
}

# The truth's states, one a line: index, heads parted by commas, fingerprint.
truth_states() {
    awk -F '\t' '$1 ~ /^[1-9]/ {
        heads = $2
        if (match($5, /heads=[^ ]+/)) heads = substr($5, RSTART + 6, RLENGTH - 6)
        gsub(/\+/, ",", heads)
        print $1 "\t" heads "\t" $3
    }' "$truth" | while IFS=$'\t' read -r index heads fingerprint; do
        printf '%s\t%s\t%s\n' "$index" "$(tr , '\n' <<<"$heads" | sort | paste -sd ,)" "$fingerprint"
    done
}

judge_begin() {
    declare -gA count=([clean_right]=0 [clean_wrong]=0 [wider]=0 [drift_right]=0 [drift_wrong]=0 [exact]=0)
    truth_states >"$work/states"
}

judge() { # index
    copy_database audited
    forget_revision
    judge_clean "$1"
    judge_drifted "$1"
    drop_copy audited
}

# Snapshots are kept, so that what is in them can be looked at, and audited again.
audit() { # index suffix: the answer, in a file whose name is put into $answer
    answer=$work/answers/$1$2.json
    "$assay" audit "$copy" --profiles "$histories/$name" --cache "$work/cache.db" --format json --timeout 300 \
        >"$answer" 2>"$answer.error"
    (($? != 2)) || echo '{}' >"$answer"
}

# The sets that Assay cannot tell apart, each as heads parted by commas.
equal_sets() {
    jq -r '.equal // [] | .[] | sort | join(",")' "$answer" | sort
}

# verdict_of HEADS: how the answer stands to the truth. Of the states of the replay, equal must hold
# those with the same dump and no other; wider: also some that pg_dump tells apart.
verdict_of() {
    local heads=$1 same said
    same=$(awk -F '\t' -v heads="$heads" 'NR == FNR { if ($2 == heads) print_of = $3; next } $3 == print_of { print $2 }' \
        "$work/states" "$work/states" | sort)
    said=$(comm -12 <(equal_sets) <(cut -f 2 "$work/states" | sort))
    if ! grep -qxF -- "$heads" <<<"$said"; then
        echo wrong
    elif [[ $said == "$same" ]]; then
        echo right
    elif [[ -z $(comm -23 <(echo "$same") <(echo "$said")) ]]; then
        echo "wider $(comm -13 <(echo "$same") <(echo "$said") | paste -sd ' ')"
    else
        echo wrong
    fi
}

# explained ANSWER HEADS: whether exceptions.tsv says that this is the right answer here.
explained() {
    grep -qF -- "$name"$'\t'"$2"$'\t'"$1"$'\t' "$here/exceptions.tsv"
}

short_answer() {
    jq -c '{match, revisions, equal: .equal, drift: [.drift // [] | .[] | "\(.change) \(.kind) \(.object)"]}' "$answer" | head -c 1500
    cat "$answer.error"
}

heads_at() { # index
    awk -F '\t' -v wanted="$1" '$1 == wanted { print $2 }' "$work/states"
}

answered() { # match, or the state of a database that has none
    jq -r '.match // .state // "nothing"' "$answer"
}

judge_clean() { # index
    local heads verdict wrong=
    heads=$(heads_at "$1")
    audit "$1" ''
    verdict=$(verdict_of "$heads")
    if [[ $(answered) != exact || $verdict != right ]] && ! explained "$(answered)" "$heads" && ! explained "$verdict" "$heads"; then
        wrong="$verdict: $(short_answer)"
    fi
    note_outcome clean "$wrong" "$verdict"
    [[ $verdict != wider* ]] || count[wider]=$((count[wider] + 1))
    check "$name at $1, $heads" "$wrong"
}

judge_drifted() { # index
    local heads wrong=
    heads=$(heads_at "$1")
    drift >"$work/drift"
    # A database without a table has nothing that could drift.
    [[ -s $work/drift ]] || return 0
    audit "$1" .drift
    jq -r '.drift // [] | .[] | "\(.change) \(.kind) \(.object)"' "$answer" | sort >"$work/said"
    if ! equal_sets | grep -qxF -- "$heads"; then
        wrong="another revision: $(short_answer)"
    elif [[ $(answered) != drifted ]] && ! explained "drift: $(answered)" "$heads"; then
        wrong="not drifted: $(short_answer)"
    else
        wrong=$(diff "$work/drift" "$work/said")
    fi
    note_outcome drift "$wrong" "${wrong%%:*}"
    check "$name at $1, $heads, with drift" "$wrong"
}

# note_outcome GROUP WRONG VERDICT: the worst that Assay can do is to be sure of what is wrong.
note_outcome() {
    local outcome=right
    [[ -z $2 ]] || outcome=wrong
    count[$1_$outcome]=$((count[$1_$outcome] + 1))
    [[ $3 == wrong || $3 == 'another revision' ]] || return 0
    [[ $(answered) != exact ]] || count[exact]=$((count[exact] + 1))
}

summarise() {
    printf '  as it is:   %d right, %d wrong; in %d equal holds more than pg_dump tells apart\n' \
        "${count[clean_right]}" "${count[clean_wrong]}" "${count[wider]}"
    printf '  with drift: %d right, %d wrong\n' "${count[drift_right]}" "${count[drift_wrong]}"
    printf '  wrong but called exact: %d\n' "${count[exact]}"
    check "$name: nothing wrong is called exact" "${count[exact]#0}"
}

# --- drift ---------------------------------------------------------------------------------------------

# drift: changes the copy as people do, and prints what is to be reported of it, sorted.
drift() {
    if [[ $dialect == sqlite ]]; then
        drift_sqlite
    else
        server_sql "${database}_audited" -At -v before="$before" -f "$here/drift.sql"
    fi | sort
}

drift_sqlite() {
    local table index
    sqlite3 "$copy" 'select type, name, sql from sqlite_schema' | sort >"$work/now"
    index=$(comm -12 <(sort "$work/before") "$work/now" | awk -F '|' '$1 == "index" && $3 ~ /^CREATE INDEX/ { print $2 }' | head -n 1)
    table=$(awk -F '|' '$1 == "table" { print $2 }' "$work/now" | head -n 1)
    [[ -z $index ]] || { sqlite3 "$copy" "drop index \"$index\"" && echo "missing index $index"; }
    sqlite3 "$copy" "alter table \"$table\" add column reviewer_note text; create table \"${table}_backup\" as select * from \"$table\";"
    echo "unexpected column $table.reviewer_note"
    echo "unexpected table ${table}_backup"
}
