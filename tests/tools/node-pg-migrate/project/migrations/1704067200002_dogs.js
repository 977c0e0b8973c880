// SPDX-License-Identifier: MIT
exports.up = pgm => {
  pgm.createTable('dogs', { id: 'id', name: 'varchar(40)', cat_id: { type: 'integer', references: 'cats' } })
  pgm.createIndex('dogs', 'name')
}

exports.down = pgm => {
  pgm.dropTable('dogs')
}
