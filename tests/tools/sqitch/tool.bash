# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: MIT
# For SQLite it keeps its registry in a file of its own, which the database does not tell.
engines=postgresql
ids=(cats dogs chips birds)
version_schema=sqitch tables=(changes) verifies='up-to-date'
export SQITCH_USER_CONFIG=/nonexistent SQITCH_FULLNAME=Ann SQITCH_EMAIL=ann@example.org

never=unknown-revision

up() { # number
    SQITCH_TARGET=$DATABASE_URL sqitch deploy --to-change "${ids[$1 - 1]}"
}

as_printed() { # shell command
    SQITCH_TARGET=$DATABASE_URL sh -ec "$1"
}

empty_version_table() { # name
    echo 'delete from sqitch.dependencies; delete from sqitch.changes;' | sql "$1"
}

url_for_tool() { # URL
    echo "${1/#postgresql:/db:pg:}"
}

learn() { # scratch
    "$assay" learn sql . --layout sqitch --project shop --scratch "$1" -o "$work/history"
}
