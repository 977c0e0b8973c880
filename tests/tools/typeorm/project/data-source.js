// SPDX-License-Identifier: MIT
const { DataSource } = require('typeorm')
const migrations = require('./migrations')

const url = process.env.DATABASE_URL
module.exports.dataSource = new DataSource({
  ...(url.startsWith('sqlite:')
    ? { type: 'better-sqlite3', database: url.slice('sqlite:///'.length) }
    : { type: 'postgres', url }),
  migrations: migrations.slice(0, Number(process.env.MIGRATIONS || migrations.length))
})
