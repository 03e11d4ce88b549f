import { randomUUID } from 'node:crypto'
import { access, chmod, chown, constants, mkdir, open, rename, rm, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { FailureError, fail } from '../../domain/failure'
import { type CheckedChange, filesChanged, hashOf } from './check-changes'

/**
 * Makes changes that were checked. New contents are written and synced beside their places first; then folders are
 * renamed and files take their places, one system call each. When one fails, what was done is undone in reverse.
 * Throws a `FailureError` (`source_read_only`).
 */
export async function writeChanges(folder: string, changes: readonly CheckedChange[]): Promise<void> {
  if (changes.length === 0) return
  const undo: (() => Promise<unknown>)[] = []
  const left: string[] = []
  try {
    for (const place of new Set([
      folder,
      ...changes.flatMap((c) => (c.change === 'write' ? [c.folder] : [])),
    ])) {
      await makeFolder(place, undo)
      await access(place, constants.W_OK)
    }
    const id = randomUUID()
    const staged = new Map<CheckedChange, string>()
    for (const [index, change] of changes.entries()) {
      if (change.change !== 'write') continue
      // Prisma and Headgate overlook files here, whatever an interruption leaves behind.
      const path = join(change.folder, `.headgate-${id}-${index}`)
      left.push(path)
      await stage(path, change.content, change.folder)
      staged.set(change, path)
    }
    for (const change of changes) {
      if (change.change === 'rename') await move(change.from, change.to, undo)
      else await put(change, staged.get(change) ?? '', { undo, left })
    }
    for (const place of new Set([folder, ...changes.map((change) => dirname(targetOf(change)))]))
      await syncFolder(place)
  } catch (error) {
    for (const step of undo.reverse()) await step().catch(() => {})
    throw error instanceof FailureError ? error : readOnly(folder, error)
  } finally {
    for (const path of left) await rm(path, { force: true }).catch(() => {})
  }
}

function targetOf(change: CheckedChange): string {
  return change.change === 'rename' ? change.to : change.target
}

async function stage(path: string, content: string, like: string): Promise<void> {
  const file = await open(path, 'wx', 0o644)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
  await giveLike(path, like)
}

async function put(
  change: Extract<CheckedChange, { change: 'write' }>,
  staged: string,
  { undo, left }: { undo: (() => Promise<unknown>)[]; left: string[] },
): Promise<void> {
  const { target, replaces } = change
  if (replaces === null) {
    await makeFolder(dirname(target), undo)
    await rename(staged, target)
    undo.push(() => rm(target))
    return
  }
  const kept = `${staged}-before`
  const { mode, uid, gid } = await stat(target)
  await chmod(staged, mode & 0o7777)
  if (process.getuid?.() === 0) await chown(staged, uid, gid)
  const before = await open(target, 'r')
  try {
    const content = await before.readFile()
    if (hashOf(content) !== replaces) throw filesChanged(`${target} was changed at this very moment.`)
    const copy = await open(kept, 'wx', mode & 0o7777)
    left.push(kept)
    await copy.writeFile(content).finally(() => copy.close())
    if (process.getuid?.() === 0) await chown(kept, uid, gid)
  } finally {
    await before.close()
  }
  await rename(staged, target)
  undo.push(() => rename(kept, target))
}

async function move(from: string, to: string, undo: (() => Promise<unknown>)[]): Promise<void> {
  await rename(from, to)
  undo.push(() => rename(to, from))
}

/** Creates a folder and those above it, as far as they are missing. */
async function makeFolder(path: string, undo: (() => Promise<unknown>)[]): Promise<void> {
  const found = await stat(path).catch(() => null)
  if (found?.isDirectory()) return
  await makeFolder(dirname(path), undo)
  await mkdir(path)
  undo.push(() => rmdir(path))
  await giveLike(path, dirname(path))
  await syncFolder(dirname(path))
}

/** What root creates belongs to whom the folder belongs to, or its owner could not edit it. */
async function giveLike(path: string, like: string): Promise<void> {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = await stat(like)
  if (uid !== 0) await chown(path, uid, gid)
}

/** A new name is safe once its folder is written. Not every file system can do this, and none needs it to go on. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => null)
  await folder?.sync().catch(() => {})
  await folder?.close()
}

const reasons: Record<string, string> = {
  EACCES: 'its permissions do not allow it',
  EPERM: 'its permissions do not allow it',
  EROFS: 'its file system is read-only',
  ENOSPC: 'its disk is full',
  EDQUOT: 'its disk quota is used up',
  ENAMETOOLONG: 'a path would become too long',
}

function readOnly(folder: string, error: unknown): FailureError {
  const { code } = error as NodeJS.ErrnoException
  const why = (code && reasons[code]) || code || 'an unknown error'
  return new FailureError(
    fail('source_read_only', `${basename(folder)} at ${folder} could not be written: ${why}.`, {
      path: folder,
    }).failure,
  )
}
