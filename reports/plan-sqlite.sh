[ -f "$DATABASE_FILE" ] || stop "there is no file $DATABASE_FILE: set DATABASE_FILE"
case $DATABASE_FILE in
/*) ;;
*) DATABASE_FILE=./$DATABASE_FILE ;;
esac

run() { # statement
    sqlite3 -batch -bail -cmd '.timeout 5000' "$DATABASE_FILE" "$1" >/dev/null
}

is_true() { # query
    [ "$(sqlite3 -batch -bail "$DATABASE_FILE" "$1")" = 1 ]
}

write_stamp() { # statements
    sqlite3 -batch -bail -cmd '.timeout 5000' "$DATABASE_FILE" "$1"
}

make_backup() { # file
    case $1 in
    *[\"\'\\]*) stop 'the name of the backup may have no quotes' ;;
    esac
    rm -f "$1"
    sqlite3 -batch -bail "$DATABASE_FILE" ".backup '$1'"
    [ "$(sqlite3 -batch "$1" 'PRAGMA quick_check')" = ok ]
}
