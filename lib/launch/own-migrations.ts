import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MigrationFile } from '../domain/migration'
import type { SchemaFile } from '../domain/revision'

/** The schema of the control database and its history, from Headgate's own `prisma` folder. */
export async function readOwnMigrations(
  root: string,
): Promise<{ migrations: MigrationFile[]; schema: SchemaFile[] }> {
  const folder = join(root, 'prisma', 'migrations')
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  const migrations = names.sort().map(async (name) => {
    const bytes = await readFile(join(folder, name, 'migration.sql'))
    return { name, sql: bytes.toString('utf8'), checksum: createHash('sha256').update(bytes).digest('hex') }
  })
  const schema = await readFile(join(root, 'prisma', 'schema.prisma'), 'utf8')
  return { migrations: await Promise.all(migrations), schema: [{ path: 'schema.prisma', content: schema }] }
}
