# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# One schema by other ways: everything dropped and made again, or made by the statements of a dump
# in a random order.

# What drops all that fixtures/canon/rich.sql made, but for the roles.
drop_rich_sql() {
    cat <<'SQL'
set client_min_messages = error;
drop schema app, ext cascade;
drop table public.pubt;
alter default privileges grant execute on functions to public;
select format('drop publication %I', pubname) from pg_publication \gexec
SQL
}

# split_dump DIR <DUMP: what pg_dump -s wrote, its settings in DIR/settings, what makes each object in
# files of its own, DIR/RANK.NUMBER.sql. Ranks say what cannot come before what without being another
# schema: an index made on a partitioned table reaches the partitions that are attached by then, and
# default privileges those objects that come later.
split_dump() {
    awk -v dir="$1" '
        /^\\/ { next }
        /^-- Name: .*; Type: / {
            type = $0
            sub(/.*; Type: /, "", type)
            sub(/; Schema: .*/, "", type)
            rank = type ~ /^(CONSTRAINT|INDEX)$/ ? 2 : type == "DEFAULT ACL" ? 3 : type == "TABLE ATTACH" ? 0 : 1
            if (file) close(file)
            file = dir "/" rank "." ++count ".sql"
        }
        { print >(file ? file : dir "/settings") }'
}

# make_shuffled DIR SEED COMMAND...: runs what split_dump left in random order through COMMAND (psql),
# each piece as a transaction, and again what failed for want of another, until nothing is left.
make_shuffled() {
    local dir=$1 seed=$2 rest rank left
    shift 2
    while :; do
        mapfile -t left < <(compgen -G "$dir/?.*.sql")
        ((${#left[@]})) || return 0
        rest=${#left[@]}
        rank=1
        compgen -G "$dir/0.*.sql" >/dev/null || rank=2
        compgen -G "$dir/[012].*.sql" >/dev/null || rank=3
        shuffled_script "$dir" "$((seed++))" "$rank" | "$@" >"$dir/done" 2>"$dir/errors" || true
        sed -n "s|^made: |$dir/|p" "$dir/done" | xargs -r rm -f
        mapfile -t left < <(compgen -G "$dir/?.*.sql")
        ((${#left[@]} < rest)) || break
    done
    echo "cannot be made: ${left[*]}" >&2
    cat "$dir/errors" >&2
    return 1
}

shuffled_script() { # dir seed rank
    local each
    cat "$1/settings"
    while read -r _ each; do
        echo 'begin;'
        cat "$1/$each"
        echo ";select 'made: $each';"
        echo 'commit;'
    done < <(compgen -G "$1/[0-$3].*.sql" | sed 's|.*/||' |
        awk -v seed="$2" 'BEGIN { srand(seed) } { printf "%.9f %s\n", rand(), $1 }' | sort)
}
