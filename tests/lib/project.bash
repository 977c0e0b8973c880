# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# A project whose migrations are run by the real Alembic, made of SQL.
#
#   given_project FOLDER            the empty project; it is $project, and the current directory
#   revision ID [PARENT] <<SQL      one revision, whose upgrade runs the SQL

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
