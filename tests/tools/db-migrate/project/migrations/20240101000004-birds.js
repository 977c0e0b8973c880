// SPDX-License-Identifier: MIT
exports.up = db =>
  db.createTable('birds', {
    id: { type: 'int', primaryKey: true, autoIncrement: true },
    name: { type: 'string', length: 40, unique: true }
  })

exports.down = db =>
  db.dropTable('birds')
