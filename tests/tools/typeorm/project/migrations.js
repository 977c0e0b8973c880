// SPDX-License-Identifier: MIT
const { Table, TableColumn } = require('typeorm')

const id = { name: 'id', type: 'integer', isPrimary: true }
const name = { name: 'name', type: 'varchar', length: '40' }

class Cats1704067200001 {
  async up(runner) {
    await runner.createTable(new Table({ name: 'cats', columns: [id, name] }))
  }
}

class Dogs1704067200002 {
  async up(runner) {
    await runner.createTable(new Table({
      name: 'dogs',
      columns: [id, { ...name, isNullable: true }, { name: 'cat_id', type: 'integer', isNullable: true }],
      indices: [{ name: 'dogs_name', columnNames: ['name'] }],
      foreignKeys: [{ columnNames: ['cat_id'], referencedTableName: 'cats', referencedColumnNames: ['id'] }]
    }))
  }
}

class Chips1704067200003 {
  async up(runner) {
    await runner.addColumn('cats', new TableColumn({ name: 'chip', type: 'varchar', length: '15', isNullable: true }))
  }
}

class Birds1704067200004 {
  async up(runner) {
    await runner.createTable(new Table({ name: 'birds', columns: [id, { ...name, isUnique: true }] }))
  }
}

module.exports = [Cats1704067200001, Dogs1704067200002, Chips1704067200003, Birds1704067200004]
