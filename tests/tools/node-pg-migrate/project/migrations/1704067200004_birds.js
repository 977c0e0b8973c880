// SPDX-License-Identifier: MIT
exports.up = pgm => {
  pgm.createTable('birds', { id: 'id', name: { type: 'varchar(40)', unique: true } })
}

exports.down = pgm => {
  pgm.dropTable('birds')
}
