// SPDX-License-Identifier: MIT
exports.up = knex =>
  knex.schema.createTable('dogs', table => {
    table.increments('id')
    table.string('name', 40).index()
    table.integer('cat_id').unsigned().references('cats.id')
  })

exports.down = knex =>
  knex.schema.dropTable('dogs')
