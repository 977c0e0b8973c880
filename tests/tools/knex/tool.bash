# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: MIT
npm=(knex pg better-sqlite3)
ids=(20240101_cats.js 20240102_dogs.js 20240103_chips.js 20240104_birds.js)
documented=Knex
tables=(knex_migrations knex_migrations_lock) verifies='4 Completed'

up() { # number
    npx knex migrate:up
}
