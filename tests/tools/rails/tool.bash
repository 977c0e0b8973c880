# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: MIT
ids=(20240101000001 20240101000002 20240101000003 20240101000004)
documented=Rails
tables=(schema_migrations ar_internal_metadata) verifies='up +20240101000004'
export RAILS_ENV=production

up() { # number
    bin/rails db:migrate VERSION="${ids[$1 - 1]}"
}

url_for_tool() { # URL
    echo "${1/#sqlite:\/\/\//sqlite3:}"
}
