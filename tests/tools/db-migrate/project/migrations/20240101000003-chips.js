// SPDX-License-Identifier: MIT
exports.up = db =>
  db.addColumn('cats', 'chip', { type: 'string', length: 15 })

exports.down = db =>
  db.removeColumn('cats', 'chip')
