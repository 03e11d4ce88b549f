import { createHash } from 'node:crypto'
import { lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FailureError, fail } from '../../domain/failure'
import type { FileChange } from '../../domain/file-change'
import { unreadable } from './read-text'

/** A change that was compared with what is there, and is still to be made. Paths are absolute. */
export type CheckedChange =
  | {
      change: 'write'
      path: string
      target: string
      /** The folder of the project that it is in. */
      folder: string
      content: string
      /** sha256 (hex) of what is replaced; null: the file is new. */
      replaces: string | null
    }
  | { change: 'rename'; path: string; from: string; to: string }

/** Folders that changes may be made in, as real paths. */
export interface WritableFolders {
  migrations: string
  schema: string
}

/**
 * Compares changes with the files that are there, and leaves out what is as wanted already. A rename counts for the
 * changes after it. Throws a `FailureError`: `files_changed`, `invalid_input`.
 */
export async function checkChanges(
  folders: WritableFolders,
  changes: readonly FileChange[],
): Promise<CheckedChange[]> {
  const checked: CheckedChange[] = []
  /** Names of migration folders to what they are called as long as nothing is done; null: moved away. */
  const renamed = new Map<string, string | null>()
  for (const change of changes) {
    if (change.change === 'rename') {
      const { from, to } = change
      for (const name of [from, to]) namesOf(name, (names) => names.length === 1)
      if (await isRenamed(folders.migrations, change, renamed)) continue
      renamed.set(to, renamed.get(from) ?? from).set(from, null)
      const paths = { from: join(folders.migrations, from), to: join(folders.migrations, to) }
      checked.push({ change: 'rename', path: to, ...paths })
      continue
    }
    const { path, content, replaces } = change
    const folder = folders[change.base ?? 'migrations']
    const names = namesOf(path, change.base === 'schema' ? isSchemaFile : isMigrationFile)
    const now = change.base === 'schema' ? names : asItIsNow(names, renamed)
    const there = now && (await contentHash(folder, now))
    if (there === hashOf(content)) continue
    if (there !== replaces) throw changed(path, there, replaces)
    checked.push({ change: 'write', path, target: join(folder, path), folder, content, replaces })
  }
  return checked
}

function isMigrationFile(names: string[]): boolean {
  return names.length === 2 || (names.length === 1 && names[0] === 'migration_lock.toml')
}

function isSchemaFile(names: string[]): boolean {
  return names.at(-1)?.endsWith('.prisma') === true
}

/** The same file as long as no folder is renamed; null: its folder will have moved away. */
function asItIsNow([name = '', ...rest]: string[], renamed: Map<string, string | null>): string[] | null {
  const was = renamed.get(name)
  return was === null ? null : [was ?? name, ...rest]
}

async function isRenamed(
  folder: string,
  { from, to }: { from: string; to: string },
  renamed: Map<string, string | null>,
): Promise<boolean> {
  const source = join(folder, renamed.get(from) ?? from)
  const before = renamed.get(from) !== null && (await refuseLink(source, 'folder'))
  const after = renamed.get(to) !== null && (await refuseLink(join(folder, to), 'folder'))
  if (!before && after) return true
  if (!before) throw filesChanged(`There is no migration ${from} any more.`)
  if (after && !(await isSame(source, join(folder, to))))
    throw filesChanged(`There is a migration ${to} already.`)
  return false
}

/** On file systems that do not tell upper from lower case the new name may reach the old folder. */
async function isSame(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([lstat(one), lstat(other)])
  return a.dev === b.dev && a.ino === b.ino
}

/** Names of a path, which must stay in its folder on every system. */
function namesOf(path: string, fits: (names: string[]) => boolean): string[] {
  const names = path.split('/')
  if (names.every(isPlainName) && fits(names)) return names
  throw new FailureError(
    fail('invalid_input', `${JSON.stringify(path)} is no file that Headgate writes.`, { path }).failure,
  )
}

function isPlainName(name: string): boolean {
  const hidden = name === '' || name.startsWith('.')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these have no place in a name.
  return !hidden && !/[\\:\u0000-\u001f]/.test(name) && Buffer.byteLength(name) <= 255
}

/** True when it is there as wanted, false when nothing is. What is reached by a link is never written. */
async function refuseLink(path: string, wanted: 'file' | 'folder'): Promise<boolean> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw unreadable(path, `cannot be looked at (${error.code ?? 'unknown error'})`)
  })
  if (found === null) return false
  if (wanted === 'file' ? found.isFile() : found.isDirectory()) return true
  throw filesChanged(`${path} is ${found.isSymbolicLink() ? 'a symbolic link' : `no ${wanted}`}.`)
}

async function contentHash(folder: string, names: string[]): Promise<string | null> {
  let path = folder
  for (const name of names.slice(0, -1)) {
    path = join(path, name)
    if (!(await refuseLink(path, 'folder'))) return null
  }
  path = join(path, names.at(-1) ?? '')
  if (!(await refuseLink(path, 'file'))) return null
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, `cannot be read (${error.code ?? 'unknown error'})`)
  })
  return hashOf(bytes)
}

function changed(path: string, there: string | null, replaces: string | null): FailureError {
  if (there === null) return filesChanged(`${path} is not there any more.`)
  return filesChanged(
    replaces === null ? `${path} is there already.` : `${path} was changed in the meantime.`,
  )
}

export function filesChanged(why: string): FailureError {
  return new FailureError(fail('files_changed', why).failure)
}

export function hashOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}
