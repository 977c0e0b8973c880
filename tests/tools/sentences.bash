# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# What must hold of each tool on each engine. A project has four migrations; the second is the middle,
# where databases are found.

check() { # sentence [what is wrong]
    if [[ -z ${2:-} ]]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "not ok: $tool on $engine: $1"
        printf '%s\n' "$2" | sed 's/^/    /'
    fi
}

position() { # id
    local i
    for i in "${!ids[@]}"; do
        [[ ${ids[i]} != "$1" ]] || echo $((i + 1))
    done
}

# ask COMMAND NAME: what Assay says of a database.
ask() {
    "$assay" "$1" "$(database "$2")" --profiles "$work/history" --no-cache --format json \
        ${migrations:+--migrations "$migrations"} \
        >"$work/said" 2>"$work/error"
    asked=$?
}

said() { # jq arguments
    jq -r "$@" "$work/said"
}

status_is() { # status
    local is
    is=$(said '.stamp.status // "none"')
    [[ $is == "$1" ]] || echo "the stamp is $is, not $1: $(cat "$work/error")"
}

agrees() { # name number
    ask check "$1"
    [[ $(said .stamp.tool) == "$tool" ]] || echo "its tool is taken for $(said .stamp.tool)"
    [[ $(said '.revisions[0]') == "${ids[$2 - 1]}" ]] || echo "it is taken for $(said -c .revisions)"
    status_is agrees
    ((asked == 0)) || { echo "exit status $asked" && said -c .drift; }
}

# --- the tool's own databases --------------------------------------------------------------------

# A database's URL as the tool wants it.
url_for_tool() { # URL
    echo "$1"
}

# What a project needs besides its files.
prepare() {
    :
}

made_by_the_tool() {
    local n wrong=
    create now && use now
    for n in 1 2 3 4; do
        up $n >"$work/log" 2>&1 || { wrong=$(tail -n 20 "$work/log") && break; }
        create at_$n now
    done
    check "the tool makes a database" "$wrong"
    [[ -z $wrong ]]
}

learned() {
    local scratch=sqlite
    [[ $engine != postgresql ]] || scratch=$(database now)
    learn "$scratch" >"$work/log" 2>&1 || { check "its migrations are learned" "$(cat "$work/log")" && return 1; }
    check "its migrations are learned"
}

# Its lines of README, under "Learning a history".
documented_lines() {
    sed -n '/^## Learning a history/,/^## /p' "$here/../../README.md" |
        awk -v head="# $documented: " 'index($0, head) == 1 { on = 1; next } on && (/^$/ || /^```/) { exit } on'
}

# As they stand there, in the project, by who has an empty database at hand, and a server.
learn_as_documented() { # scratch
    local lines
    lines=$(documented_lines)
    [[ $lines == *'assay learn command '* ]] || { echo "README has no line for $documented" && return 1; }
    create empty && use empty
    SERVER=$1 sh -exc "$lines" && mv profiles/shop "$work/history"
}

# What a tool.bash may do otherwise.
learn() { # scratch
    [[ $engine != postgresql || -z $documented ]] || { learn_as_documented "$1"; return; }
    printf '%s\n' "${ids[@]}" >"$work/revisions"
    "$assay" learn command --revisions "$work/revisions" --run "'$here/run' --step '$tool' {revision}" \
        --tool "$tool" --project shop --scratch "$1" -o "$work/history"
}

recognised() {
    local n
    for n in 1 2 3 4; do
        check "its database at migration $n is told to be there" "$(agrees at_$n $n)"
    done
}

# --- a stamp that says something else ------------------------------------------------------------

# The middle's id as nobody has it.
unknown() {
    local id=${ids[1]}
    sed "s|$id|$(tr '0-8A-Ya-y' '1-9B-Zb-z' <<<"${id:0:1}")${id:1}|g"
}

make_found() { # state: the database `found`, in the middle, with that stamp
    create found at_2
    case $1 in
    missing) drop_version_tables found ;;
    empty) empty_version_table found ;;
    behind) take_version_tables found at_1 ;;
    ahead) take_version_tables found at_3 ;;
    unknown-revision) take_version_tables found at_2 unknown ;;
    esac
}

told_apart() {
    local state
    for state in empty behind ahead unknown-revision; do
        make_found "$state"
        ask audit found
        check "a stamp is told to be $state" "$(status_is "$state")"
    done
}

# --- what is printed, run as it stands ------------------------------------------------------------

as_printed() { # shell command
    sh -ec "$1"
}

run_printed() { # purpose
    local shell
    shell=$(said "[.commands[] | select(.purpose == \"$1\") | .shell // empty] | first // empty")
    use found
    if [[ -n $shell ]]; then
        as_printed "$shell" >"$work/log" 2>&1 || { echo "this fails: $shell" && tail -n 20 "$work/log" && return 1; }
    else
        said ".commands[] | select(.purpose == \"$1\") | .sql // empty" >"$work/printed.sql"
        [[ -s $work/printed.sql ]] || { echo "no $1 is printed: $(cat "$work/error")" && said -c '.notes?' && return 1; }
        sql found <"$work/printed.sql" >"$work/log" 2>&1 || { cat "$work/log" && return 1; }
        grep -qx stamped "$work/log" || { echo "the SQL did nothing: $(cat "$work/log")" && return 1; }
    fi
}

# The same rows as the tool leaves when it does all itself.
rows_agree() {
    ask check at_4
    said -c .stamp.revisions >"$work/expected"
    agrees found 4
    [[ $(said -c .stamp.revisions) == "$(cat "$work/expected")" ]] ||
        echo "the version table holds $(said -c .stamp.revisions)"
}

adopt() {
    ask stamp found
    verify=$(said '[.commands[] | select(.purpose == "verify") | .shell // empty] | first // empty')
    run_printed stamp && agrees found 2 || return
    ask audit found
    run_printed upgrade && rows_agree && verified
}

# What is printed to verify with runs, and says what a tool.bash may say otherwise: the last migration.
verified() {
    [[ -n $verify ]] || { [[ $verifies == no ]] || echo "nothing is printed to verify with"; return; }
    as_printed "$verify" >"$work/log" 2>&1 || { echo "this fails: $verify" && tail -n 20 "$work/log" && return 1; }
    grep -qE -- "${verifies:-${ids[3]}}" "$work/log" || { echo "this does not say it: $verify" && cat "$work/log"; }
}

adopted() {
    local state states='missing empty behind ahead unknown-revision'
    [[ -z $quick ]] || states='missing ahead'
    for state in $states; do
        make_found "$state"
        if [[ " $never " == *" $state "* ]]; then
            ask stamp found
            check "no command is given where the stamp is $state" \
                "$(said '.commands[] | select(.purpose == "stamp") | .shell, .sql')"
        else
            check "where the stamp is $state, what is printed leads to the head" "$(adopt)"
        fi
    done
}
