# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: MIT
engines=postgresql
npm=(node-pg-migrate pg)
ids=(1704067200001_cats 1704067200002_dogs 1704067200003_chips 1704067200004_birds)
documented=node-pg-migrate
tables=(pgmigrations) verifies=no

up() { # number
    npx node-pg-migrate up 1
}
