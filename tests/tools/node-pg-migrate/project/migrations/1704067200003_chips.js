// SPDX-License-Identifier: MIT
exports.up = pgm => {
  pgm.addColumns('cats', { chip: 'varchar(15)' })
}

exports.down = pgm => {
  pgm.dropColumns('cats', 'chip')
}
