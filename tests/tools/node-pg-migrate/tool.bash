# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: MIT
engines=postgresql
ids=(1704067200001_cats 1704067200002_dogs 1704067200003_chips 1704067200004_birds)
tables=(pgmigrations)

up() { # number
    npx node-pg-migrate up 1
}
