#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The stamp is checked, not believed; and what is printed to run is right for it.
bats_require_minimum_version 1.5.0
load ../lib/assay

cats=$FIXTURES/cats
history=$PROFILES/cat-activities-monitor

@test "a stamp that agrees leaves nothing to stamp" {
    given_postgres < <(cat "$cats/003_activity_features.sql" && stamped 003_activity_features)
    when_assay audit "$db" --profiles "$history"
    verdict_is managed exact 003_activity_features
    stamp_is agrees 003_activity_features
    no_command stamp
    exit_is 0
}

@test "a schema newer than its stamp is behind" {
    given_postgres < <(cat "$cats/003_activity_features.sql" && stamped 001_initial_schema)
    when_assay audit "$db" --profiles "$history"
    verdict_is managed exact 003_activity_features
    stamp_is behind 001_initial_schema
    command_is stamp 'alembic stamp 003_activity_features'
    exit_is 1
}

@test "a revision and its ancestor in one version table do not agree" {
    given_postgres < <(cat "$cats/002_cat_recognition.sql" && stamped 001_initial_schema 002_cat_recognition)
    when_assay audit "$db" --profiles "$history"
    verdict_is managed exact 002_cat_recognition
    stamp_is_not agrees
    exit_is 1
}

@test "of two revisions that the schema cannot tell apart the one that is stamped stays" {
    given_postgres < <(cat "$FIXTURES/cats-main/0003.sql" && stamped 950793a1114b)
    when_assay audit "$db" --profiles "$PROFILES/cat-activities-monitor-main"
    verdict_is managed exact 950793a1114b
    stamp_is agrees 950793a1114b
    pending_is
    exit_is 0
}

@test "a version table in another schema is read" {
    given_postgres < <(cat "$cats/002_cat_recognition.sql" && echo 'create schema ops;' &&
        STAMP_SCHEMA=ops stamped 002_cat_recognition)
    when_assay audit "$db" --profiles "$history"
    stamp_is agrees 002_cat_recognition
    same "version table" ops.alembic_version "$(json .stamp.table)"
    drift_is
}

@test "of two version tables the one that names the history's revisions counts" {
    given_postgres < <(cat "$cats/002_cat_recognition.sql" && echo 'create schema another;' &&
        STAMP_SCHEMA=another stamped deadbeef && stamped 002_cat_recognition)
    when_assay audit "$db" --profiles "$history"
    stamp_is agrees 002_cat_recognition
    same "version table" public.alembic_version "$(json .stamp.table)"
    same "notes" true "$(json '.notes | any(test("another.alembic_version.*\\(1 row\\)"))')"
    no_command stamp
    exit_is 0
}

@test "a redundant row among many, also repeated, does not agree" {
    given_postgres < <(cat "$cats/002_cat_recognition.sql" &&
        echo 'create table alembic_version (version_num varchar(32) not null);' &&
        echo "insert into alembic_version select (array['001_initial_schema', '002_cat_recognition'])[1 + g % 2]
            from generate_series(1, 9000) g;")
    WITHIN=20 when_assay audit "$db" --profiles "$history"
    same "stamp" diverged "$(json .stamp.status)"
    command_is stamp 'alembic stamp --purge 002_cat_recognition'
}

@test "a version table with more rows than are read says so" {
    given_postgres <<'SQL'
CREATE TABLE alembic_version (version_num varchar(32) NOT NULL);
INSERT INTO alembic_version SELECT 'r' || n FROM generate_series(1, 10001) AS n;
SQL
    when_assay audit "$db" --profiles "$history"
    limit_matches 'table a version table has more than 10,000 rows'
    same "rows kept" 10000 "$(json '.stamp.revisions | length')"
    same "stamp" "unreadable it has more than 10,000 rows, and no more are read" "$(json '"\(.stamp.status) \(.stamp.detail)"')"
}

# The rows of goose, at the third of four revisions.
given_goose() { # id...
    given_small_history sqlite goose 1 2 3 4
    given_sqlite < <(echo 'create table t0 (a text); create table t1 (a text); create table t2 (a text);
        create table goose_db_version (id integer primary key autoincrement, version_id integer not null,
        is_applied integer not null default 1, tstamp timestamp); insert into goose_db_version (version_id) values (0);' &&
        printf 'insert into goose_db_version (version_id) values (%s);\n' "$@")
    when_assay audit "$db" --profiles "$small" --no-cache
}

notes_are() { # each argument a note
    same "notes" "$(lines "$@")" "$(json '.notes[]' | sort)"
}

@test "all redundant rows are listed, and the command that leaves only what counts" {
    given_small_history sqlite alembic a b c
    given_sqlite < <(echo 'create table t0 (a text); create table t1 (a text); create table t2 (a text);' && stamped a b c)
    when_assay audit "$db" --profiles "$small" --no-cache
    notes_are "redundant rows of the version table: 'a', 'b': another row descends from each; this leaves only what counts: alembic stamp --purge c"
    databases=()
}

@test "all rows that no file has are listed, and what is printed takes just these away" {
    given_goose 1 2 3 1{1..9}
    stamp_is unknown-revision 1 {11..19} 2 3
    notes_are "rows of the version table that no revision is: $(printf "'%s', " {11..17})'18' and 1 more: bring their files back, or, if these are gone for good"
    given_goose 1 2 3 8 9
    json '.notes[]' | grep -o 'DELETE FROM.*' | sqlite3 "$db"
    when_assay audit "$db" --profiles "$small" --no-cache
    stamp_is agrees 1 2 3
    notes_are
    databases=()
}

@test "all gaps below a stamped revision are listed, with what to run where they have not run" {
    given_goose 3
    stamp_is diverged 3
    notes_are "revisions without a row below one that has one: '1', '2': applied out of order, the schema has what they make: a stamp records them"
    sqlite3 "$db" 'drop table t0; drop table t1; drop table t2'
    when_assay audit "$db" --profiles "$small" --no-cache
    notes_are "revisions without a row below one that has one: '1', '2': they have not run; this runs them out of order: goose up -allow-missing"
    databases=()
}

@test "a version table alone, and empty, is a fresh database" {
    given_postgres < <(stamped)
    when_assay audit "$db" --profiles "$history"
    verdict_is fresh null
    stamp_is empty
}

@test "a version row without any table is managed, and ahead" {
    given_postgres < <(stamped 002_cat_recognition)
    when_assay audit "$db" --profiles "$history"
    same "state" managed "$(json .state)"
    stamp_is ahead 002_cat_recognition
    exit_is 1
}

@test "a role that may not read the version table is told so, and the stamp is not guessed" {
    given_postgres < <(cat "$cats/002_cat_recognition.sql" && stamped 002_cat_recognition)
    given_role "stranger_$name"
    when_assay audit "$(url_of "$name" "stranger_$name")" --profiles "$history"
    same "revision" 002_cat_recognition "$(json '.revisions[]')"
    stamp_is_not agrees
    no_command stamp
    when_assay stamp "$(url_of "$name" "stranger_$name")" --profiles "$history" --format text
    ! grep -q 'nothing to stamp' "$out" || fail "that is not known"
    exit_is 3
}

@test "an id that looks like an option is none, wherever it stands" {
    local odd=$BATS_TEST_TMPDIR/odd revision
    mkdir "$odd"
    for revision in +a -b; do
        echo "<profile revision='$revision' dialect='sqlite' tool='alembic'><whole><table name='t$revision'>
            <column name='x' type='text'/></table></whole></profile>" >"$odd/t$revision.xml"
    done
    given_sqlite <<<'create table "t+a" (x text); create table "t-b" (x text);'
    when_assay stamp "$db" --profiles "$odd"
    command_is stamp 'alembic stamp -- +a -b'
}

@test "an id that the version table cannot hold is said to need more room" {
    local long=20260101_an_id_longer_than_32_characters wide=$BATS_TEST_TMPDIR/wide
    given_postgres <<<'create table item (id int primary key, note text);'
    when_assay profile capture "$db" --revision "$long" --tool alembic -o "$wide"
    when_assay audit "$db" --profiles "$wide"
    command_is stamp "alembic stamp $long"
    same "notes" true "$(json '.notes | any(test("32 characters.*widen"))')"
    in_postgres "$name" -c 'create table alembic_version (version_num varchar(32) not null)'
    when_assay audit "$db" --profiles "$wide"
    json '.notes[]' | grep -o 'ALTER TABLE.*' | in_postgres "$name"
    when_assay audit "$db" --profiles "$wide"
    stamp_is empty
    same "notes" 0 "$(json '.notes | length')"
}

@test "ids that a shell would read otherwise are quoted" {
    local odd=$BATS_TEST_TMPDIR/odd
    given_postgres <<<'create table item (id int primary key);'
    when_assay profile capture "$db" --revision "a'b \$(touch pwned)" --tool alembic -o "$odd"
    exit_is 0
    when_assay audit "$db" --profiles "$odd"
    local shell
    shell=$(json '.commands[] | select(.purpose == "stamp") | .shell')
    alembic() { printf '%s\n' "$@" >"$BATS_TEST_TMPDIR/arguments"; }
    eval "$shell"
    same "arguments that arrive" "stamp
a'b \$(touch pwned)" "$(cat "$BATS_TEST_TMPDIR/arguments")"
}

@test "a stamp on SQLite is read as well" {
    given_sqlite < <(cat "$FIXTURES"/gertty/*7ef7dfa2ca3a.sql && stamped 7ef7dfa2ca3a)
    when_assay audit "$db" --profiles "$PROFILES/gertty"
    verdict_is managed exact 7ef7dfa2ca3a
    stamp_is agrees 7ef7dfa2ca3a
    exit_is 0
}

# --- the command line's own stamp ------------------------------------------------------------

@test "assay stamp prints the command of a legacy database, and status 0" {
    given_postgres <"$cats/002_cat_recognition.sql"
    when_assay stamp "$db" --profiles "$history"
    command_is stamp 'alembic stamp 002_cat_recognition'
    exit_is 0
    when_assay stamp "$db" --profiles "$history" --format text
    says '^ *alembic stamp 002_cat_recognition$'
}

@test "assay stamp prints none for a partial database, and status 1" {
    given_postgres < <(sed -n '/^CREATE TABLE public.feedback/,/);$/p' "$FIXTURES/cats/001_initial_schema.sql")
    when_assay stamp "$db" --profiles "$history"
    no_command stamp
    exit_is 1
}

@test "no command writes to the database" {
    given_postgres <"$cats/002_cat_recognition.sql"
    local before after
    before=$(in_postgres "$name" -Atc 'select count(*), max(oid::bigint) from pg_class')
    when_assay stamp "$db" --profiles "$history"
    when_assay audit "$db" --profiles "$history"
    after=$(in_postgres "$name" -Atc 'select count(*), max(oid::bigint) from pg_class')
    same "catalog" "$before" "$after"
}

# --- the real tool ---------------------------------------------------------------------------

# An Alembic project with Gertty's revisions, empty: only their graph matters to a stamp.
given_alembic_project() {
    local revision parent
    /usr/bin/python3 -c 'import alembic' 2>/dev/null || skip "python3-alembic is not installed"
    project=$BATS_TEST_TMPDIR/project
    mkdir -p "$project/migrations/versions"
    printf '[alembic]\nscript_location = migrations\n' >"$project/alembic.ini"
    cat >"$project/migrations/env.py" <<PY
import sqlalchemy
from alembic import context
with sqlalchemy.create_engine("sqlite:///$db").connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
PY
    while IFS=$'\037' read -r revision parent _; do
        printf 'revision = "%s"\ndown_revision = %s\ndef upgrade():\n    pass\n' "$revision" \
            "$([[ -n $parent ]] && echo "\"$parent\"" || echo None)" >"$project/migrations/versions/$revision.py"
    done < <(tr '\t' '\037' <"$FIXTURES/gertty/graph.tsv")
    alembic() { /usr/bin/python3 -m alembic.config "$@" >"$BATS_TEST_TMPDIR/alembic.log" 2>&1; }
}

@test "the command that is printed really stamps, and then the stamp agrees" {
    given_sqlite <"$FIXTURES/gertty/18_37a702b7f58e.sql"
    given_alembic_project
    when_assay stamp "$db" --profiles "$PROFILES/gertty"
    (cd "$project" && eval "$(json '.commands[] | select(.purpose == "stamp") | .shell')")
    when_assay audit "$db" --profiles "$PROFILES/gertty"
    verdict_is managed exact 37a702b7f58e
    stamp_is agrees 37a702b7f58e
    exit_is 0
}

@test "the command that purges an unknown row really does" {
    given_sqlite < <(cat "$FIXTURES/gertty/18_37a702b7f58e.sql" && stamped xyz)
    given_alembic_project
    when_assay stamp "$db" --profiles "$PROFILES/gertty"
    command_is stamp 'alembic stamp --purge 37a702b7f58e'
    (cd "$project" && eval "$(json '.commands[] | select(.purpose == "stamp") | .shell')")
    when_assay audit "$db" --profiles "$PROFILES/gertty"
    stamp_is agrees 37a702b7f58e
    exit_is 0
}
