# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# A project whose migrations are run by the real Alembic, made of SQL.
#
#   given_project FOLDER            the empty project; it is $project, and the current directory
#   revision ID [PARENT...] <<SQL   one revision, whose upgrade runs the SQL
#   given_script_project FILE       the project of a script with marks, as `assay learn script` takes it
#
# and what plans are tried with: when_planned, when_run, ends_managed.

given_project() { # folder
    project=$1
    mkdir -p "$project/migrations/versions"
    cd "$project" || return 1
    printf '[alembic]\nscript_location = migrations\n' >alembic.ini
    cat >migrations/env.py <<'PY'
import os
from alembic import context
from sqlalchemy import create_engine, pool

with create_engine(os.environ["PROJECT_URL"], poolclass=pool.NullPool).connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
PY
    PROJECT_URL=$(project_url "$db")
    export PROJECT_URL
}

# As SQLAlchemy names it.
project_url() { # database
    case $1 in
    postgresql://*) echo "$1" ;;
    *) echo "sqlite:///$1" ;;
    esac
}

revision() { # id [parent...]
    local file
    file=$project/migrations/versions/v$(find "$project/migrations/versions" -name '*.py' | wc -l)
    cat >"$file.sql"
    python3 - "$@" >"$file.py" <<'PY'
import sys

print("from alembic import op")
print("revision = %r" % sys.argv[1])
print("down_revision = %r" % (tuple(sys.argv[2:]) or None,))
print('''
def upgrade():
    with open(__file__[:-2] + "sql") as file:
        script = file.read()
    # A server takes a script as it is; SQLite's driver takes one statement.
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        statements = [script]
    else:
        statements = script.split(";\\n")
    for statement in statements:
        if statement.strip():
            connection.connection.cursor().execute(statement)
''')
PY
}

# "-- revision: ID (PARENT, PARENT)" before the statements of each.
given_script_project() { # file
    local mark parts=$BATS_TEST_TMPDIR/parts
    given_project "$BATS_TEST_TMPDIR/project"
    mkdir "$parts"
    awk -v folder="$parts" '/^-- revision: / { file = folder "/" $3 ".sql" } 
        file && !/^--/ { print >file } file && /^--/ { printf "" >file }' "$1"
    while read -r mark; do
        # shellcheck disable=SC2086 # words
        revision $mark <"$parts/${mark%% *}.sql"
    done < <(sed -n 's/^-- revision: //p' "$1" | tr -d '(),')
}

# The statements of the second file that the first one does not have; each ends with its line.
new_statements() { # before after
    awk 'BEGIN { RS = ";\n" } { gsub(/(^|\n)--[^\n]*/, ""); sub(/^\n+/, "") }
        NR == FNR { seen[$0]; next } !($0 in seen) && $0 != "" { print $0 ";" }' "$1" "$2"
}

# The project of the cats: what each release made that the one before it had not. It keeps its tables in
# the first schema of the search path.
given_cats_project() {
    given_project "$BATS_TEST_TMPDIR/project"
    anywhere() { sed 's/\bpublic\.//g'; }
    revision 001_initial_schema < <(anywhere <"$FIXTURES/cats/001_initial_schema.sql")
    revision 002_cat_recognition 001_initial_schema < <(
        new_statements "$FIXTURES"/cats/00{1,2}_*.sql |
            sed '/^CREATE TABLE public.detection_results/,/);$/d' | anywhere
        echo 'ALTER TABLE detection_results ADD recognized_cat_names jsonb,
            ADD recognition_confidences jsonb, ADD is_manually_corrected boolean;'
    )
    revision 003_activity_features 002_cat_recognition < <(new_statements "$FIXTURES"/cats/00{2,3}_*.sql | anywhere)
}

# Its other chain, which has nothing to do with the first.
given_other_cats_project() {
    given_project "$BATS_TEST_TMPDIR/project"
    revision 0001_initial_tables <"$FIXTURES/cats-main/0001_initial_tables.sql"
    revision 0002_update_schema 0001_initial_tables <<'SQL'
ALTER TABLE public.cat_profiles ADD bounding_box_color text DEFAULT '#FFA500' NOT NULL;
ALTER TABLE public.detection_results RENAME detected TO cat_detected;
ALTER TABLE public.detection_results RENAME count TO cats_count;
ALTER TABLE public.detection_results DROP activities, DROP total_animals, DROP primary_activity;
SQL
    revision 0003 0002_update_schema <<<'ALTER TABLE public.cat_profiles ADD feature_template json;'
    revision 950793a1114b 0003 </dev/null
}

# The plan in a file; $status is assay's.
when_planned() { # database [arguments]
    when_assay plan "$@" --format text
    cp "$out" "$BATS_TEST_TMPDIR/plan.sh"
    if command -v shellcheck >/dev/null; then
        shellcheck "$BATS_TEST_TMPDIR/plan.sh" || fail "shellcheck has something to say"
    fi
    ! grep -qF "$SECRET" "$out" || fail "a password is in the script"
}

# Runs the script in the project; $status is its.
when_run() {
    status=0
    (cd "${project:-$BATS_TEST_TMPDIR}" && env ASSAY="$ASSAY" DATABASE_URL="$(project_url "$db")" sh "$BATS_TEST_TMPDIR/plan.sh") \
        >"$out" 2>"$err" </dev/null 3>&- || status=$?
    cat "$out" "$err" >>"$said"
    ! grep -q 'Sanitizer\|runtime error:' "$err" || fail "a sanitizer spoke"
}

# What a person does who has read the script and wants all of it.
everything_wanted() {
    sed -i '/^# repair /,/^# SQL$/s/^# //' "$BATS_TEST_TMPDIR/plan.sh"
}

ends_managed() { # profiles revision...
    local profiles=$1
    shift
    exit_is 0
    # shellcheck disable=SC2086 # options, if there are any
    when_assay audit "$db" --profiles "$profiles" ${judged_with:-}
    verdict_is managed exact "$@"
    stamp_is agrees "$@"
    pending_is
}

# What the tool itself is asked to verify with, as a plan in JSON prints it before anything is run; and it
# afterwards, when it must say this.
to_verify_with() { # database [arguments]
    local before=$status
    when_assay plan "$@" --format json
    verify=$(json '.commands[] | select(.purpose == "verify") | .shell')
    status=$before
}

verified() { # pattern
    (cd "$project" && env DATABASE_URL="$(project_url "$db")" sh -ec "$verify") >"$out" 2>"$err" </dev/null 3>&- ||
        fail "this fails: $verify"
    says "$1"
}

ends_untouched() { # profiles
    when_assay audit "$db" --profiles "$1"
    stamp_is none
}

# plan_adopts HEAD...: the plan by $history runs, whatever has to be repaired is wanted, and once more nothing happens.
plan_adopts() {
    # shellcheck disable=SC2086 # options, if there are any
    when_planned "$db" --profiles "$history" ${judged_with:-}
    exit_is 0
    # shellcheck disable=SC2086
    to_verify_with "$db" --profiles "$history" ${judged_with:-}
    everything_wanted
    when_run
    ends_managed "$history" "$@"
    [[ -z $verify ]] || verified "^$1\\b"
    when_run
    ends_managed "$history" "$@"
}

plan_leaves() { # pattern: of why
    local before
    before=$(schema_now)
    when_planned "$db" --profiles "$history"
    [[ $status != 0 ]] || fail "the plan adopts"
    when_run
    [[ $status == [13] ]] || fail "status $status"
    grep -qE "$1" "$err" || fail "it does not say why"
    same "schema afterwards" "$before" "$(schema_now)"
}

schema_now() {
    dump_of "$name" | grep -v '^.\(un\)\?restrict'
}
