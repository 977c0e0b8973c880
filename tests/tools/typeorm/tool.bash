# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: MIT
npm=(typeorm pg better-sqlite3 reflect-metadata)
ids=(Cats1704067200001 Dogs1704067200002 Chips1704067200003 Birds1704067200004)
tables=(migrations) verifies='\[X\] .*Birds1704067200004'

# It runs all that is there, so that a step shows it no more than it should run.
up() { # number
    MIGRATIONS=$1 npx typeorm migration:run -d data-source.js
}
