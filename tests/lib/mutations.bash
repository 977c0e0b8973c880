# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Mutations: changes to a schema, each headed by what must be reported of it. A header is a comment
# line of its own, one of
#
#   -- KIND.ATTRIBUTE[,ATTRIBUTE...] OBJECT [since N]     changed: exactly these attributes
#   -- KIND missing|unexpected|renamed OBJECT [since N]
#
# and the SQL below it, up to the next header, is the mutation; several headers in a row head one.
# `since N`: only on servers of major N or later. Items are written as in a header.

mutation_header='^-- [a-z-]+([.][a-z_,]+| missing| unexpected| renamed) [^ ]'

# mutations_for MAJOR <FILE: the file as it is for that server, without the mutations it cannot do.
mutations_for() {
    awk -v major="$1" -v header="$mutation_header" '
        $0 ~ header {
            if (!headed) left_out = 0
            if (match($0, / since [0-9]+$/) && substr($0, RSTART + 7) + 0 > major + 0) left_out = 1
        }
        { headed = $0 ~ header }
        !left_out { print }'
}

# split_mutations DIR <FILE: each mutation with its headers in a file of its own, 1.sql, 2.sql, ...
split_mutations() {
    awk -v dir="$1" -v header="$mutation_header" '
        $0 ~ header && !headed { file = dir "/" ++count ".sql" }
        { headed = $0 ~ header }
        file != "" { print >file }'
}

# expected_items <FILE: what its headers name, sorted.
expected_items() {
    sed -nE "/$mutation_header/ { s/^-- //; s/ since [0-9]+\$//; p }" |
        awk '{
            dot = index($1, ".")
            if (dot) {
                count = split(substr($1, dot + 1), name, ",")
                for (i = 2; i <= count; i++)
                    for (j = i; j > 1 && name[j] < name[j - 1]; j--) {
                        swap = name[j]; name[j] = name[j - 1]; name[j - 1] = swap
                    }
                list = name[1]
                for (i = 2; i <= count; i++) list = list "," name[i]
                $1 = substr($1, 1, dot) list
            }
            print
        }' | sort
}

# reported_items FILE [causes]: what a diff in JSON reports, sorted; with a second argument only what
# is not a consequence of another difference.
reported_items() {
    jq -r --arg causes "${2:-}" '.differences[] | select($causes == "" or (.because // [] | length == 0))
        | if .change == "changed" then "\(.kind).\([.attributes[].name] | sort | join(",")) \(.object)"
          else "\(.kind) \(.change) \(.object)" end' "$1" | sort
}

# kinds_and_attributes: a line for each, "KIND" and "KIND.ATTRIBUTE", of all that are ever compared.
kinds_and_attributes() {
    printf '%s\n' '#define KIND(id, element, ...) @ kind id element' \
        '#define ATTR(kind, id, compared, ...) @ attribute kind id compared' \
        '#define END(id)' '#include "analyzer/kinds/kinds.def"' |
        "${CC:-cc}" -E -P - | tr -d '"\n' | tr '@' '\n' | awk '
            $1 == "kind" { element[$2] = $3; print $3 }
            $1 == "attribute" && $4 != "SHOWN" { print element[$2] "." $3 }'
}
