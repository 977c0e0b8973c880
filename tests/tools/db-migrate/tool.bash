# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: MIT
engines=postgresql
npm=(db-migrate db-migrate-pg)
ids=(/20240101000001-cats /20240101000002-dogs /20240101000003-chips /20240101000004-birds)
documented=db-migrate
tables=(migrations) verifies='to run: \[\]'

unknown() {
    sed s/20240101000002/30240101000002/g
}

up() { # number
    npx db-migrate up --count 1
}
