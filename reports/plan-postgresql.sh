[ -n "${DATABASE_URL:-}" ] || stop 'set DATABASE_URL to the address of the database'

# Other users see a program's arguments: the password goes from the address into the environment.
url=$DATABASE_URL
case $url in
postgres://* | postgresql://* | postgres+*://* | postgresql+*://*)
    url=${url#*://}
    authority=${url%%[/?]*}
    case $authority in
    *:*@*)
        PGPASSWORD=${authority%@*}
        PGPASSWORD=$(
            encoded=${PGPASSWORD#*:} LC_ALL=C awk 'BEGIN {
                text = ENVIRON["encoded"]
                while ((i = index(text, "%")) > 0) {
                    high = index("0123456789abcdef", tolower(substr(text, i + 1, 1))) - 1
                    low = index("0123456789abcdef", tolower(substr(text, i + 2, 1))) - 1
                    decoded = decoded substr(text, 1, i - 1) sprintf("%c", 16 * high + low)
                    text = substr(text, i + 3)
                }
                printf "%s", decoded text
            }'
        )
        export PGPASSWORD
        url=${authority%%:*}@${authority##*@}${url#"$authority"}
        ;;
    esac
    url=postgresql://$url
    ;;
esac
case $url in
*password=*) stop 'take the password out of DATABASE_URL, and set PGPASSWORD' ;;
esac

run() { # statement: in names it relies on no search path, and it waits for locks not for long
    psql -X -q -v ON_ERROR_STOP=1 -d "$url" -c 'SET search_path = pg_catalog' \
        -c 'SET check_function_bodies = off' -c "SET lock_timeout = '5s'" -c "$1" >/dev/null
}

is_true() { # query
    [ "$(psql -X -q -At -v ON_ERROR_STOP=1 -d "$url" -c 'SET search_path = pg_catalog' -c "$1")" = t ]
}

write_stamp() { # statements
    psql -X -q -At -v ON_ERROR_STOP=1 -d "$url" -c "$1"
}

make_backup() { # file
    pg_dump -Fc -f "$1" -d "$url"
    pg_restore --list "$1" >/dev/null
}
