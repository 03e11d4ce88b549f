import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { MigrationFile } from '../../domain/migration'
import { refuseOtherProvider } from './read-schema'
import { kindOf, namesIn, readText, unreadable } from './read-text'

/** All scripts of a project together. */
const MAX_TOTAL_BYTES = 64 * 1024 * 1024

/** The migrations in `folder`, oldest first, by name as Prisma sorts them. Throws a `FailureError`. */
export async function readMigrations(
  folder: string,
): Promise<{ migrations: MigrationFile[]; notes: string[] }> {
  const notes: string[] = []
  if ((await kindOf(folder)) === null)
    return { migrations: [], notes: [`There is no folder ${folder} yet: no migrations.`] }
  const names = await namesIn(folder)
  await checkLock(folder, names, notes)
  const migrations: MigrationFile[] = []
  let total = 0
  for (const name of names) {
    if ((await kindOf(join(folder, name))) !== 'folder') continue
    const path = join(folder, name, 'migration.sql')
    if ((await kindOf(path)) === null) throw unreadable(join(folder, name), 'holds no migration.sql')
    const { bytes, text } = await readText(path)
    total += bytes.length
    if (total > MAX_TOTAL_BYTES)
      throw unreadable(folder, `holds more than ${MAX_TOTAL_BYTES / 1024 / 1024} MB of scripts`)
    if (text.startsWith('\ufeff'))
      notes.push(`${name} begins with a byte order mark, which PostgreSQL does not read as SQL.`)
    migrations.push({ name, sql: text, checksum: createHash('sha256').update(bytes).digest('hex') })
  }
  return { migrations, notes }
}

async function checkLock(folder: string, names: string[], notes: string[]): Promise<void> {
  if (!names.includes('migration_lock.toml')) {
    if (names.length > 0) notes.push('There is no migration_lock.toml beside the migrations.')
    return
  }
  const { text } = await readText(join(folder, 'migration_lock.toml'))
  const provider = text.match(/^\s*provider\s*=\s*"([^"]*)"/m)?.[1]
  if (provider === undefined) notes.push('migration_lock.toml names no provider.')
  else refuseOtherProvider('migration_lock.toml', provider)
}
