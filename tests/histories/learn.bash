# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# A corpus learned by Assay.

rows() { # NAME...: the lines of corpora.tsv that are asked for, or all
    awk -F '\t' -v names=" $* " '!/^#/ && (names == "  " || index(names, " " $1 " "))' "$here/corpora.tsv"
}

# this_corpus ROW: what the functions of these scripts know of the corpus, and a folder to work in.
this_corpus() {
    local prints
    IFS=$'\t' read -r name kind dialect every broken_every packages where prints <<<"$1"
    truth=$here/truth/$prints.tsv
    work=$histories/work/$name
    rm -rf "$work" && mkdir -p "$work/steps" "$work/answers"
}

# learn DIR [OPTION...]: what Assay said is in $work/learned and $work/learned.error.
learn() {
    local arguments run=() scratch=sqlite
    case $kind in
    alembic)
        arguments="alembic -c $work/alembic.ini"
        alembic_begin
        run=(--run ". $here/alembic.bash; work=$work; alembic_step \"\$DATABASE_URL\" {revision}")
        ;;
    *) arguments=$("learned_from_$name" "$source" "$work/steps") ;;&
    command) run=(--run "$("command_of_$name")") ;;
    esac
    [[ $dialect == sqlite ]] || scratch=$(server_conninfo postgres)
    rm -rf "${1:?}"
    # shellcheck disable=SC2086 # words
    "$assay" learn $arguments "${run[@]}" --scratch "$scratch" -o "$@" >"$work/learned" 2>"$work/learned.error"
    local status=$?
    [[ $kind != alembic ]] || alembic_end
    return "$status"
}
