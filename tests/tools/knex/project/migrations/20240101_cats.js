// SPDX-License-Identifier: MIT
exports.up = knex =>
  knex.schema.createTable('cats', table => {
    table.increments('id')
    table.string('name', 40).notNullable()
  })

exports.down = knex =>
  knex.schema.dropTable('cats')
