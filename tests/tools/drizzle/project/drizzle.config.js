// SPDX-License-Identifier: MIT
module.exports = {
  dialect: 'postgresql',
  out: process.env.MIGRATIONS || 'drizzle',
  dbCredentials: { url: process.env.DATABASE_URL }
}
