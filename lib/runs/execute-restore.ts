import { countOf } from '../domain/count-words'
import { durationWords } from '../domain/duration-words'
import { type Failure, fail, ok, type Result } from '../domain/failure'
import type { StepIntent } from '../domain/journal'
import { listNames } from '../domain/list-names'
import type { Plan } from '../domain/plan'
import type { Policy } from '../domain/policy'
import { type RowsLost, rowsLostWords } from '../domain/rows-lost'
import type { SnapshotManifest, WriteMark } from '../domain/snapshot'
import { readLedger } from '../engines/prisma/ledger'
import { countLost } from '../snapshots/count-lost'
import type { Progress, SnapshotMethod, SnapshotSource } from '../snapshots/method'
import type { SnapshotParts } from '../snapshots/parts'
import {
  type PreparedRestore,
  type RestoreNames,
  type RestoreOutcome,
  restoreBesideAndSwap,
  restoreNames,
} from '../snapshots/restore-beside'
import { endRun } from './end-run'
import type { KeptDatabaseRecord } from './kept-databases'
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
  snapshotId: string | null
  /** Where it is written that the database which was live stays, and which one is live from now on. */
  kept: KeptDatabaseRecord
  lockWaitMs?: number
}

/**
 * Takes a deploy back by restoring a snapshot beside the live database and exchanging the two. Nobody may be connected
 * to the live one at the exchange, Headgate included, so its lock is only tried before: it is the control database
 * that keeps a second run of this environment away.
 */
export async function executeRestore(order: RestoreOrder, ports: RunPorts): Promise<RunEnd> {
  const { journal } = ports
  await journal.announce(restoreSteps)
  await journal.start(0)
  const source = await tryLocks(order, ports)
  if (!source.ok) return stopAt(ports, 0, source.failure)
  await journal.finish(0, 'done', { notes: ['No run and no migration held the database.'] })

  const names = restoreNames(source.value, journal.runId, ports.clock.now())
  await journal.start(1, { restore: names })
  const restored = await restore(order, source.value, names, ports)
  if (!restored.ok) return restored.stopped
  await order.kept.settle(leftBy(names, restored.value.failedBytes), restored.value.databaseOid)
  await journal.finish(2, 'done', { notes: exchangeNotes(restored.value) })

  await journal.start(3)
  const differences = await lookAtRestored(order, ports, restored.value)
  await journal.finish(3, differences.length === 0 ? 'done' : 'failed', { notes: differences })
  const lost = await countTakenBack(order, names, ports)
  return endRun(ports, restoreEnded(order.plan, restored.value, lost, differences))
}

const restoreSteps: StepIntent[] = [
  { position: 0, kind: 'preflight', title: 'See that nobody else migrates' },
  { position: 1, kind: 'restore', title: 'Restore beside the live database and compare' },
  { position: 2, kind: 'swap', title: 'Exchange the two databases' },
  { position: 3, kind: 'verify', title: 'Look at the restored database' },
  { position: 4, kind: 'verify', title: 'Count what was taken back' },
]

function leftBy({ failed, liveOid }: RestoreNames, bytes: number | null) {
  return { kind: 'failed' as const, name: failed, databaseOid: liveOid, bytes }
}

/** Up to the exchange, which this runner must prove to be allowed to right before it begins. */
async function restore(
  order: RestoreOrder,
  source: SnapshotSource,
  names: RestoreNames,
  ports: RunPorts,
): Promise<{ ok: true; value: RestoreOutcome } | { ok: false; stopped: RunEnd }> {
  const { journal } = ports
  const stop = startStopSignal(ports)
  const noted = progressNotes(journal, 1)
  const tables = order.taken.manifest.tables.length
  let step = 1
  const beforeSwap = async (prepared: PreparedRestore) => {
    await noted.settle()
    await journal.finish(1, 'done', {
      progress: { done: tables, of: tables, unit: 'tables' },
      notes: preparedNotes(prepared),
    })
    await journal.start(2)
    step = 2
    await order.kept.intend(leftBy(names, null))
  }
  // What is said of the exchange is not said of the step before.
  const progress: Progress = (...told) => step === 1 && noted.progress(...told)
  const request = { method: order.method, source, taken: order.taken, names, beforeSwap }
  let restored: Result<RestoreOutcome>
  try {
    restored = await restoreBesideAndSwap(order.parts, request, progress, stop.signal)
  } finally {
    await stop.close()
    await noted.settle()
  }
  if (restored.ok) return restored
  // Where nobody knows whether they were exchanged, both names are looked for later.
  if (restored.failure.code !== 'outcome_unknown') await order.kept.withdraw(names.failed)
  return { ok: false, stopped: await stopAt(ports, step, restored.failure) }
}

/** Step 4. By then the application works on the restored database: this hurries nobody, and stops nothing. */
export async function countTakenBack(
  order: Pick<RestoreOrder, 'target' | 'taken' | 'parts' | 'deployMark' | 'snapshotId'>,
  names: RestoreNames,
  { database, journal }: Pick<RunPorts, 'database' | 'journal'>,
): Promise<RowsLost> {
  await journal.start(4)
  const lost = await countLost(order.parts, {
    url: database.withDatabase(order.target.url, names.failed),
    database: names.failed,
    databaseOid: names.liveOid,
    manifest: order.taken.manifest,
    snapshotId: order.snapshotId,
    deploy: order.deployMark,
  })
  await journal.finish(4, 'done', { lost, notes: lost.notes })
  return lost
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

function preparedNotes({ restoreMs, verifyMs, analyzeMs, notes }: PreparedRestore): string[] {
  return [
    `Restored in ${durationWords(restoreMs)}, compared with the snapshot’s manifest in ${durationWords(verifyMs)}: every table has its rows. Statistics were collected in ${durationWords(analyzeMs)}.`,
    ...notes,
  ]
}

function exchangeNotes({ swapMs, ended, names }: RestoreOutcome): string[] {
  const kept = `The database that was live is kept as ${names.failed}.`
  if (swapMs === null)
    return ['The connection was lost during the exchange, which was found to be done.', kept]
  const sessions =
    ended === null ? '' : ` and ended ${ended === 0 ? 'no session' : countOf(ended, 'session')}`
  return [`The exchange took ${durationWords(swapMs)}${sessions}.`, kept]
}

function restoreEnded(plan: Plan, outcome: RestoreOutcome, lost: RowsLost, differences: string[]): RunEnd {
  const names = plan.migrations.map((migration) => migration.name).reverse()
  const what = `The snapshot was restored and is live. No longer applied: ${listNames(names)}. The database from before is kept as ${outcome.names.failed}.`
  const next = `${lostSentence(lost)}Prisma and Headgate see them as pending again: remove them from the project, or stop the pipeline that would apply them. Drop ${outcome.names.failed} when nobody needs it.`
  const undo = `Exchange the names again: ${outcome.names.failed} is whole.`
  if (differences.length === 0) {
    return { state: 'succeeded', effect: 'all', outcome: { ok: true, what, next, undo } }
  }
  const { failure } = fail('not_verified', differences.join(' '), { differences })
  return {
    state: 'unverified',
    effect: 'all',
    outcome: { ok: false, what, next: `${lostSentence(lost)}${failure.fix}`, undo, failure },
  }
}

/** With a space after it. */
export function lostSentence(lost: RowsLost): string {
  const words = rowsLostWords(lost)
  return words === null ? '' : `${words} `
}
