import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { listNames } from '../../domain/list-names'
import type { MigrationFile } from '../../domain/migration'
import { inParallel } from './in-parallel'
import { kindOf, MAX_FILE_BYTES, namesIn, readText, refused, unreadable } from './read-text'

/** All scripts of a project together. */
const MAX_TOTAL_BYTES = 4 * MAX_FILE_BYTES

/** The migrations in `folder`, oldest first, by name as Prisma sorts them. Throws a `FailureError`. */
export async function readMigrations(
  folder: string,
): Promise<{ migrations: MigrationFile[]; notes: string[] }> {
  if ((await kindOf(folder)) === null)
    return { migrations: [], notes: [`There is no folder ${folder} yet: no migrations.`] }
  const names = await namesIn(folder)
  const { folders, links } = await foldersOf(folder, names)
  let total = 0
  const scripts = await inParallel(folders, async (name) => {
    const path = join(folder, name, 'migration.sql')
    if ((await kindOf(path)) === null) throw await withoutScript(join(folder, name))
    const { bytes, text } = await readText(path)
    total += bytes.length
    if (total > MAX_TOTAL_BYTES)
      throw refused(
        'file_too_large',
        folder,
        `holds more than ${MAX_TOTAL_BYTES / 1024 / 1024} MB of scripts`,
      )
    return { name, sql: text, checksum: createHash('sha256').update(bytes).digest('hex') }
  })
  const notes = [...linkNote(links), ...scripts.flatMap(scriptNotes), ...twinNotes(folders)]
  return { migrations: scripts, notes }
}

/** Prisma takes real folders alone for migrations; what a link leads to is none for it, and must be none for us. */
async function foldersOf(folder: string, names: string[]): Promise<{ folders: string[]; links: string[] }> {
  const wanted = new Set(names)
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const kinds = new Map(entries.filter(({ name }) => wanted.has(name)).map((entry) => [entry.name, entry]))
  const broken = names.find((name) => name.includes('\ufffd') && kinds.get(name)?.isDirectory())
  if (broken) throw unreadable(join(folder, broken), 'has a name that is not UTF-8')
  const links = names.filter((name) => kinds.get(name)?.isSymbolicLink())
  return { folders: names.filter((name) => kinds.get(name)?.isDirectory()), links }
}

async function withoutScript(folder: string): Promise<Error> {
  const inner = await namesIn(folder)
  const holding: string[] = []
  for (const name of inner.slice(0, 100))
    if ((await kindOf(join(folder, name, 'migration.sql')).catch(() => null)) !== null) holding.push(name)
  if (inner.includes('steps.json'))
    return refused(
      'migration_without_script',
      folder,
      'holds steps.json and no migration.sql: it is of the experimental migrate of Prisma 2.12 and older, whose histories no later Prisma applies',
    )
  const only = inner.length === 0 ? 'is empty: it holds no migration.sql' : 'holds no migration.sql'
  const nested =
    holding.length > 0 ? `, only folders that do (${listNames(holding)}), which belong beside it` : ''
  return refused('migration_without_script', folder, `${only}${nested}`)
}

function linkNote(links: string[]): string[] {
  return links.length === 0
    ? []
    : [
        `${listNames(links)} beside the migrations: symbolic links, which Prisma overlooks, and so does Headgate.`,
      ]
}

function scriptNotes({ name, sql }: MigrationFile): string[] {
  if (sql.startsWith('\ufeff'))
    return [`${name} begins with a byte order mark, which PostgreSQL does not read as SQL.`]
  return sql.trim() === '' ? [`${name} is empty: it changes nothing but the ledger.`] : []
}

/** Names that are one folder on file systems of macOS and Windows. */
function twinNotes(names: string[]): string[] {
  const alike = new Map<string, string[]>()
  for (const name of names) {
    const key = name.normalize('NFC').toLowerCase()
    alike.set(key, [...(alike.get(key) ?? []), name])
  }
  return [...alike.values()]
    .filter((twins) => twins.length > 1)
    .map(
      (twins) =>
        `${listNames(twins)} differ in upper and lower case or in how letters are put together: elsewhere they are one folder.`,
    )
}
