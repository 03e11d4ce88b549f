import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { canonicalJson } from '../domain/canonical-json'
import { fail, ok, type Result } from '../domain/failure'
import type { SnapshotManifest } from '../domain/snapshot'
import { checkFiles } from './file-manifest'

const ownFile = 'manifest.json'

/**
 * Holds a snapshot's folder against the manifest that the control database has: every file, none besides, and the
 * manifest that lies beside them. Fails with `snapshot_not_verified`, naming the first file.
 */
export async function checkSnapshotFiles(taken: {
  location: string
  manifest: SnapshotManifest
}): Promise<Result<void>> {
  const { location, manifest } = taken
  const whole = await checkFiles(location, manifest.files)
  if (!whole.ok) return whole
  const known = new Set([ownFile, ...manifest.files.map(({ path }) => path)])
  const added = (await pathsUnder(location)).find((path) => !known.has(path))
  if (added) {
    return fail('snapshot_not_verified', `The file ${added} was added since it was taken.`, { file: added })
  }
  const written = await readFile(join(location, ownFile), 'utf8').catch(() => null)
  if (written === null)
    return fail('snapshot_not_verified', `The file ${ownFile} is missing.`, { file: ownFile })
  if (!sameManifest(written, manifest)) {
    const why = `The file ${ownFile} is not the manifest that was recorded when it was taken.`
    return fail('snapshot_not_verified', why, { file: ownFile })
  }
  return ok()
}

/** What was recorded later is in the control database alone. */
function sameManifest(written: string, { chosen: _, ...recorded }: SnapshotManifest): boolean {
  try {
    return canonicalJson(JSON.parse(written)) === canonicalJson(JSON.parse(JSON.stringify(recorded)))
  } catch {
    return false
  }
}

async function pathsUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) =>
      relative(folder, join(entry.parentPath ?? entry.path, entry.name))
        .split(sep)
        .join('/'),
    )
}
