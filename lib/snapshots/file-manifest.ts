import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fail, ok, type Result } from '../domain/failure'
import type { SnapshotManifest } from '../domain/snapshot'

type ManifestFile = SnapshotManifest['files'][number]

/** Size and sha256 of each file under `folder`, sorted by path, with `/` between the parts. */
export async function hashFiles(
  folder: string,
  which: (path: string) => boolean = () => true,
): Promise<ManifestFile[]> {
  const files: ManifestFile[] = []
  for (const path of await filesUnder(folder)) {
    const name = relative(folder, path).split(sep).join('/')
    if (!which(name)) continue
    files.push({
      path: name,
      bytes: (await stat(path)).size,
      sha256: await sha256(path),
    })
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/**
 * Compares each file with what was written down. PostgreSQL's own tools let most flipped bits pass, so this comes
 * before every restore. Fails with `snapshot_not_verified`, naming the first file, and its table where it has one.
 */
export async function checkFiles(folder: string, files: readonly ManifestFile[]): Promise<Result<void>> {
  for (const { path, bytes, sha256: expected, table } of files) {
    const full = join(folder, path)
    const name = table ? `The file ${path}, with the rows of ${table},` : `The file ${path}`
    const meta = { file: path, ...(table ? { table } : {}) }
    const found = await stat(full).catch(() => null)
    if (!found) return fail('snapshot_not_verified', `${name} is missing.`, meta)
    if (found.size !== bytes) {
      return fail('snapshot_not_verified', `${name} has ${found.size} bytes instead of ${bytes}.`, meta)
    }
    if ((await sha256(full)) !== expected) {
      return fail(
        'snapshot_not_verified',
        `${name} was changed since it was written: its sha256 differs.`,
        meta,
      )
    }
  }
  return ok()
}

/** Makes everything under `folder` survive a power cut: each file, then each folder that names it. */
export async function syncTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await syncTree(path)
    else await sync(path)
  }
  await sync(folder)
}

export async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    // Windows has no folders to sync.
    if (error.code === 'EISDIR' || error.code === 'EPERM') return null
    throw error
  })
  if (!handle) return
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

export async function bytesUnder(folder: string): Promise<number> {
  let total = 0
  for (const path of await filesUnder(folder).catch(() => [])) {
    total += await stat(path).then(
      ({ size }) => size,
      () => 0,
    )
  }
  return total
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
