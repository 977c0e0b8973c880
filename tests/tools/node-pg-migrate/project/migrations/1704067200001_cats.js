// SPDX-License-Identifier: MIT
exports.up = pgm => {
  pgm.createTable('cats', { id: 'id', name: { type: 'varchar(40)', notNull: true } })
}

exports.down = pgm => {
  pgm.dropTable('cats')
}
