import { rm } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { SnapshotParts } from './parts'
import { snapshotsFolder } from './snapshot-folder'

/** Deletes the files of a snapshot. A location comes from a row of a table: only what lies where they lie is deleted. */
export async function removeSnapshotFolder(parts: SnapshotParts, location: string): Promise<void> {
  const kept = resolve(snapshotsFolder(parts.dataDir), basename(location))
  if (resolve(location) !== kept) throw new Error('The snapshot does not lie in the data folder.')
  await rm(kept, { recursive: true, force: true })
}
