# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# What a corpus's package holds, made into one SQL file for each step: from the folder $1 of the package
# into $2/REVISION.sql.

steps_of_graphile-worker() { # each in a transaction; before the first its program makes the schema
    local file
    for file in "$1"/*.sql; do
        {
            echo 'begin;'
            [[ $file != */000001.sql ]] || echo 'create schema graphile_worker;
                create table graphile_worker.migrations (id int primary key, ts timestamptz default now() not null,
                    breaking boolean not null default false);'
            sed 's/:GRAPHILE_WORKER_SCHEMA/graphile_worker/g' "$file"
            echo 'commit;'
        } >"$2/$(basename "$file")"
    done
}

steps_of_goiardi() { # Sqitch
    cp "$1"/deploy/*.sql "$2"
}

steps_of_openqa() { # DBIx::Class::DeploymentHandler: the first deployed, the others upgraded to
    local folder
    cat "$1"/deploy/63/*.sql >"$2/63.sql"
    for folder in "$1"/upgrade/*-*; do
        cat "$folder"/*.sql >"$2/${folder##*-}.sql"
    done
}

fresh_of_openqa() { # the folders of the scripts that install each revision at once
    printf '%s\n' "$1"/deploy/*
}

steps_of_kea() { # one script, cut behind each statement that says which version it has reached
    awk -v folder="$2" '
        function cut() {
            printf "%s", text >(folder "/" version ".sql")
            close(folder "/" version ".sql")
            text = version = ""
        }
        /^(START TRANSACTION|COMMIT);/ { next }
        { text = text $0 "\n" }
        /INSERT INTO schema_version VALUES \(1, 0\)/ { version = "1.0" }
        match($0, /SET version = .[0-9]+., minor = .[0-9]+/) {
            split(substr($0, RSTART), part, /[^0-9]+/)
            version = part[2] "." part[3]
        }
        version != "" && /;/ { cut() }' "$1/dhcpdb_create.pgsql"
}

# --- and how each is learned: the arguments of `assay learn`, from the same two folders ----------------

learned_from_graphile-worker() {
    echo sql "$2"
}

learned_from_goiardi() {
    echo sql "$1"
}

learned_from_openqa() {
    echo sql "$2"
}

learned_from_kea() {
    local version
    for version in $(basename -s .sql "$2"/*.sql | sort -V); do
        echo "-- revision: $version"
        cat "$2/$version.sql"
    done >"$2.sql"
    echo script "$2.sql"
}

# --- what another tool applies: the command for one revision, the same for learning and for the replay -----

steps_of_django() { # a project of the applications that come with Django
    cat >"$2/settings.py" <<'PYTHON'
import os

SECRET_KEY = "none"
INSTALLED_APPS = [
    "django.contrib." + application
    for application in "admin auth contenttypes flatpages messages redirects sessions sites".split()
]
SILENCED_SYSTEM_CHECKS = ["admin.E403", "admin.E408", "admin.E409", "admin.E410"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ["PGHOST"],
        "PORT": os.environ["PGPORT"],
        "USER": os.environ["PGUSER"],
        "NAME": os.environ["PGDATABASE"],
    }
}
PYTHON
}

# A graph: showmigrations names what each depends on, behind three dots.
learned_from_django() {
    PGDATABASE=postgres django-admin showmigrations --plan -v 2 --pythonpath "$2" --settings settings |
        sed 's/^\[.\]  //; s/ \.\.\. (/\t/; s/)$//; /\t/!s/$/\t/' >"$2.tsv"
    echo "command --revisions $2.tsv --tool django"
}

command_of_django() {
    echo "r={revision}; django-admin migrate --pythonpath $work/steps --settings settings \"\${r%%.*}\" \"\${r#*.}\""
}

steps_of_backstage() { # Knex
    [[ -e $unpacked/node_modules/knex ]] ||
        (cd "$unpacked" && npm install --silent --no-audit --no-fund --no-save knex@3 pg)
    echo "module.exports = { client: 'pg', connection: {}, migrations: { directory: 'package/migrations' } };" \
        >"$unpacked/knexfile.js"
}

learned_from_backstage() {
    ls "$1" >"$2.tsv"
    echo "command --revisions $2.tsv --tool knex"
}

command_of_backstage() {
    echo "cd $unpacked && npx knex migrate:up {revision}"
}
