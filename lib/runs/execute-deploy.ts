import { type Failure, fail, type Result } from '../domain/failure'
import type { RiskEvidence } from '../domain/live-risk'
import type { MigrationFile } from '../domain/migration'
import type { Plan, PlannedMigration } from '../domain/plan'
import type { Policy } from '../domain/policy'
import type { StepDetail } from '../domain/run'
import { takeWriteMark } from '../snapshots/write-mark'
import { applyMigration, transactionModesFirst } from './apply-migration'
import { applyStepwise } from './apply-stepwise'
import type { Deploying, MigrationEnd } from './applying'
import { checkApprovedBytes } from './approved-bytes'
import { dependsOnData } from './depends-on-data'
import { type DeploySteps, deploySteps } from './deploy-steps'
import { deployStopped, deploySucceeded, deployUnverified, type Reached } from './deploy-words'
import { endRun } from './end-run'
import { resetScript, resetSession } from './guards'
import { invalidIndexes } from './invalid-objects'
import { holdTwice } from './lock'
import { type OnTarget, onTarget, type TargetPorts } from './on-target'
import type { RunEnd, RunPorts, RunTarget } from './ports'
import { type Base, defaultLockWaitMs, preflight } from './preflight'
import { rollBack } from './roll-back'
import { SchemaLink } from './schema-link'
import { StatementProgress } from './statement-progress'
import { trackJournal } from './tracked-journal'
import { type ExpectedRow, verifyDeploy } from './verify'

export interface DeployOrder {
  plan: Plan
  target: RunTarget
  policy: Policy
  /** The migrations of the revision that was approved. */
  approvedFiles: MigrationFile[]
  /** What was known when it was approved; the rows are asked about again before anything is done. */
  risk?: RiskEvidence | undefined
  /** Takes and verifies a snapshot before anything is locked; the deploy stops when it fails. */
  takeSnapshot?: (note: (detail: StepDetail) => Promise<void>) => Promise<Result<StepDetail>>
  /** Milliseconds to wait for other runs' locks; default 10,000. */
  lockWaitMs?: number
}

/**
 * Executes an approved plan, as far as it goes, and ends the run in the journal: whatever happens, it is named there
 * what is applied and what is not. Throws only `LeaseLostError` and programming errors.
 */
export async function executeDeploy(order: DeployOrder, given: RunPorts): Promise<RunEnd> {
  const ports: TargetPorts = { ...given, journal: trackJournal(given.journal) }
  const steps = deploySteps(order.plan, order.takeSnapshot !== undefined)
  await ports.journal.announce(steps.intents)

  const refused =
    (await refuseEditedBytes(order, ports, steps)) ?? (await takeSnapshotFirst(order, ports, steps))
  if (refused) return endRun(ports, deployStopped(order.plan, { applied: 0, left: null }, refused))

  await ports.journal.start(steps.preflight)
  return onTarget(
    order,
    ports,
    { kind: 'deploy', plan: order.plan },
    (failure) => stopAtPreflight(order, ports, steps, failure),
    (on) => deployOn(on, order, ports, steps),
  )
}

async function refuseEditedBytes(
  order: DeployOrder,
  ports: TargetPorts,
  steps: DeploySteps,
): Promise<Failure | null> {
  const bytes = checkApprovedBytes(order.plan, order.approvedFiles)
  if (bytes.ok) return null
  await ports.journal.finish(steps.preflight, 'failed', { notes: [bytes.failure.why] })
  return bytes.failure
}

/** Before any lock: a dump that is open while an ALTER queues behind it stops everybody. */
async function takeSnapshotFirst(
  order: DeployOrder,
  ports: TargetPorts,
  steps: DeploySteps,
): Promise<Failure | null> {
  const { snapshot } = steps
  if (!order.takeSnapshot || snapshot === null) return null
  await ports.journal.start(snapshot)
  const taken = await order.takeSnapshot((detail) => ports.journal.note(snapshot, detail))
  if (taken.ok) {
    await ports.journal.finish(snapshot, 'done', taken.value)
    return null
  }
  const { database } = taken.failure.meta
  await ports.journal.finish(snapshot, 'failed', {
    notes: [taken.failure.why],
    ...(database && { error: database }),
  })
  return taken.failure
}

async function stopAtPreflight(
  order: DeployOrder,
  ports: TargetPorts,
  steps: DeploySteps,
  failure: Failure,
): Promise<RunEnd> {
  const { holders, database } = failure.meta
  await ports.journal.finish(steps.preflight, 'failed', {
    notes: [failure.why],
    ...(holders && { holders }),
    ...(database && { error: database }),
  })
  return endRun(ports, deployStopped(order.plan, { applied: 0, left: null }, failure))
}

async function deployOn(
  { session, watcher, schema, home }: OnTarget,
  order: DeployOrder,
  ports: TargetPorts,
  steps: DeploySteps,
): Promise<RunEnd> {
  const base = await preflight(session, order, ports, {
    readSchema: () => ports.database.catalog(session),
    ...{ watcher, position: steps.preflight },
  })
  if (!base.ok) return stopAtPreflight(order, ports, steps, base.failure)
  await holdTwice(session)
  const invalidBefore = await invalidIndexes(session)
  await ports.journal.finish(steps.preflight, 'done', { notes: baseNotes(base.value) })

  const { ledger: found, catalog, snapshot, readMs, eventTriggers } = base.value
  const chain = order.plan.chain
  const link = new SchemaLink(session, schema, ports.clock, chain, catalog, snapshot, readMs, eventTriggers)
  const run: Deploying = {
    ...ports,
    ...{ session, schema, watcher, home, link },
    policy: order.policy,
    ledger: { schema: found.schema, exists: found.exists },
    progress: new StatementProgress(ports.journal),
    begun: null,
    reset: resetScript(order.policy, home),
    lockWaitMs: order.lockWaitMs ?? defaultLockWaitMs,
  }
  const walked = await applyAll(run, order, steps).finally(() => run.progress.stop())
  if (walked.reached.applied > 0) await markLastCommit(run, steps, walked)
  if (walked.failure) return await endRun(ports, deployStopped(order.plan, walked.reached, walked.failure))

  await ports.journal.start(steps.verify)
  const differences = await verifyDeploy(session, ports.database, {
    fingerprint: order.plan.chain.at(-1) ?? '',
    catalog: () => link.expected,
    invalidBefore,
    rows: walked.rows,
    ledgerSchema: run.ledger.schema,
  })
  const verified = differences.length === 0
  await ports.journal.finish(steps.verify, verified ? 'done' : 'failed', { notes: differences })
  return await endRun(
    ports,
    verified ? deploySucceeded(order.plan) : deployUnverified(order.plan, differences),
  )
}

interface Walked {
  reached: Reached
  failure: Failure | null
  rows: ExpectedRow[]
}

/** One migration after the other, each against its own place in the chain; stops at the first that is not applied. */
async function applyAll(run: Deploying, order: DeployOrder, steps: DeploySteps): Promise<Walked> {
  const walked: Walked = { reached: { applied: 0, left: null }, failure: null, rows: [] }
  const { migrations } = order.plan
  for (const [index, migration] of migrations.entries()) {
    const step = steps.migrations[index]
    if (!step) throw new Error(`No step for ${migration.name}.`)
    if (index > 0 && run.watcher.stopping.aborted) {
      if (run.session.inTransaction) await rollBack(run.session)
      await run.progress.settle()
      walked.failure = fail('run_cancelled', 'It was asked for between two migrations.').failure
      return walked
    }
    run.progress.begin(step.position)
    const started = run.clock.now().getTime()
    const after = migrations[index - 1]?.name ?? null
    const work = { migration, index, ...step, beginsNext: beginsNext(migrations, index), after }
    const result =
      migration.mode === 'atomic' ? await applyMigration(run, work) : await applyStepwise(run, work)
    if (result.how === 'applied' && migration.mode === 'stepwise')
      await resetSession(run.session, run.policy, run.home)
    finishMigrationStep(run, step.position, run.clock.now().getTime() - started, result)
    if (result.how !== 'applied') {
      walked.failure = result.failure
      if (result.how === 'left') walked.reached.left = migration.name
      await run.progress.settle()
      return walked
    }
    walked.reached.applied = index + 1
    walked.rows.push({ id: step.ledgerRow, name: migration.name, checksum: migration.checksum })
    run.link.applied(migration.changes, dependsOnData(migration))
  }
  await run.progress.settle()
  return walked
}

/** Modes of a transaction are set before its first query, and a stepwise migration is in none. */
function beginsNext(migrations: PlannedMigration[], index: number): boolean {
  const next = migrations[index + 1]
  return next?.mode === 'atomic' && transactionModesFirst(next).modes.length === 0
}

function finishMigrationStep(
  { progress }: Deploying,
  position: number,
  durationMs: number,
  result: MigrationEnd,
): void {
  if (result.how === 'applied') {
    progress.end(position, 'done', {
      durationMs,
      ...(result.notes.length > 0 && { notes: result.notes }),
    })
    return
  }
  const { why, meta, code } = result.failure
  progress.end(position, code === 'outcome_unknown' ? 'unknown' : 'failed', {
    durationMs,
    notes: [why, ...(result.how === 'taken_back' ? ['Nothing of this migration is left.'] : [])],
    ...(meta.database && { error: meta.database }),
    ...(meta.holders && { holders: meta.holders }),
  })
}

/** What is written from here on was written after the deploy: a later restore counts it as lost. */
async function markLastCommit(run: Deploying, steps: DeploySteps, { reached }: Walked): Promise<void> {
  const last = steps.migrations[reached.applied - 1]
  if (last) await run.journal.note(last.position, { mark: await takeWriteMark(run.session) })
}

function baseNotes({ ledger, catalog }: Base): string[] {
  const applied = ledger.rows.filter((row) => row.finishedAt !== null && row.rolledBackAt === null).length
  return [
    'Headgate’s lock and Prisma’s migration lock are held.',
    ledger.exists
      ? `The ledger has ${applied} applied migrations, as approved.`
      : 'There is no ledger yet; it will be created.',
    `The schema is the approved one (${Object.keys(catalog).length} objects).`,
  ]
}
