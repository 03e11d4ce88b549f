import { systemClock } from '../domain/clock'
import { isLedgerTable, isTouched, type RowsLost } from '../domain/rows-lost'
import type { SnapshotManifest, WriteMark } from '../domain/snapshot'
import type { SnapshotParts } from './parts'
import { writtenSince } from './written-since'

export interface LostRequest {
  /** Connection string of the database that was live: it keeps its OID and its transaction ids under its new name. */
  url: string
  database: string
  databaseOid: number
  manifest: SnapshotManifest
  snapshotId: string | null
  /** Where it stood right after the deploy that was taken back. */
  deploy: WriteMark | null
}

/** For all tables together: a restore is done by now, and its run ends with the answer. */
const withinMs = 10 * 60_000

/**
 * Counts what a restore took back, in the database that it replaced, where nobody writes any more. Never fails: what
 * cannot be counted is said in `notes`.
 */
export async function countLost(parts: SnapshotParts, request: LostRequest): Promise<RowsLost> {
  const clock = parts.clock ?? systemClock
  const { database, snapshotId } = request
  const nothing = { at: clock.now().toISOString(), snapshotId, database, tables: [], still: 0 }
  const { mark, tables: digests } = request.manifest
  if (!mark) return { ...nothing, notes: ['What was written since is not known: the snapshot has no mark.'] }
  const opened = await parts.database.open(request.url, { applicationName: 'headgate count lost' })
  if (!opened.ok) return { ...nothing, notes: [`It could not be counted: ${opened.failure.why}`] }
  const session = opened.value
  try {
    if (session.identity.databaseOid !== request.databaseOid)
      return { ...nothing, notes: [`${database} is another database than the one that was live.`] }
    const counted = await writtenSince(session, mark, {
      digests,
      deploy: request.deploy,
      timeoutMs: 120_000,
      withinMs,
    })
    const own = counted.tables.filter(({ table }) => !isLedgerTable(table))
    const tables = own.filter(isTouched)
    const at = clock.now().toISOString()
    return { at, snapshotId, database, tables, still: own.length - tables.length, notes: counted.notes }
  } catch (error) {
    const why = error instanceof Error ? error.message : 'the database did not answer'
    return { ...nothing, notes: [`It could not be counted: ${why}`] }
  } finally {
    await session.close()
  }
}
