// SPDX-License-Identifier: MIT
exports.up = db =>
  db.createTable('dogs', {
    id: { type: 'int', primaryKey: true, autoIncrement: true },
    name: { type: 'string', length: 40 }
  }).then(() => db.addIndex('dogs', 'dogs_name', ['name']))

exports.down = db =>
  db.dropTable('dogs')
