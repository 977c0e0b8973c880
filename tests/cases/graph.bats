#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# profile graph: a history drawn, newest revision first.
bats_require_minimum_version 1.5.0
load ../lib/assay

# given_history <<EOF: a line for each revision: its id, then its parents; "+id" is depended on.
given_history() {
    history=$BATS_TEST_TMPDIR/history
    rm -rf "$history" && mkdir "$history"
    local id parents parent
    while read -r id parents; do
        {
            echo "<profile revision='$id' dialect='postgresql' project='drawn'>"
            for parent in ${parents//+*/}; do echo "<revises id='$parent'/>"; done
            [[ $parents != *+* ]] || echo "<depends-on id='${parents#*+}'/>"
            echo "<changes/></profile>"
        } >"$history/$id.xml"
    done
}

graph_is() { # in the locale $1; the drawing on standard input
    LC_ALL=$1 when_assay profile graph "$history"
    exit_is 0
    same "graph" "$(cat)" "$(cat "$out")"
}

@test "a chain is one line, with its head and its base" {
    given_history <<<$'a1\na2 a1\na3 a2'
    graph_is C <<'END'
* a3 (head)
* a2
* a1 (base)
END
}

@test "branches and merges are lanes, in what the locale can show" {
    given_history <<<$'a\nb a\nc a\nd b\ne c d\nf e'
    graph_is C <<'END'
* f (head)
* e (merge)
+-.
* | c
| * d
| * b
+-'
* a (branch point, base)
END
    graph_is C.UTF-8 <<'END'
● f (head)
● e (merge)
├─╮
● │ c
│ ● d
│ ● b
├─╯
● a (branch point, base)
END
}

@test "lines cross a lane that they do not belong to, and a merge may have three parents" {
    given_history <<<$'a\nb a\nc b\nd b\ne a\nf c d e\ng b c'
    graph_is C <<'END'
* g (head, merge)
+-.
| | * f (head, merge)
| | +-+-.
| +-' | |
| *   | | c (branch point)
| |   * | d
+-+---' |
*       | b (branch point)
|       * e
+-------'
* a (branch point, base)
END
}

@test "what a revision depends on is below it, and named" {
    given_history <<<$'a1\nb1 +a1\nb2 b1\na2 a1'
    graph_is C <<'END'
* b2 (head)
* b1 (base, depends on a1)
* a2 (head)
* a1 (base)
END
}
