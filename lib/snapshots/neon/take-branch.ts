import type { Session } from '../../databases/database'
import { catalogFingerprint } from '../../domain/catalog-fingerprint'
import type { ExternalAccess } from '../../domain/external-host'
import { FailureError, ok, type Result } from '../../domain/failure'
import type { SnapshotManifest, WriteMark } from '../../domain/snapshot'
import { databaseFailure } from '../database-failure'
import { endOnAbort } from '../interruptible'
import type { Progress, SnapshotSource, TakenSnapshot } from '../method'
import type { SnapshotParts } from '../parts'
import { databaseBytes } from '../scratch-database'
import { openToTake } from '../taking'
import { takeWriteMark, xmaxOf } from '../write-mark'
import { type Neon, openNeon, stopped } from './client'
import { createBranch } from './create-branch'
import { branchName, writeLocation } from './location'
import { removeLeftBranch } from './remove-branch'
import { testAccess } from './test-access'

/**
 * In one repeatable-read transaction on the live database: its log position is read at the transaction's very beginning, Neon
 * is asked for a branch at that position, and meanwhile every table is counted and hashed as that transaction sees it.
 * What commits within the milliseconds between the transaction's snapshot and the position is in the branch alone: the
 * comparison finds such tables and names them.
 */
export async function takeBranch(
  parts: SnapshotParts,
  access: ExternalAccess,
  source: SnapshotSource,
  id: string,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Result<TakenSnapshot>> {
  const neon = await openNeon(parts, access, signal)
  const began = neon.clock.now()
  // Anew: since it was set up the address or the branch's computes may have changed.
  const tested = await testAccess(parts, access, source.url, signal)
  if (!tested.ok) return tested
  const opened = await openToTake(parts, source, id)
  if (!opened.ok) return opened
  const session = opened.value
  // Whichever of the two fails stops the other.
  const both = new AbortController()
  const either = signal ? AbortSignal.any([signal, both.signal]) : both.signal
  const settle = endOnAbort(parts.database, source.url, session, either)
  const name = branchName(id)
  try {
    await session.script('begin isolation level repeatable read read only')
    const mark = await takeWriteMark(session)
    const note = (words: string) => progress(0, mark.tables.length, 'tables', words)
    note(`Asking Neon for a branch of “${tested.value.branchName}” at ${mark.lsn ?? 'its head'}`)
    const making = createBranch(neon, { name, lsn: mark.lsn }, note, either)
    const reading = readTables(parts, session, source, mark, progress)
    const [made, read] = await Promise.allSettled([
      making.then((result) => (result.ok ? result : stop(both, result))),
      reading.catch((error) => {
        both.abort()
        throw error
      }),
    ])
    if (made.status === 'rejected') throw made.reason
    const refused = !made.value.ok && made.value.failure.code !== 'run_cancelled' ? made.value.failure : null
    if (refused) throw new FailureError(refused)
    if (read.status === 'rejected') throw read.reason
    if (!made.value.ok || signal?.aborted) throw new FailureError(stopped().failure)
    const branch = made.value.value
    const sizeBytes = (await databaseBytes(session, session.identity.databaseName)) ?? 0
    await session.script('commit')
    return ok({
      location: writeLocation({ projectId: access.projectId, branchId: branch.id, name }),
      sizeBytes,
      manifest: { ...read.value, lsn: branch.parent_lsn ?? mark.lsn },
      takeMs: neon.clock.now().getTime() - began.getTime(),
    })
  } catch (error) {
    const left = await discard(parts, neon, id)
    const failed = signal?.aborted
      ? stopped()
      : databaseFailure(error, 'snapshot_failed', 'Reading the database failed')
    if (left) failed.failure.why += ` ${left}`
    return failed
  } finally {
    settle()
    await session.close()
  }
}

function stop<T>(controller: AbortController, result: T): T {
  controller.abort()
  return result
}

async function readTables(
  parts: SnapshotParts,
  session: Session,
  source: SnapshotSource,
  mark: WriteMark,
  progress: Progress,
): Promise<SnapshotManifest> {
  const catalog = await parts.database.catalog(session)
  const onTable = (done: number, of: number) => progress(done, of, 'tables')
  return {
    format: 1,
    tables: await parts.database.digests(session, { onTable }),
    schemaFingerprint: catalogFingerprint(catalog),
    serverVersion: source.identity.serverVersion,
    lsn: mark.lsn,
    xmax: xmaxOf(mark),
    files: [],
    systemIdentifier: source.identity.systemIdentifier,
    mark,
  }
}

/** What was begun over there is taken back after a cancellation too; null, or what may be left. */
async function discard(parts: SnapshotParts, neon: Neon, id: string): Promise<string | null> {
  const removed = await removeLeftBranch(parts, neon.access, id)
  if (removed.ok || removed.failure.code === 'external_key_refused') return null
  return `Its branch “${branchName(id)}” may be left in Neon: ${removed.failure.why}`
}
