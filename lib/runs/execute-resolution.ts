import type { Catalog } from '../domain/catalog'
import { catalogDelta } from '../domain/catalog-delta'
import { catalogFingerprint } from '../domain/catalog-fingerprint'
import { describeChanges } from '../domain/catalog-words'
import { type Failure, FailureError, fail, type Result } from '../domain/failure'
import type { FileChange } from '../domain/file-change'
import type { Policy } from '../domain/policy'
import type { Resolution } from '../domain/resolution'
import { ledgerStateFingerprint, resolutionFingerprint } from '../domain/resolution-fingerprint'
import type { StepDetail } from '../domain/run'
import { readLedger } from '../engines/prisma/ledger'
import type { Applying } from './applying'
import { endRun } from './end-run'
import { resetSession } from './guards'
import { type OnTarget, onTarget, type TargetPorts } from './on-target'
import { inOneTransaction } from './one-transaction'
import type { RunEnd, RunPorts, RunTarget } from './ports'
import { type Base, defaultLockWaitMs, lockFor, readBase } from './preflight'
import { missingChanges, writeLedger } from './resolution-ledger'
import { type ResolutionSteps, resolutionSteps } from './resolution-steps'
import {
  type ReachedResolution,
  resolutionStopped,
  resolutionSucceeded,
  resolutionUnverified,
} from './resolution-words'
import { resolveStepwise } from './resolve-stepwise'
import { stopped } from './run-failure'
import { takeSnapshotFirst } from './snapshot-first'
import { trackJournal } from './tracked-journal'

export interface ResolutionOrder {
  resolution: Resolution
  /** What was confirmed: `resolutionFingerprint` of it. */
  fingerprint: string
  target: RunTarget
  policy: Policy
  /** Writes the project's files; doing it twice is doing it once. A resolution with files is refused without it. */
  writeFiles?: (changes: FileChange[]) => Promise<Result<unknown>>
  /** Takes and verifies a snapshot before anything is changed, which stops the resolution when it fails. */
  takeSnapshot?: (note: (detail: StepDetail) => Promise<void>) => Promise<Result<StepDetail>>
  /** Milliseconds to wait for other runs' locks; default 10,000. */
  lockWaitMs?: number
}

interface Resolving {
  order: ResolutionOrder
  ports: TargetPorts
  steps: ResolutionSteps
  on: OnTarget
  reached: ReachedResolution
}

/**
 * Carries out a way out of a trouble: first the project's files, then, once the database was locked and found to be
 * the one that it was worked out on, its SQL and its changes of the ledger, in one transaction where the SQL allows
 * that. Where the schema would not be the proven one afterwards, that transaction is taken back. Whatever happens, the
 * journal's end names what is done and what is not. Throws only `LeaseLostError` and programming errors.
 */
export async function executeResolution(order: ResolutionOrder, given: RunPorts): Promise<RunEnd> {
  const ports: TargetPorts = { ...given, journal: trackJournal(given.journal) }
  const { resolution } = order
  const steps = resolutionSteps(resolution, order.takeSnapshot !== undefined)
  await ports.journal.announce(steps.intents)
  const first = steps.files ?? steps.preflight
  const reached: ReachedResolution = { files: 'none', database: 'nothing' }
  const refuse = (failure: Failure) => stopAt(ports, resolution, reached, first, failure)

  const refused = refuseUnconfirmed(order)
  if (refused) return refuse(refused)
  const unsaved = await takeSnapshotFirst(order, ports, steps.snapshot)
  if (unsaved) return endRun(ports, resolutionStopped(resolution, reached, unsaved))
  await ports.journal.start(first)
  return onTarget(order, ports, { kind: 'resolve', resolution }, refuse, (on) =>
    resolveOn({ order, ports, steps, on, reached }),
  )
}

function refuseUnconfirmed({ resolution, fingerprint, writeFiles }: ResolutionOrder): Failure | null {
  if (resolutionFingerprint(resolution) !== fingerprint)
    return fail('resolution_outdated', 'It is not the one that was confirmed.').failure
  if (resolution.files.length === 0 || writeFiles) return null
  return fail('source_read_only', 'It changes files of the project, which cannot be written from here.')
    .failure
}

async function stopAt(
  ports: TargetPorts,
  resolution: Resolution,
  reached: ReachedResolution,
  position: number,
  failure: Failure,
): Promise<RunEnd> {
  const { holders, database } = failure.meta
  await ports.journal.finish(position, 'failed', {
    notes: [failure.why],
    ...(holders && { holders }),
    ...(database && { error: database }),
  })
  return endRun(ports, resolutionStopped(resolution, reached, failure))
}

async function resolveOn(resolving: Resolving): Promise<RunEnd> {
  const { order, ports, steps, on, reached } = resolving
  const { resolution, policy } = order
  const stop = (position: number, failure: Failure) => stopAt(ports, resolution, reached, position, failure)

  if (steps.files !== null) {
    const failure = await changeFiles(resolving, steps.files)
    if (failure) return stop(steps.files, failure)
    reached.files = 'written'
    await ports.journal.finish(steps.files, 'done')
    await ports.journal.start(steps.preflight)
  }
  const { session } = on
  const waitMs = order.lockWaitMs ?? defaultLockWaitMs
  const locked = await lockFor(session, waitMs, ports, { watcher: on.watcher, position: steps.preflight })
  if (!locked.ok) return stop(steps.preflight, locked.failure)
  const base = await checkedBase(resolving, steps.preflight)
  if (!base.ok) return stop(steps.preflight, base.failure)
  await ports.journal.finish(steps.preflight, 'done', {
    notes: [
      'Headgate’s lock and Prisma’s migration lock are held.',
      'Ledger and schema are those that it was worked out on.',
    ],
  })

  const { schema, exists } = base.value.ledger
  const run: Applying = { ...ports, ...on, policy, ledger: { schema, exists } }
  const failure =
    resolution.work?.mode === 'stepwise'
      ? await resolveStepwise(run, { resolution, steps, waitMs, reached })
      : await resolveWhole(run, resolving, base.value.catalog)
  if (failure) return endRun(ports, resolutionStopped(resolution, reached, failure))
  reached.database = 'all'
  await resetSession(session, policy, on.home)
  return verify(run, resolving)
}

/** Looks at the base before: files that no longer fit the database are not written. */
async function changeFiles(resolving: Resolving, position: number): Promise<Failure | null> {
  const { order } = resolving
  const base = await checkedBase(resolving, position)
  if (!base.ok) return base.failure
  const written = await order.writeFiles?.(order.resolution.files)
  return written && !written.ok ? written.failure : null
}

async function checkedBase({ order, ports, on }: Resolving, position: number): Promise<Result<Base>> {
  const readSchema = () => ports.database.catalog(on.session)
  const read = await readBase(on.session, { ...on, readSchema, position })
  if (!read.ok) return read
  if (on.watcher.stopping.aborted) return { ok: false, failure: stopped(on) }
  const { base } = order.resolution
  const differences = [
    ledgerStateFingerprint(read.value.ledger.rows) !== base.ledger && 'The ledger was changed.',
    catalogFingerprint(read.value.catalog) !== base.schemaFingerprint && 'The schema was changed.',
  ].filter((difference) => difference !== false)
  if (differences.length === 0) return read
  return fail('resolution_outdated', `Since it was worked out: ${differences.join(' ')}`, { differences })
}

/** SQL and ledger in one transaction, or what there is of the two. */
async function resolveWhole(
  run: Applying,
  { order, steps }: Resolving,
  before: Catalog,
): Promise<Failure | null> {
  const { resolution } = order
  const position = steps.work ?? steps.ledger
  if (position === null) return null
  return inOneTransaction(run, {
    statements: resolution.work?.statements ?? [],
    steps: { work: position, statements: steps.statements, ledger: steps.ledger },
    source: resolution.work ? 'SQL' : 'Ledger',
    writeLedger: () => writeLedger(run.session, run.ledger, resolution.ledger),
    check: async () => {
      const differences = await refusedDifferences(run, resolution, before)
      if (differences.length === 0) return
      const why = `It would not have led where it was proven to lead: ${differences.join('; ')}`
      throw new FailureError(fail('resolution_outdated', why, { differences }).failure)
    },
  })
}

/** From inside of the transaction, while everything can still be taken back. */
async function refusedDifferences(run: Applying, resolution: Resolution, before: Catalog): Promise<string[]> {
  const ledger = await readLedger(run.session, run.ledger.schema)
  const missing = missingChanges(resolution.ledger, ledger)
  const reached = await run.database.catalog(run.session)
  if (catalogFingerprint(reached) === resolution.after) return missing
  const did = describeChanges(catalogDelta(before, reached))
  return [...missing, did.length > 0 ? `what it did is ${did.join('; ')}` : 'it did nothing to the schema']
}

/** Once more after the commit, from outside of the transaction. */
async function verify(run: Applying, { order, ports, steps }: Resolving): Promise<RunEnd> {
  const { resolution } = order
  await ports.journal.start(steps.verify)
  const ledger = await readLedger(run.session, run.ledger.schema)
  const live = catalogFingerprint(await run.database.catalog(run.session))
  const differences = [
    ...missingChanges(resolution.ledger, ledger),
    ...(live === resolution.after ? [] : ['The live schema is not the proven one.']),
  ]
  const verified = differences.length === 0
  await ports.journal.finish(steps.verify, verified ? 'done' : 'failed', { notes: differences })
  return endRun(
    ports,
    verified ? resolutionSucceeded(resolution) : resolutionUnverified(resolution, differences),
  )
}
