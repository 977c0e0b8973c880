# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Fresh installations, where a corpus has a script for each revision beside the upgrades: not quite the
# schema that upgrades make. What the answer must be is told by the dumps: the nearest state of the
# replay is the one with the fewest lines that differ, and those lines are the drift.

fresh_wanted() {
    declare -F "fresh_of_$name" >/dev/null
}

fresh_after() { # index
    ! fresh_wanted || dump "$database" >"$work/upgraded.$1"
}

fresh() {
    local folder revision right=0 all=0 wrong
    fresh_wanted || return 0
    for folder in $("fresh_of_$name" "$source"); do
        revision=$(basename "$folder")
        server_sql postgres -c 'drop database if exists installed' -c 'create database installed'
        cat "$folder"/*.sql | server_sql installed >/dev/null 2>&1
        dump installed >"$work/installed"
        copy=$(server_conninfo installed)
        audit "$revision" .fresh
        wrong=$(fresh_judge)
        all=$((all + 1))
        [[ -n $wrong ]] || right=$((right + 1))
        check "$name: a fresh installation of $revision" "$wrong"
    done
    server_sql postgres -c 'drop database if exists installed'
    echo "  installed:  $right of $all right"
}

fresh_judge() { # what is wrong with the answer
    local nearest
    nearest=$(fresh_nearest)
    jq -r '.drift // [] | .[] | "\(.change) \(.kind) \(.object)"' "$answer" | sort >"$work/said"
    comm -3 "$work/upgraded.$nearest" "$work/installed" | fresh_drift | sort >"$work/expected"
    if ! equal_sets | grep -qxF -- "$(heads_at "$nearest")"; then
        echo "not $(heads_at "$nearest"): $(short_answer)"
    else
        diff "$work/expected" "$work/said"
    fi
}

fresh_nearest() { # the index of the step with the fewest other lines
    local file
    for file in "$work"/upgraded.*; do
        echo "$(comm -3 "$file" "$work/installed" | wc -l) ${file##*.}"
    done | sort -n | head -n 1 | cut -d ' ' -f 2
}

# The objects of lines that only one of the two has; behind a tab what only the installed one has.
fresh_drift() {
    awk '
        { side = /^\t/ ? "unexpected" : "missing"; sub(/^\t/, ""); sub(/;$/, ""); object = "" }
        /^CREATE TABLE [^ ]+ \($/ { object = "table " $3 }
        /^CREATE TABLE [^ ]+ \( +[^ C]/ { object = "column " $3 "." $5 }
        /^CREATE (UNIQUE )?INDEX / { object = "index public." ($2 == "UNIQUE" ? $4 : $3) }
        /^CREATE SEQUENCE [^ ]+$/ { object = "sequence " $3 }
        /^CREATE SEQUENCE [^ ]+ / { object = "sequence " $3; side = "changed" }
        / ALTER COLUMN [^ ]+ SET DEFAULT / { object = "column " $4 "." $7; side = "changed" }
        / ADD CONSTRAINT / {
            object = (/PRIMARY KEY/ ? "primary-key " : /FOREIGN KEY/ ? "foreign-key " : /UNIQUE/ ? "unique " : "check ") $4 "." $7
        }
        object == "" { print "? " $0 }
        object != "" { seen[object] = object in seen && seen[object] != side ? "changed" : side }
        END { for (object in seen) print seen[object] " " object }'
}
