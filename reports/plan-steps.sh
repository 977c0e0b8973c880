say() {
    printf 'plan: %s\n' "$1"
}

stop() { # why [status]
    printf 'plan: %s\n' "$1" >&2
    exit "${2:-1}"
}

# Judges the database again, in the way in which it was judged for this plan.
look() {
    status=0
    report=$(judge stamp --no-cache --format json) || status=$?
    [ "$status" -ne 2 ] || stop 'assay could not judge the database'
    report=$(printf '%s\n' "$report" | tr -s ' \n' '  ')
}

is_where_it_was() {
    case $report in
    *"$WHERE_IT_WAS"*) return 0 ;;
    esac
    return 1
}

is_stamped() {
    case $report in
    *'"status": "agrees"'*) return 0 ;;
    esac
    return 1
}

backup() {
    is_where_it_was || return 0
    if [ "$BACKUP" = none ]; then
        say 'no backup is made, for BACKUP is none'
    elif [ -e "$BACKUP" ]; then
        say "the backup is there already, and stays: $BACKUP"
    else
        say "making the backup $BACKUP"
        make_backup "$BACKUP.part"
        mv "$BACKUP.part" "$BACKUP"
    fi
}

# What a report says of the deviation, or nothing; a query that is true where it is repaired, or nothing; the
# statement on standard input. The report is the one of before the first repair.
repair() {
    statement=$(cat)
    is_where_it_was || return 0
    case $report in
    *"$1"*) ;;
    *) return 0 ;;
    esac
    [ -z "$2" ] || ! is_true "$2" || return 0
    say "repair: $(printf '%s\n' "$statement" | head -n 1)"
    run "$statement"
}

stamp() { # the statements on standard input
    write_stamp "$(cat)"
}

# Only what deviates in nothing that counts is stamped and upgraded.
settled() { # revisions
    look
    is_where_it_was || return 0
    case $report in
    *'"match": "exact", "confidence"'* | *'"match": "drifted", "confidence"'*) ;;
    *) stop 'the schema is not clearly at that revision any more: see assay audit' ;;
    esac
    case $report in
    *'"counts": true'*)
        judge check --revision "$1" || [ "$ACCEPT_DRIFT" = yes ] ||
            stop 'what is listed above still deviates: repair it, or run this with ACCEPT_DRIFT=yes'
        ;;
    esac
}
