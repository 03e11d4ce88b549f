import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RecordedSnapshot } from '../../domain/answers/snapshot-answer'
import { fail, ok, type Result } from '../../domain/failure'
import type { SnapshotManifest } from '../../domain/snapshot'

/** A record as `fileSnapshotRecord` writes it. */
export interface Recorded extends RecordedSnapshot {
  manifest: SnapshotManifest | null
}

interface RecordFile {
  id: string
  method: Recorded['method']
  database: string
  state: Recorded['state']
  location?: string
  sizeBytes?: number
  manifest?: SnapshotManifest
  takenAt?: string
  verified?: { restoreMs: number }
}

/** What terminals took on this machine, newest first. A file that is none of these is passed over. */
export async function recordedSnapshots(folder: string): Promise<Recorded[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'))
  const read = await Promise.all(names.map((name) => readRecord(join(folder, name))))
  return read
    .filter((record) => record !== null)
    .sort((a, b) => ((a.takenAt ?? '') < (b.takenAt ?? '') ? 1 : -1))
}

async function readRecord(path: string): Promise<Recorded | null> {
  try {
    const file: RecordFile = JSON.parse(await readFile(path, 'utf8'))
    if (typeof file.id !== 'string' || !['running', 'complete', 'verified'].includes(file.state)) return null
    const tables = file.manifest?.tables
    return {
      id: file.id,
      method: file.method,
      database: file.database,
      state: file.state,
      location: file.location ?? null,
      sizeBytes: file.sizeBytes ?? null,
      tables: tables?.length ?? null,
      rows: tables?.reduce((sum, { rows }) => sum + rows, 0) ?? null,
      takenAt: file.takenAt ?? null,
      restoreMs: file.verified?.restoreMs ?? null,
      record: path,
      manifest: file.manifest ?? null,
    }
  } catch {
    return null
  }
}

/** By its id, or by as many of its first letters as tell it from the others. */
export function pickSnapshot(all: Recorded[], id: string): Result<Recorded> {
  const found = all.filter((each) => each.id.startsWith(id))
  const next = 'headgate snapshot lists them with their ids.'
  if (found.length > 1)
    return fail('usage_wrong', `“${id}” begins the ids of ${found.length} snapshots.`, { next })
  return found[0]
    ? ok(found[0])
    : fail('not_found', `No snapshot here has an id that begins with “${id}”.`, { next })
}

/** Without what only the command itself needs. */
export function shownSnapshot({ manifest: _, ...shown }: Recorded): RecordedSnapshot {
  return shown
}
