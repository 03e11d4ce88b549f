import { countOf } from '../domain/count-words'
import { durationWords } from '../domain/duration-words'
import { type Failure, fail, ok, type Result } from '../domain/failure'
import { listNames } from '../domain/list-names'
import type { Plan } from '../domain/plan'
import type { Policy } from '../domain/policy'
import type { SnapshotManifest, WriteMark } from '../domain/snapshot'
import { readLedger } from '../engines/prisma/ledger'
import type { SnapshotMethod, SnapshotSource } from '../snapshots/method'
import type { SnapshotParts } from '../snapshots/parts'
import { type RestoreOutcome, restoreBesideAndSwap, restoreNames } from '../snapshots/restore-beside'
import { endRun } from './end-run'
import { takeLocks } from './lock'
import { identityDiffers, openRunSession } from './open-session'
import type { RunEnd, RunPorts, RunTarget } from './ports'
import { defaultLockWaitMs } from './preflight'
import { progressNotes } from './progress-notes'
import { standingRows } from './reverse-base'
import { rollbackStopped } from './rollback-words'
import { startStopSignal } from './stop-signal'

export interface RestoreOrder {
  /** The plan that was deployed. */
  plan: Plan
  target: RunTarget
  policy: Policy
  method: SnapshotMethod
  taken: { location: string; manifest: SnapshotManifest }
  parts: SnapshotParts
  /** Where the target stood right after the deploy. */
  deployMark: WriteMark | null
  /** The database behind the environment's address is another one from now on. Durable when it resolves. */
  swapped(databaseOid: number): Promise<void>
  lockWaitMs?: number
}

/**
 * Takes a deploy back by restoring a snapshot beside the live database and exchanging the two. Nobody may be connected
 * to the live one at the exchange, Headgate included, so its lock is only tried before: it is the control database
 * that keeps a second run of this environment away.
 */
export async function executeRestore(order: RestoreOrder, ports: RunPorts): Promise<RunEnd> {
  const { journal } = ports
  await journal.announce([
    { position: 0, kind: 'preflight', title: 'See that nobody else migrates' },
    { position: 1, kind: 'restore', title: 'Restore beside the live database, compare, and exchange' },
    { position: 2, kind: 'verify', title: 'Look at the restored database' },
  ])
  await journal.start(0)
  const source = await tryLocks(order, ports)
  if (!source.ok) return stopAt(ports, 0, source.failure)
  await journal.finish(0, 'done', { notes: ['No run and no migration held the database.'] })

  const names = restoreNames(source.value, journal.runId, ports.clock.now())
  await journal.start(1, { restore: names })
  const stop = startStopSignal(ports)
  const noted = progressNotes(journal, 1)
  const request = {
    method: order.method,
    source: source.value,
    taken: order.taken,
    names,
    deploy: order.deployMark,
  }
  let restored: Result<RestoreOutcome>
  try {
    restored = await restoreBesideAndSwap(order.parts, request, noted.progress, stop.signal)
  } finally {
    await stop.close()
    await noted.settle()
  }
  if (!restored.ok) return stopAt(ports, 1, restored.failure)
  await order.swapped(restored.value.databaseOid)
  const tables = order.taken.manifest.tables.length
  await journal.finish(1, 'done', {
    progress: { done: tables, of: tables, unit: 'tables' },
    notes: restoreNotes(restored.value),
  })

  await journal.start(2)
  const differences = await lookAtRestored(order, ports, restored.value)
  await journal.finish(2, differences.length === 0 ? 'done' : 'failed', { notes: differences })
  return endRun(ports, restoreEnded(order.plan, restored.value, differences))
}

/** Also with the locks of those who know nothing of Headgate: a `prisma migrate deploy` under way. */
async function tryLocks(order: RestoreOrder, ports: RunPorts): Promise<Result<SnapshotSource>> {
  const opened = await openRunSession(ports.database, order.target, ports.journal.runId, order.policy)
  if (!opened.ok) return opened
  const session = opened.value
  try {
    await ports.journal.backend(session.backend.pid, session.backend.startedAt)
    const waitMs = order.lockWaitMs ?? defaultLockWaitMs
    const locked = await takeLocks(session, { database: ports.database, clock: ports.clock, waitMs })
    return locked.ok ? ok({ url: order.target.url, identity: session.identity }) : locked
  } finally {
    await session.close()
  }
}

async function stopAt(ports: RunPorts, position: number, failure: Failure): Promise<RunEnd> {
  const { database, holders } = failure.meta
  await ports.journal.finish(position, 'failed', {
    notes: [failure.why],
    ...(database && { error: database }),
    ...(holders && { holders }),
  })
  return endRun(ports, rollbackStopped(failure))
}

async function lookAtRestored(order: RestoreOrder, { database, journal }: RunPorts, outcome: RestoreOutcome) {
  const opened = await database.open(order.target.url, { applicationName: `headgate run ${journal.runId}` })
  if (!opened.ok) return [`It cannot be reached: ${opened.failure.why}`]
  const session = opened.value
  try {
    const { systemIdentifier } = session.identity
    const expected = { systemIdentifier, databaseOid: outcome.databaseOid }
    const other = identityDiffers({ url: order.target.url, identity: expected }, session)
    const { rows } = await readLedger(session)
    const standing = standingRows(order.plan, rows).map((row) => `${row.name} still counts as applied.`)
    return other ? [other, ...standing] : standing
  } finally {
    await session.close()
  }
}

function restoreNotes(outcome: RestoreOutcome): string[] {
  return [
    `Restored in ${durationWords(outcome.restoreMs)}, compared with the snapshot’s manifest in ${durationWords(outcome.verifyMs)}: every table has its rows.`,
    ...exchangeNotes(outcome),
    `The database that was live is kept as ${outcome.names.failed}.`,
    ...outcome.notes,
  ]
}

function exchangeNotes({ swapMs, ended }: RestoreOutcome): string[] {
  if (swapMs === null) return []
  const sessions =
    ended === null ? '' : ` and ended ${ended === 0 ? 'no session' : countOf(ended, 'session')}`
  return [`The exchange took ${durationWords(swapMs)}${sessions}.`]
}

function restoreEnded(plan: Plan, outcome: RestoreOutcome, differences: string[]): RunEnd {
  const names = plan.migrations.map((migration) => migration.name).reverse()
  const what = `The snapshot was restored and is live; ${listNames(names)} ${names.length === 1 ? 'is' : 'are'} no longer applied. The database from before is kept as ${outcome.names.failed}.`
  const next = `Prisma and Headgate see them as pending again: remove them from the project, or stop the pipeline that would apply them. Drop ${outcome.names.failed} when nobody needs it.`
  const undo = `Exchange the names again: ${outcome.names.failed} is whole.`
  if (differences.length === 0) {
    return { state: 'succeeded', effect: 'all', outcome: { ok: true, what, next, undo } }
  }
  const { failure } = fail('not_verified', differences.join(' '), { differences })
  return {
    state: 'unverified',
    effect: 'all',
    outcome: { ok: false, what, next: failure.fix, undo, failure },
  }
}
