import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'

/**
 * What was worked out before, under keys that stand for everything it follows from: never anything of a live database.
 * An answer may be gone at any time; whoever asks can work it out again.
 */
export interface Answers {
  /** Null: not known (any more). */
  get<T>(key: string): Promise<T | null>
  /** `key`: sha256 in hex. `value`: what a structured clone can carry. */
  set(key: string, value: unknown): Promise<void>
}

/** Serialized; a catalog of 100 tables is some 200 KB. */
const memoryBytes = 64 * 2 ** 20
const diskBytes = 128 * 2 ** 20
/** Larger ones would push out too many others. */
const largestBytes = 8 * 2 ** 20
/** How many new files lie between two looks at the folder's size. */
const pruneEvery = 64
const suffix = '.answer'
const checkBytes = 32

/** In memory, least recently used first out; and in `folder`, for the processes that come later, where one is given. */
export function createAnswers(folder: string | null): Answers {
  const held = new Map<string, Buffer>()
  let bytes = 0
  let written = 0

  function keep(key: string, value: Buffer): void {
    const before = held.get(key)
    if (before) bytes -= before.length
    held.delete(key)
    held.set(key, value)
    bytes += value.length
    for (const [oldest, gone] of held) {
      if (bytes <= memoryBytes) break
      held.delete(oldest)
      bytes -= gone.length
    }
  }

  return {
    async get<T>(key: string): Promise<T | null> {
      const known = held.get(key) ?? (folder && (await readAnswer(folder, key)))
      if (!known) return null
      keep(key, known)
      return deserialize(known) as T
    },
    async set(key, value) {
      const serialized = serialize(value)
      if (serialized.length > largestBytes) return
      keep(key, serialized)
      if (folder === null) return
      // A full disk or a folder that may not be written costs time later, and nothing else.
      await writeAnswer(folder, key, serialized).catch(() => {})
      if (written++ % pruneEvery === 0) await prune(folder).catch(() => {})
    },
  }
}

async function readAnswer(folder: string, key: string): Promise<Buffer | null> {
  const file = join(/* turbopackIgnore: true */ folder, key + suffix)
  const found = await readFile(/* turbopackIgnore: true */ file).catch(() => null)
  if (!found) return null
  const value = found.subarray(checkBytes)
  // Cut off by a full disk, or not ours.
  if (!check(value).equals(found.subarray(0, checkBytes))) return null
  const now = new Date()
  utimes(file, now, now).catch(() => {})
  return value
}

async function writeAnswer(folder: string, key: string, value: Buffer): Promise<void> {
  await mkdir(/* turbopackIgnore: true */ folder, { recursive: true, mode: 0o700 })
  const file = join(/* turbopackIgnore: true */ folder, key + suffix)
  const fresh = `${file}.${randomBytes(6).toString('hex')}`
  await writeFile(fresh, Buffer.concat([check(value), value]), { mode: 0o600 })
  await rename(fresh, file)
}

function check(value: Buffer): Buffer {
  return createHash('sha256').update(value).digest()
}

/** Down to half of the bound, the longest unused first; what a killed process left half-written goes too. */
async function prune(folder: string): Promise<void> {
  const names = await readdir(/* turbopackIgnore: true */ folder)
  const files = await Promise.all(
    names.map(async (name) => {
      const file = join(/* turbopackIgnore: true */ folder, name)
      const found = await stat(file).catch(() => null)
      return { file, whole: name.endsWith(suffix), size: found?.size ?? 0, used: found?.mtimeMs ?? 0 }
    }),
  )
  const halfWritten = files.filter(({ whole, used }) => !whole && Date.now() - used > 60_000)
  for (const { file } of halfWritten) await rm(file, { force: true })
  let total = files.reduce((sum, { size }) => sum + size, 0)
  if (total <= diskBytes) return
  for (const { file, size } of files.sort((a, b) => a.used - b.used)) {
    if (total <= diskBytes / 2) break
    await rm(file, { force: true })
    total -= size
  }
}
