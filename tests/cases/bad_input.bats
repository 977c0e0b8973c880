#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What cannot be done ends with status 2 and one line that says what and what to do; never with a
# password in it.
bats_require_minimum_version 1.5.0
load ../lib/assay

some_history=$PROFILES/cat-activities-monitor

# --- connections -----------------------------------------------------------------------------

@test "no such host" {
    when_assay audit "postgresql://me:$SECRET@no-such-host.invalid/shop"
    complains "no-such-host\.invalid"
}

@test "no such port" {
    when_assay audit "postgresql://me:$SECRET@127.0.0.1:1/shop"
    complains "127\.0\.0\.1.*\b1\b"
}

@test "no such socket" {
    when_assay audit "postgresql://me:$SECRET@/shop?host=$BATS_TEST_TMPDIR"
    complains "cannot connect.*$(basename "$BATS_RUN_TMPDIR").*socket"
}

@test "no such database" {
    when_assay audit "$(url_of never_made)"
    complains "'?never_made'?.*"
}

@test "no such role" {
    when_assay audit "$(url_of assay_empty nobody_here)"
    complains "nobody_here"
}

@test "a wrong password" {
    given_role "guarded_$BATS_TEST_NUMBER"
    when_assay audit "postgresql://guarded_$BATS_TEST_NUMBER:wrong-$SECRET@127.0.0.1:$ASSAY_TEST_PORT/assay_empty"
    complains "password.*guarded_$BATS_TEST_NUMBER|guarded_$BATS_TEST_NUMBER.*password"
}

@test "the right password is taken, from the URL, from a conninfo string and from PGPASSWORD" {
    given_role "guarded_$BATS_TEST_NUMBER"
    local role=guarded_$BATS_TEST_NUMBER
    when_assay audit "postgresql://$role:$SECRET@127.0.0.1:$ASSAY_TEST_PORT/assay_empty"
    verdict_is fresh null
    when_assay audit "postgresql+asyncpg://$role:$SECRET@127.0.0.1:$ASSAY_TEST_PORT/assay_empty"
    verdict_is fresh null
    when_assay audit "host=127.0.0.1 port=$ASSAY_TEST_PORT user=$role password=$SECRET dbname=assay_empty"
    verdict_is fresh null
    PGPASSWORD=$SECRET when_assay audit "postgresql://$role@127.0.0.1:$ASSAY_TEST_PORT/assay_empty"
    verdict_is fresh null
}

@test "a server that accepts and never answers is given up in time" {
    WITHIN=20
    /usr/bin/python3 -c 'import socket,sys,time
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(5)
print(s.getsockname()[1], flush=True); time.sleep(30)' >"$BATS_TEST_TMPDIR/port" 3>&- &
    local listener=$!
    until [[ -s $BATS_TEST_TMPDIR/port ]]; do sleep 0.1; done
    when_assay audit "postgresql://me:$SECRET@127.0.0.1:$(<"$BATS_TEST_TMPDIR/port")/shop" --timeout 3
    kill "$listener"
    complains "127\.0\.0\.1"
}

# --- files that are no database --------------------------------------------------------------

@test "a file that is not SQLite" {
    echo 'this is a letter to my landlord, and long enough to look like something' >"$BATS_TEST_TMPDIR/letter.db"
    when_assay audit "$BATS_TEST_TMPDIR/letter.db"
    complains "letter\.db.*(SQLite|database)"
}

@test "an empty file" {
    : >"$BATS_TEST_TMPDIR/empty.db"
    when_assay audit "$BATS_TEST_TMPDIR/empty.db"
    complains "empty\.db.*empty"
}

@test "a directory" {
    when_assay audit "$BATS_TEST_TMPDIR"
    complains "director"
}

@test "a file that is not there" {
    when_assay audit "$BATS_TEST_TMPDIR/gone.db"
    complains "gone\.db"
    when_assay audit "sqlite:///$BATS_TEST_TMPDIR/gone.db"
    complains "gone\.db"
    [[ ! -e $BATS_TEST_TMPDIR/gone.db ]] || fail "it was created"
}

@test "a file that may not be read" {
    local place
    place=$(mktemp -d "${TMPDIR:-/tmp}/assay-unreadable.XXXXXX")
    sqlite3 "$place/locked.db" 'create table t (a)'
    chmod 000 "$place/locked.db"
    chmod 755 "$place"
    as_nobody when_assay audit "$place/locked.db" --no-cache
    rm -rf "$place"
    complains "locked\.db.*([Pp]ermission|may not)"
}

@test "a truncated database" {
    sqlite3 "$BATS_TEST_TMPDIR/cut.db" 'create table t (a, b, c); create index i on t (a); create view v as select a from t'
    truncate -s 5000 "$BATS_TEST_TMPDIR/cut.db"
    when_assay audit "$BATS_TEST_TMPDIR/cut.db"
    complains "cut\.db"
}

@test "a FIFO is not waited for" {
    mkfifo "$BATS_TEST_TMPDIR/pipe.db"
    WITHIN=10 when_assay audit "$BATS_TEST_TMPDIR/pipe.db"
    complains "pipe\.db"
}

# --- the cache -------------------------------------------------------------------------------

@test "a damaged cache is refused and left as it was" {
    given_sqlite <<<'create table t (a);'
    head -c 20000 /dev/urandom >"$BATS_TEST_TMPDIR/cache.db"
    local before
    before=$(sha256sum <"$BATS_TEST_TMPDIR/cache.db")
    when_assay snapshot "$db" --cache "$BATS_TEST_TMPDIR/cache.db"
    complains "cache\.db"
    same "the damaged file" "$before" "$(sha256sum <"$BATS_TEST_TMPDIR/cache.db")"
}

@test "somebody else's SQLite file is no cache, and is left as it was" {
    given_sqlite <<<'create table t (a);'
    sqlite3 "$BATS_TEST_TMPDIR/other.db" 'create table mine (a); insert into mine values (1)'
    local before
    before=$(sha256sum <"$BATS_TEST_TMPDIR/other.db")
    when_assay snapshot "$db" --cache "$BATS_TEST_TMPDIR/other.db"
    complains "other\.db"
    same "the other file" "$before" "$(sha256sum <"$BATS_TEST_TMPDIR/other.db")"
}

@test "a cache of a newer version" {
    given_sqlite <<<'create table t (a);'
    when_assay snapshot "$db" --cache "$BATS_TEST_TMPDIR/cache.db"
    exit_is 0
    sqlite3 "$BATS_TEST_TMPDIR/cache.db" 'pragma user_version = 9999'
    when_assay snapshot "$db" --cache "$BATS_TEST_TMPDIR/cache.db"
    complains "cache\.db.*newer|newer.*cache\.db"
}

@test "a cache that cannot be written" {
    given_sqlite <<<'create table t (a);'
    when_assay snapshot "$db" --cache /proc/cache.db
    complains "/proc/cache\.db"
    when_assay snapshot "$db" --cache "$BATS_TEST_TMPDIR"
    complains "$(basename "$BATS_TEST_TMPDIR")"
}

# --- profiles --------------------------------------------------------------------------------

# with_profile TEXT-COMMAND: a copy of a history in which 002's file is what the command prints.
given_bad_profile() {
    bad=$BATS_TEST_TMPDIR/bad-history
    cp -r "$some_history" "$bad"
    cat >"$bad/002_cat_recognition.xml"
    given_sqlite <<<'create table t (a);'
    when_assay audit "$db" --profiles "$bad"
}

@test "a profile that is not XML" {
    given_bad_profile <<<'{"revision": "002"}'
    complains '002_cat_recognition\.xml:1\b'
    when_assay profile validate "$bad"
    complains '002_cat_recognition\.xml:1\b'
}

@test "a profile that ends too soon" {
    given_bad_profile < <(head -n 5 "$some_history/002_cat_recognition.xml")
    complains '002_cat_recognition\.xml:[0-9]+\b'
}

@test "a profile that breaks the grammar is refused with file and line" {
    given_bad_profile < <(sed '0,/<table /s//<tabel /; 0,/<\/table>/s//<\/tabel>/' "$some_history/002_cat_recognition.xml")
    complains 'tabel.*002_cat_recognition\.xml:[0-9]+\b'
}

@test "a profile that names a missing parent" {
    given_bad_profile < <(sed 's/001_initial_schema/000_gone/' "$some_history/002_cat_recognition.xml")
    complains '000_gone.*002_cat_recognition\.xml:[0-9]+\b'
}

@test "two profiles of one revision" {
    given_bad_profile <"$some_history/002_cat_recognition.xml"
    cp "$bad/002_cat_recognition.xml" "$bad/copy.xml"
    when_assay audit "$db" --profiles "$bad"
    complains '002_cat_recognition.*(copy\.xml|twice|duplicate)|copy\.xml.*002_cat_recognition'
}

@test "a cycle of revisions" {
    given_bad_profile <"$some_history/002_cat_recognition.xml"
    sed 's/001_initial_schema/003_activity_features/' "$some_history/002_cat_recognition.xml" >"$bad/002_cat_recognition.xml"
    when_assay audit "$db" --profiles "$bad"
    complains 'own ancestor.*\.xml:[0-9]+\b'
}

@test "an external entity is not read" {
    echo "$SECRET" >"$BATS_TEST_TMPDIR/secret.txt"
    given_bad_profile < <(
        echo '<?xml version="1.0"?>'
        echo "<!DOCTYPE profile [<!ENTITY x SYSTEM \"file://$BATS_TEST_TMPDIR/secret.txt\">]>"
        sed '1{/^<?xml/d}; 0,/<table /s//\&x;<table /' "$some_history/002_cat_recognition.xml"
    )
    complains '002_cat_recognition\.xml'
}

@test "entities that multiply are not expanded" {
    WITHIN=20
    given_bad_profile < <(
        echo '<?xml version="1.0"?><!DOCTYPE p [<!ENTITY a "aaaaaaaaaa">'
        printf '<!ENTITY %s "&%s;&%s;&%s;&%s;&%s;&%s;&%s;&%s;">' b a a a a a a a a c b b b b b b b b \
            d c c c c c c c c e d d d d d d d d f e e e e e e e e g f f f f f f f f h g g g g g g g g
        echo ']><p>&h;</p>'
    )
    complains '002_cat_recognition\.xml'
}

@test "a million nested elements" {
    WITHIN=20
    given_bad_profile < <(
        echo '<?xml version="1.0"?>'
        awk 'BEGIN { for (i = 0; i < 1000000; i++) printf "<a>"; print "" }'
    )
    complains '002_cat_recognition\.xml'
}

@test "an empty profile, and a folder without any" {
    given_bad_profile </dev/null
    complains '002_cat_recognition\.xml'
    mkdir "$BATS_TEST_TMPDIR/nothing"
    when_assay audit "$db" --profiles "$BATS_TEST_TMPDIR/nothing"
    complains 'nothing'
    when_assay audit "$db" --profiles "$BATS_TEST_TMPDIR/never"
    complains 'never'
}

# --- the command line ------------------------------------------------------------------------

@test "an unknown option, command, format" {
    given_sqlite <<<'create table t (a);'
    when_assay audit "$db" --colour
    complains "'?--colour"
    when_assay adopt "$db"
    complains "'adopt'"
    when_assay audit "$db" --format yaml
    complains "'yaml'.*json"
    when_assay audit "$db" --report "yaml=$BATS_TEST_TMPDIR/report"
    complains "'yaml'"
}

@test "options with a value that is none" {
    given_sqlite <<<'create table t (a);'
    local each
    for each in '--timeout soon' '--timeout -5' '--lock-timeout x' '--fail-on never' '--compare taste' \
        '--schema-map public' '--format' '--report json'; do
        # shellcheck disable=SC2086 # two words
        when_assay audit "$db" $each
        complains "${each%% *}|${each##* }"
    done
}

@test "too many targets, and too few" {
    given_sqlite <<<'create table t (a);'
    when_assay audit "$db" "$db"
    complains .
    when_assay diff "$db"
    complains .
}

@test "a snapshot and a revision that do not exist" {
    when_assay audit snapshot:77
    complains "77"
    when_assay diff revision:nope revision:nope --profiles "$some_history"
    complains "nope"
}

@test "a name with a line end begins no line, for CI systems take some for commands; nor does one steer a terminal" {
    local odd=$BATS_TEST_TMPDIR/odd
    mkdir "$odd"
    echo '<profile revision="a&#10;::error::b" project="p&#10;::error::p" dialect="sqlite" label="l&#10;::error::l&#x9b;"><whole/></profile>' >"$odd/a.xml"
    for words in "validate $odd" "graph $odd"; do
        # shellcheck disable=SC2086 # two words
        when_assay profile $words
        says 'a ::error::b'
        ! grep -q '^::' "$out" || fail "a line begins with a command"
    done
    when_assay profile show "$odd" $'a\n::error::b'
    same "first line" 'p ::error::p/a ::error::b (l ::error::l\xc2\x9b)' "$(head -n 1 "$out")"
    when_assay audit $'/no/\xc2\x9b31m/such'
    complains 'x9b31m'
    ! grep -q $'\xc2\x9b' "$err" || fail "a terminal would be steered"
}

@test "a profile whose bytes are not of its encoding is refused in one line" {
    mkdir "$BATS_TEST_TMPDIR/odd"
    printf '<?xml version="1.0" encoding="EUC-JP"?>\n<profile revision="a" label="\xff\x6f"/>' >"$BATS_TEST_TMPDIR/odd/a.xml"
    when_assay profile validate "$BATS_TEST_TMPDIR/odd"
    complains 'not well-formed'
}

@test "an output file that cannot be written" {
    given_sqlite <<<'create table t (a);'
    when_assay audit "$db" -o "$BATS_TEST_TMPDIR/no/such/folder/report"
    complains "no/such/folder"
}

@test "standard output that is full is an error, not a shorter report" {
    given_sqlite <<<'create table t (a);'
    status=0
    "$ASSAY" audit "$db" --format json >/dev/full 2>"$err" || status=$?
    exit_is 2
    # Nor is a file that may not grow: half of it is not left either.
    status=0
    (ulimit -f 1 && "$ASSAY" audit "$db" --no-cache --format html -o "$BATS_TEST_TMPDIR/report") 2>"$err" || status=$?
    exit_is 2
    same "what is left" "" "$(cd "$BATS_TEST_TMPDIR" && ls -d report* 2>/dev/null)"
}
