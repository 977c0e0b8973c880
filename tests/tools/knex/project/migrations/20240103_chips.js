// SPDX-License-Identifier: MIT
exports.up = knex =>
  knex.schema.alterTable('cats', table => {
    table.string('chip', 15)
  })

exports.down = knex =>
  knex.schema.alterTable('cats', table => table.dropColumn('chip'))
