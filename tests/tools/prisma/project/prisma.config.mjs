// SPDX-License-Identifier: MIT
import { PrismaLibSQL } from '@prisma/adapter-libsql'

export default {
  schema: 'prisma/schema.prisma',
  migrations: { path: process.env.MIGRATIONS ?? 'prisma/migrations' },
  experimental: { adapter: true },
  engine: 'js',
  adapter: async () => new PrismaLibSQL({ url: process.env.DATABASE_URL }),
}
