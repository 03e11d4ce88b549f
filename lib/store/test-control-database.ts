import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { testServer } from '../databases/embedded/test-server'
import { createPrisma } from './client'
import type { PrismaClient } from './generated/client'

/** A control database of a test's own, with Headgate's migrations applied. */
export async function testControlDatabase(): Promise<{ url: string; db: PrismaClient }> {
  const server = await testServer()
  const url = await server.createDatabase('control')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const script of ownMigrations()) await client.query(script)
  } finally {
    await client.end()
  }
  return { url, db: createPrisma(url) }
}

function ownMigrations(): string[] {
  const folder = join(process.cwd(), 'prisma/migrations')
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return names
    .map((entry) => entry.name)
    .sort()
    .map((name) => readFileSync(join(folder, name, 'migration.sql'), 'utf8'))
}
