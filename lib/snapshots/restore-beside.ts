import { systemClock } from '../domain/clock'
import { fail, ok, type Result } from '../domain/failure'
import type { SnapshotManifest } from '../domain/snapshot'
import { collectStatistics } from './collect-statistics'
import { compareWithManifest } from './compare'
import { databaseFailure } from './database-failure'
import { applyProperties, readProperties } from './database-properties'
import { dropLeft } from './drop-left'
import { type Maintenance, withMaintenance } from './maintenance'
import type { Progress, SnapshotMethod, SnapshotSource } from './method'
import { besideName, failedName } from './names'
import { partOnly } from './part-only'
import type { SnapshotParts } from './parts'
import { recoverRestore } from './recover-restore'
import { databaseBytes } from './scratch-database'
import { type Swapped, swapDatabases } from './swap'
import { swapObstacles } from './swap-obstacles'
import { cancelled } from './taking'

/** The names of one restore. Written down before it begins: with them `recoverRestore` tells how far it came. */
export interface RestoreNames {
  live: string
  /** OID of the live database before the swap. */
  liveOid: number
  beside: string
  failed: string
}

export interface RestoreRequest {
  method: SnapshotMethod
  source: SnapshotSource
  taken: { location: string; manifest: SnapshotManifest }
  names: RestoreNames
  /**
   * Told when nothing but the exchange is left, with the session that will do it already open: whoever takes over ends
   * that one by its name, so that what this proves stays true. What it throws stops the restore.
   */
  beforeSwap?: (prepared: PreparedRestore) => Promise<void>
}

/** The new database, whole and compared. */
export interface PreparedRestore {
  restoreMs: number
  verifyMs: number
  analyzeMs: number
  notes: string[]
}

export interface RestoreOutcome extends PreparedRestore {
  names: RestoreNames
  /** OID of the database that is live now: the environment's identity has changed to it. */
  databaseOid: number
  /** Bytes of the database that was live; it stays under `names.failed`. */
  failedBytes: number | null
  /** From refusing connections to accepting them again: what the application notices. Null: not measured. */
  swapMs: number | null
  /** Sessions that were ended; null: not counted. */
  ended: number | null
}

/** `id` is the run's: it makes the names unique. */
export function restoreNames(source: SnapshotSource, id: string, at: Date): RestoreNames {
  const { databaseName: live, databaseOid: liveOid } = source.identity
  return { live, liveOid, beside: besideName(id), failed: failedName(live, at) }
}

/**
 * Restores into a new database beside the live one, compares it with the manifest, makes it ready, and exchanges the
 * two names in one transaction. Until then the live database is not touched but for a moment without connections, and
 * after every failure before that it is as it was. No session of ours may be open in the live database.
 */
export async function restoreBesideAndSwap(
  parts: SnapshotParts,
  request: RestoreRequest,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Result<RestoreOutcome>> {
  const { source, names } = request
  const prepared = await prepareBeside(parts, request, progress, signal)
  if (!prepared.ok) return prepared
  const swapped = await exchange(parts, request, prepared.value, progress, signal)
  if (swapped.ok) return ok({ ...prepared.value, ...swapped.value, names })
  // The answer to a commit may be lost with the connection: what counts is which names exist.
  const recovered = await recoverRestore(parts, source, names)
  if (recovered.ok && recovered.value.state === 'not_swapped') return swapped
  if (!recovered.ok || recovered.value.state === 'unknown' || recovered.value.databaseOid === null) {
    const evidence = recovered.ok ? recovered.value.evidence : [recovered.failure.why]
    return fail('outcome_unknown', `${swapped.failure.why} ${evidence.join(' ')}`, { evidence, names })
  }
  const { databaseOid, failedBytes } = recovered.value
  const told = { databaseOid, failedBytes, swapMs: null, ended: null }
  return ok({ ...prepared.value, ...told, names })
}

async function exchange(
  parts: SnapshotParts,
  request: RestoreRequest,
  prepared: PreparedRestore,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Result<Swapped>> {
  const { source, names } = request
  let may = request.beforeSwap === undefined
  try {
    return await withMaintenance(parts, source, names.beside, async ({ session }) => {
      if (signal?.aborted) return cancelled()
      await request.beforeSwap?.(prepared)
      may = true
      progress(0, null, 'tables', 'Exchanging the databases')
      return swapDatabases(session, names, parts.clock ?? systemClock)
    })
  } finally {
    if (!may) await dropLeft(parts, source, names.beside)
  }
}

async function prepareBeside(
  parts: SnapshotParts,
  request: RestoreRequest,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Result<PreparedRestore>> {
  const { method, source, taken, names } = request
  const checked = await withMaintenance(parts, source, names.beside, (maintenance) =>
    check(maintenance, request),
  )
  if (!checked.ok) return checked
  const restored = await method.restoreTo(source, taken, names.beside, progress, signal)
  if (!restored.ok) return restored
  const finished = await withMaintenance(parts, source, names.beside, async (maintenance) => {
    const clock = parts.clock ?? systemClock
    const url = parts.database.withDatabase(maintenance.url, names.beside)
    const began = clock.now().getTime()
    const same = await compareWithManifest(parts.database, url, taken, { schema: true, progress, signal })
    if (!same.ok) return same
    const compared = clock.now().getTime()
    progress(0, null, 'tables', 'Collecting statistics')
    const analyzed = await collectStatistics(parts, url, names.beside, signal)
    if (!analyzed.ok) return analyzed
    const ready = await carryOver(maintenance, names)
    if (!ready.ok) return ready
    return ok({
      restoreMs: restored.value.restoreMs,
      verifyMs: compared - began,
      analyzeMs: clock.now().getTime() - compared,
      notes: checked.value,
    })
  })
  if (!finished.ok || signal?.aborted) {
    await dropLeft(parts, source, names.beside)
    return finished.ok ? cancelled() : finished
  }
  return finished
}

/** Everything that would stop the swap, asked before the long part. Resolves to what the reader should know. */
async function check(maintenance: Maintenance, { names, taken }: RestoreRequest): Promise<Result<string[]>> {
  const { session } = maintenance
  const part = partOnly(taken.manifest)
  if (part) return fail('rollback_impossible', part)
  const { obstacles, notes } = await swapObstacles(maintenance, names.live)
  if (obstacles.length > 0) return fail('rollback_impossible', obstacles.join(' '))
  for (const name of [names.beside, names.failed]) {
    if ((await databaseBytes(session, name)) !== null) {
      return fail(
        'restore_failed',
        `A database ${name} exists already: an earlier restore left it. Look at it, then drop it.`,
      )
    }
  }
  return ok(notes)
}

/** The live database's own settings and grants of now, not the snapshot's: whoever may connect today may tomorrow. */
async function carryOver({ session }: Maintenance, names: RestoreNames): Promise<Result<void>> {
  try {
    const properties = await readProperties(session, names.live)
    if (!properties) return fail('restore_failed', `The database ${names.live} is gone from the server.`)
    await applyProperties(session, names.beside, properties)
    return ok()
  } catch (error) {
    return databaseFailure(
      error,
      'restore_failed',
      'Settings or grants of the database could not be set again',
    )
  }
}
