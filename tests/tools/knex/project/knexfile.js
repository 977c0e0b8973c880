// SPDX-License-Identifier: MIT
const url = process.env.DATABASE_URL

module.exports = url.startsWith('sqlite:')
  ? { client: 'better-sqlite3', connection: { filename: url.slice('sqlite:///'.length) }, useNullAsDefault: true }
  : { client: 'pg', connection: url }
