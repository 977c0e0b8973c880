// SPDX-License-Identifier: MIT
// sqlite_of_npm.js DIST FILE: runs the SQL of standard input with the SQLite of an unpacked sql.js,
// writes the database to FILE, and prints the version of that SQLite.
const fs = require('fs')
const path = require('path')

// Older ones take a fetch for the mark of a browser.
delete globalThis.fetch

const [dist, file] = process.argv.slice(2)
const start = require(path.resolve(dist, 'sql-wasm.js'))
start({ locateFile: name => path.resolve(dist, name) }).then(SQL => {
  const database = new SQL.Database()
  database.run(fs.readFileSync(0, 'utf8'))
  const version = database.exec('select sqlite_version()')[0].values[0][0]
  fs.writeFileSync(file, Buffer.from(database.export()))
  console.log(version)
}).catch(error => {
  console.error(String(error))
  process.exitCode = 1
})
