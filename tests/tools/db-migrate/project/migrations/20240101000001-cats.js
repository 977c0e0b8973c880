// SPDX-License-Identifier: MIT
exports.up = db =>
  db.createTable('cats', {
    id: { type: 'int', primaryKey: true, autoIncrement: true },
    name: { type: 'string', length: 40, notNull: true }
  })

exports.down = db =>
  db.dropTable('cats')
