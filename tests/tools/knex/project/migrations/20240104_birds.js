// SPDX-License-Identifier: MIT
exports.up = knex =>
  knex.schema.createTable('birds', table => {
    table.increments('id')
    table.string('name', 40).unique()
  })

exports.down = knex =>
  knex.schema.dropTable('birds')
