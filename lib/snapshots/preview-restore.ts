import { ok } from '../domain/failure'
import type { RollbackOption } from '../domain/rollback'
import { isLedgerTable, type TableWrites } from '../domain/rows-lost'
import { sizeWords } from '../domain/size-words'
import type { SnapshotManifest, SnapshotState, WriteMark } from '../domain/snapshot'
import { withMaintenance } from './maintenance'
import type { SnapshotMethod, SnapshotSource } from './method'
import { partOnly } from './part-only'
import type { SnapshotParts } from './parts'
import { databaseBytes } from './scratch-database'
import { swapObstacles } from './swap-obstacles'
import { type WrittenSince, writtenSince } from './written-since'

export interface RestorePreviewRequest {
  method: SnapshotMethod
  source: SnapshotSource
  snapshot: {
    state: SnapshotState
    location: string
    manifest: SnapshotManifest
    /** As measured when it was verified. */
    restoreMs: number | null
  }
  deploy?: WriteMark | { xmax: string } | null
}

export interface RestorePreview extends RollbackOption {
  way: 'restore'
  writtenSince: NonNullable<RollbackOption['writtenSince']>
  /** Table by table, with totals and deletions. */
  writes: TableWrites[]
}

const deploysOwn = 'What the deploy itself wrote into tables is counted as written before its end.'

/** What restoring this snapshot would do and lose, now. Reads the live database; changes nothing. */
export async function previewRestore(
  parts: SnapshotParts,
  request: RestorePreviewRequest,
): Promise<RestorePreview> {
  const { source, snapshot, method } = request
  const live = source.identity.databaseName
  const { obstacles, notes } = await obstaclesOf(parts, request)
  const written = await countWrites(parts, request)
  // The ledger goes back with the rest, and that is what is asked for.
  const writes = 'why' in written ? [] : written.tables.filter(({ table }) => !isLedgerTable(table))
  return {
    way: 'restore',
    possible: obstacles.length === 0,
    impossibleBecause: obstacles,
    does: `Restores the snapshot into a new database, compares it, and exchanges it for ${live}; the database of now stays under another name.`,
    losses: writes.flatMap(lossesOf),
    writtenSince: writes.map(({ table, beforeDeploy, afterDeploy }) => ({
      table,
      beforeDeploy,
      afterDeploy,
    })),
    unknown: [
      ...('why' in written ? [written.why] : written.notes),
      ...writes.flatMap(({ table, reasons }) => reasons.map((reason) => `${table}: ${reason}`)),
    ],
    notes: [...notes, ...(writes.some(({ beforeDeploy }) => beforeDeploy) ? [deploysOwn] : [])],
    // The exchange itself takes a tenth of a second; a dump's comparison about as long as its restore.
    expectedMs: method.name === 'external' ? null : snapshot.restoreMs,
    writes,
  }
}

async function obstaclesOf(parts: SnapshotParts, { method, source, snapshot }: RestorePreviewRequest) {
  const byHand = method.restoredByHand?.(snapshot.location)
  if (byHand) return { obstacles: [byHand], notes: [] }
  const part = partOnly(snapshot.manifest)
  if (part) return { obstacles: [part], notes: [] }
  const obstacles =
    snapshot.state === 'verified'
      ? []
      : ['The snapshot was never restored on trial: it may not come back whole.']
  const found = await withMaintenance(parts, source, 'headgate look', async (maintenance) => {
    const swap = await swapObstacles(maintenance, source.identity.databaseName)
    const bytes = await databaseBytes(maintenance.session, source.identity.databaseName)
    if (bytes) swap.notes.push(`The server needs about ${sizeWords(bytes)} of disk for the second database.`)
    if (method.name === 'clone' && (await databaseBytes(maintenance.session, snapshot.location)) === null) {
      swap.obstacles.push(`The snapshot’s database ${snapshot.location} is gone from the server.`)
    }
    return ok(swap)
  })
  if (!found.ok) return { obstacles: [...obstacles, `${found.failure.what} ${found.failure.why}`], notes: [] }
  return { obstacles: [...obstacles, ...found.value.obstacles], notes: found.value.notes }
}

async function countWrites(
  parts: SnapshotParts,
  { source, snapshot, deploy }: RestorePreviewRequest,
): Promise<WrittenSince | { why: string }> {
  const { mark, tables } = snapshot.manifest
  if (!mark) return { why: 'What was written since is not known: the snapshot has no mark.' }
  const opened = await parts.database.open(source.url, { applicationName: 'headgate look' })
  if (!opened.ok) return { why: `What was written since could not be counted: ${opened.failure.why}` }
  try {
    return await writtenSince(opened.value, mark, { digests: tables, deploy: deploy ?? null })
  } catch (error) {
    const why = error instanceof Error ? error.message : 'the database did not answer'
    return { why: `What was written since could not be counted: ${why}` }
  } finally {
    await opened.value.close()
  }
}

function lossesOf({ table, total, deleted, deletedBy, reasons }: TableWrites): RollbackOption['losses'] {
  const object = `table:${table}`
  const why = reasons.join(' ')
  const losses: RollbackOption['losses'] = []
  if (total !== 0) {
    const what = 'rows that were added or changed since the snapshot are as they were then, or gone'
    losses.push({ object, what, count: total, of: null, exact: total !== null, ...(why ? { why } : {}) })
  }
  if (deleted) {
    const what = 'rows that were deleted since the snapshot come back'
    losses.push({ object, what, count: deleted, of: null, exact: deletedBy === 'count' })
  }
  return losses
}
