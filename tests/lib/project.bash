# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# A project whose migrations are run by the real Alembic, made of SQL.
#
#   given_project FOLDER            the empty project; it is $project, and the current directory
#   revision ID [PARENT] <<SQL      one revision, whose upgrade runs the SQL
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

revision() { # id [parent]
    local file
    file=$project/migrations/versions/v$(find "$project/migrations/versions" -name '*.py' | wc -l)
    cat >"$file.sql"
    ID=$1 PARENT=${2:-} python3 - >"$file.py" <<'PY'
import os

print("from alembic import op")
print("revision = %r" % os.environ["ID"])
print("down_revision = %r" % (os.environ["PARENT"] or None))
print('''
def upgrade():
    with open(__file__[:-2] + "sql") as file:
        for statement in file.read().split(";\\n"):
            if statement.strip():
                op.get_bind().exec_driver_sql(statement)
''')
PY
}

# The statements of the second file that the first one does not have; each ends with its line.
new_statements() { # before after
    awk 'BEGIN { RS = ";\n" } { gsub(/(^|\n)--[^\n]*/, ""); sub(/^\n+/, "") }
        NR == FNR { seen[$0]; next } !($0 in seen) && $0 != "" { print $0 ";" }' "$1" "$2"
}

# The project of the cats: what each release made that the one before it had not.
given_cats_project() {
    given_project "$BATS_TEST_TMPDIR/project"
    revision 001_initial_schema <"$FIXTURES/cats/001_initial_schema.sql"
    revision 002_cat_recognition 001_initial_schema < <(
        new_statements "$FIXTURES"/cats/00{1,2}_*.sql |
            sed '/^CREATE TABLE public.detection_results/,/);$/d'
        echo 'ALTER TABLE public.detection_results ADD recognized_cat_names jsonb,
            ADD recognition_confidences jsonb, ADD is_manually_corrected boolean;'
    )
    revision 003_activity_features 002_cat_recognition < <(new_statements "$FIXTURES"/cats/00{2,3}_*.sql)
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
    (cd "${project:-$BATS_TEST_TMPDIR}" && env ASSAY="$ASSAY" DATABASE_URL="$db" sh "$BATS_TEST_TMPDIR/plan.sh") \
        >"$out" 2>"$err" </dev/null 3>&- || status=$?
    cat "$out" "$err" >>"$said"
    ! grep -q 'Sanitizer\|runtime error:' "$err" || fail "a sanitizer spoke"
}

# What a person does who has read the script and wants all of it.
everything_wanted() {
    sed -i '/^# repair /,/^# SQL$/s/^# //' "$BATS_TEST_TMPDIR/plan.sh"
}

ends_managed() { # profiles revision
    exit_is 0
    when_assay audit "$db" --profiles "$1"
    verdict_is managed exact "$2"
    stamp_is agrees "$2"
    pending_is
}

ends_untouched() { # profiles
    when_assay audit "$db" --profiles "$1"
    stamp_is none
}
