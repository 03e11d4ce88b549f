import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { Problem } from './sequence'

/** A file that was asked about. */
export interface FoundFile {
  path: string
  /** Folder of Prisma's migrations that it belongs to, or null. */
  history: string | null
  /** The folder of the row that it may stand in. */
  place: string
  /** Its name says when it runs: `0003_orders.sql`, `V3__orders.sql`. */
  numbered: boolean
}

export interface Found {
  files: FoundFile[]
  problems: Problem[]
  notes: string[]
}

/** The files behind a word of the command line: itself, or those of the folder, at any depth. */
export function findFiles(word: string): Found {
  const found: Found = { files: [], problems: [], notes: [] }
  const kind = statSync(word, { throwIfNoEntry: false })
  if (!kind) found.problems.push({ path: word, why: 'There is no such file or folder.' })
  else if (!kind.isDirectory()) found.files.push(foundFile(word, isHistory(word)))
  else if (existsSync(join(word, script))) {
    const file = join(word, script)
    found.files.push(foundFile(file, isHistory(file)))
  } else {
    walk(word, found)
    if (found.files.length === 0)
      found.problems.push({ path: word, why: 'Nothing in this folder ends in .sql.' })
  }
  return found
}

const script = 'migration.sql'

function walk(folder: string, found: Found): void {
  const entries = readdirSync(folder, { withFileTypes: true })
  const names = entries.map(({ name }) => name)
  const folders = entries.filter((entry) => entry.isDirectory() && !skipped.test(entry.name))
  const migrations = folders.filter(({ name }) => existsSync(join(folder, name, script)))
  const isOne = migrations.length > 0
  for (const { name } of migrations) found.files.push(foundFile(join(folder, name, script), true))
  const files = names.filter((name) => /\.sql$/i.test(name) && !folders.some((each) => each.name === name))
  const backwards = files.filter((name) => downwards.test(name))
  if (backwards.length > 0)
    found.notes.push(`${join(folder, backwards[0] ?? '')}${more(backwards)}: the way back is not judged.`)
  for (const name of files) {
    if (!downwards.test(name)) found.files.push(foundFile(join(folder, name), false))
  }
  // Beside Prisma's migrations nothing else is one.
  for (const { name } of folders) if (!isOne) walk(join(folder, name), found)
}

const skipped = /^(\.|node_modules$)/
/** What other tools call the way back. */
const downwards = /(^|[._-])(down|undo|rollback|revert)\.sql$/i

function more(names: string[]): string {
  return names.length > 1 ? ` and ${names.length - 1} more` : ''
}

function foundFile(path: string, history: boolean): FoundFile {
  const folder = dirname(resolve(path))
  // A folder for each script: the scripts of the folder above are one row.
  const own = history || /^\d+[_-]/.test(basename(folder))
  return {
    path,
    history: history ? dirname(folder) : null,
    place: own ? dirname(folder) : folder,
    numbered: own || /^[vV]?\d/.test(basename(path)),
  }
}

/** A single file is of Prisma's history when its folder is called so, or the lock file lies beside it. */
function isHistory(path: string): boolean {
  const folder = dirname(resolve(path))
  if (basename(path) !== script) return false
  return /^\d{14}/.test(basename(folder)) || existsSync(join(dirname(folder), 'migration_lock.toml'))
}
