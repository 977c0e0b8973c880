# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Alembic in one process for all steps of a corpus, asked through two pipes in $work. Assay's learning
# asks it by /bin/sh, so what asks is written for that.

alembic_begin() {
    rm -f "$work/ask" "$work/answer"
    mkfifo "$work/ask" "$work/answer"
    # Held open for reading and writing, a pipe does not end between two who ask.
    /usr/bin/python3 "$here/alembic/steps.py" "$work/alembic.ini" <>"$work/ask" 1<>"$work/answer" 2>"$work/steps.log" &
    alembic_pid=$!
}

alembic_step() { # URL REVISION [LIMIT|stamp]: sets $statements, how many there were
    echo "$@" >"$work/ask"
    read -r answer <"$work/answer" || answer="no answer"
    case $answer in
    ok*) statements=${answer#ok} ;;
    *)
        echo "$answer" >&2
        return 1
        ;;
    esac
}

alembic_end() {
    [[ -z ${alembic_pid:-} ]] || kill "$alembic_pid" 2>/dev/null
    alembic_pid=
}
