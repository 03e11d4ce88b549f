import { durationWords } from '../domain/duration-words'
import { type Failure, fail, ok, type Result } from '../domain/failure'
import { restoredDays } from '../domain/keeps-view'
import type { SnapshotManifest } from '../domain/snapshot'
import { count } from '../domain/verdict'
import type { SnapshotMethod, SnapshotSource } from '../snapshots/method'
import { besideName } from '../snapshots/names'
import type { SnapshotParts } from '../snapshots/parts'
import { type CopyNames, recoverCopy } from '../snapshots/recover-copy'
import { type RestoredCopy, restoreCopy } from '../snapshots/restore-copy'
import { endRun } from './end-run'
import type { KeptDatabaseRecord } from './kept-databases'
import { identityDiffers } from './open-session'
import type { RunEnd, RunPorts, RunTarget } from './ports'
import { progressNotes } from './progress-notes'
import { startStopSignal } from './stop-signal'

export interface CopyOrder {
  target: RunTarget
  method: SnapshotMethod
  taken: { location: string; manifest: SnapshotManifest }
  /** ISO 8601; when the snapshot was taken. */
  takenAt: string
  /** Of the new database. */
  name: string
  parts: SnapshotParts
  kept: KeptDatabaseRecord
}

/** Restores a snapshot into a new database on the environment's server, to look inside. The live one is not touched. */
export async function executeRestoreCopy(order: CopyOrder, ports: RunPorts): Promise<RunEnd> {
  const { journal } = ports
  const names: CopyNames = { name: order.name, beside: besideName(journal.runId), databaseOid: null }
  await journal.announce([
    { position: 0, kind: 'restore', title: `Restore into the new database ${order.name}` },
    { position: 1, kind: 'verify', title: 'Compare it with what was recorded, and open it' },
  ])
  await journal.start(0, { restoreCopy: names })
  const source = await sourceOf(order)
  if (!source.ok) return stopped(ports, 0, source.failure)
  await order.kept.intend({ kind: 'restored', name: order.name, databaseOid: null })

  let step = 0
  const stop = startStopSignal(ports)
  const noted = [progressNotes(journal, 0), progressNotes(journal, 1)] as const
  const comment = `Snapshot of ${order.takenAt}, restored by Headgate to be looked at; run ${journal.runId}.`
  const made = async ({ databaseOid, bytes }: { databaseOid: number; bytes: number | null }) => {
    await order.kept.settle({ kind: 'restored', name: order.name, databaseOid, bytes })
    names.databaseOid = databaseOid
    await journal.note(0, { restoreCopy: names })
  }
  let restored: Result<RestoredCopy>
  try {
    // The restore itself is over with the first word about comparing.
    const phases: Promise<void>[] = []
    const progress: Parameters<typeof restoreCopy>[2] = (done, of, unit, note) => {
      if (step === 0 && note === 'Comparing') {
        step = 1
        const begun = begin(ports, noted[0], order.taken.manifest)
        // It is heard below; until then nobody waits for it.
        begun.catch(() => {})
        phases.push(begun)
      }
      noted[step === 0 ? 0 : 1].progress(done, of, unit, note)
    }
    const { user, ...at } = source.value
    const request = { ...order, source: at, user, names, comment, beforeNaming: made }
    restored = await restoreCopy(order.parts, request, progress, stop.signal)
    await Promise.all(phases)
  } finally {
    await stop.close()
    await Promise.all(noted.map(({ settle }) => settle()))
  }
  if (!restored.ok) {
    const failure = await settle(order, source.value, names, restored.failure)
    if (failure) return stopped(ports, step, failure)
  }
  const progress = allTables(order.taken.manifest)
  await journal.finish(1, 'done', {
    progress,
    ...(restored.ok && { notes: comparedNotes(restored.value) }),
  })
  return endRun(ports, succeeded(order, ports, source.value.user))
}

/** From the first step to the second. */
async function begin(
  { journal }: RunPorts,
  noted: { settle(): Promise<void> },
  manifest: SnapshotManifest,
): Promise<void> {
  await noted.settle()
  await journal.record([
    {
      position: 0,
      state: 'done',
      detail: { progress: allTables(manifest) },
    },
    { position: 1, state: 'running' },
  ])
}

function allTables({ tables }: SnapshotManifest) {
  return { done: tables.length, of: tables.length, unit: 'tables' }
}

async function sourceOf({ target, parts }: CopyOrder): Promise<Result<SnapshotSource & { user: string }>> {
  const opened = await parts.database.open(target.url, { applicationName: 'headgate look' })
  if (!opened.ok) return opened
  const session = opened.value
  try {
    const changed = identityDiffers(target, session)
    if (changed) return fail('identity_changed', changed)
    const { rows } = await session.query<{ user: string }>('select current_user::text as "user"')
    return ok({ url: target.url, identity: session.identity, user: rows[0]?.user ?? '' })
  } finally {
    await session.close()
  }
}

/** Where the answer to its naming was lost, what became of it is looked up. */
async function settle(
  order: CopyOrder,
  source: SnapshotSource,
  names: CopyNames,
  failure: Failure,
): Promise<Failure | null> {
  if (failure.code === 'outcome_unknown') {
    const found = await recoverCopy(order.parts, source, names)
    if (!found.ok || found.value.state === 'unknown') return failure
    if (found.value.state === 'there') return null
  }
  await order.kept.withdraw(names.name)
  return failure.code === 'outcome_unknown' ? fail('restore_failed', failure.why).failure : failure
}

async function stopped(ports: RunPorts, step: number, failure: Failure): Promise<RunEnd> {
  const { database, holders } = failure.meta
  await ports.journal.finish(step, 'failed', {
    notes: [failure.why],
    ...(database && { error: database }),
    ...(holders && { holders }),
  })
  return endRun(ports, copyStopped(failure))
}

export function copyStopped(failure: Failure): RunEnd {
  const unknown = failure.code === 'outcome_unknown'
  return {
    state: failure.code === 'run_cancelled' ? 'cancelled' : unknown ? 'unknown' : 'failed',
    effect: unknown ? 'unknown' : 'nothing',
    outcome: {
      ok: false,
      what: `${failure.what} ${unknown ? '' : 'No database was left behind, and '}the live database was not touched.`,
      next: failure.fix,
      undo: null,
      failure,
    },
  }
}

function comparedNotes({ restoreMs, verifyMs, notes }: RestoredCopy): string[] {
  return [
    `Restored in ${durationWords(restoreMs)}, compared in ${durationWords(verifyMs)}: every table has its rows.`,
    ...notes,
  ]
}

function succeeded(order: CopyOrder, { database }: RunPorts, user: string): RunEnd {
  const { tables } = order.taken.manifest
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  const held = `${count(rows, 'row', 'rows')} in ${count(tables.length, 'table', 'tables')}`
  return copySucceeded(
    order.name,
    labelOf(order, database),
    user,
    ` It has ${held}, each as it was recorded.`,
  )
}

/** `host:port/database`; never a password. */
export function labelOf(
  { target, name }: Pick<CopyOrder, 'target' | 'name'>,
  database: RunPorts['database'],
) {
  const label = database.label(database.withDatabase(target.url, name))
  return label.ok ? label.value : name
}

export function copySucceeded(name: string, label: string, user: string | null, more: string): RunEnd {
  const who = user ? `as ${user}` : 'as the environment’s user'
  return {
    state: 'succeeded',
    effect: 'all',
    outcome: {
      ok: true,
      what: `The snapshot was restored into the new database ${name}.${more}`,
      next: `Connect to ${label} ${who}, with the password of the environment’s address; nobody else was let in. The live database was not touched.`,
      undo: `Drop ${name} on the page of what Headgate keeps; after ${restoredDays} days it goes by itself.`,
    },
  }
}
