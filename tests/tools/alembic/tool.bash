# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: MIT
ids=(1c04a7e0cats 2c04a7e0dogs 3c04a7e0chip 4c04a7e0bird)
tables=(alembic_version)

up() { # number
    alembic upgrade "${ids[$1 - 1]}"
}

learn() { # scratch
    "$assay" learn alembic --config alembic.ini --project shop --scratch "$1" -o "$work/history"
}
