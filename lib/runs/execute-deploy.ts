import { applyDelta } from '../domain/catalog-delta'
import { type Failure, fail, type Result } from '../domain/failure'
import type { MigrationFile } from '../domain/migration'
import type { Plan } from '../domain/plan'
import type { Policy } from '../domain/policy'
import type { StepDetail } from '../domain/run'
import { newRowId } from '../engines/prisma/ledger'
import { takeWriteMark } from '../snapshots/write-mark'
import { applyMigration } from './apply-migration'
import { applyStepwise } from './apply-stepwise'
import type { Applying, MigrationEnd } from './applying'
import { checkApprovedBytes } from './approved-bytes'
import { type DeploySteps, deploySteps } from './deploy-steps'
import { deployStopped, deploySucceeded, deployUnverified, type Reached } from './deploy-words'
import { endRun } from './end-run'
import { resetSession } from './guards'
import { invalidIndexes } from './invalid-objects'
import { keepLocks } from './lock'
import { type OnTarget, onTarget, type TargetPorts } from './on-target'
import type { RunEnd, RunPorts, RunTarget } from './ports'
import { type Base, defaultLockWaitMs, preflight } from './preflight'
import { trackJournal } from './tracked-journal'
import { type ExpectedRow, schemaDifferences, verifyDeploy } from './verify'

export interface DeployOrder {
  plan: Plan
  target: RunTarget
  policy: Policy
  /** The migrations of the revision that was approved. */
  approvedFiles: MigrationFile[]
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
  const base = await preflight(session, order, ports, { schema, watcher, position: steps.preflight })
  if (!base.ok) return stopAtPreflight(order, ports, steps, base.failure)
  const invalidBefore = await invalidIndexes(session)
  await ports.journal.finish(steps.preflight, 'done', { notes: baseNotes(base.value) })

  const ledger = { schema: base.value.ledger.schema, exists: base.value.ledger.exists }
  const run: Applying = { ...ports, session, schema, watcher, policy: order.policy, home, ledger }
  const walked = await applyAll(run, order, steps, base.value)
  if (walked.reached.applied > 0) await markLastCommit(run, steps, walked.reached.applied)
  if (walked.failure) return await endRun(ports, deployStopped(order.plan, walked.reached, walked.failure))

  await ports.journal.start(steps.verify)
  const differences = await verifyDeploy(session, ports.database, {
    fingerprint: order.plan.chain.at(-1) ?? '',
    catalog: walked.expected,
    invalidBefore,
    rows: walked.rows,
    ledgerSchema: ledger.schema,
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
  /** The schema as it should be now. */
  expected: Base['catalog']
}

/** One migration after the other, each against its own place in the chain; stops at the first that is not applied. */
async function applyAll(run: Applying, order: DeployOrder, steps: DeploySteps, base: Base): Promise<Walked> {
  const walked: Walked = {
    reached: { applied: 0, left: null },
    failure: null,
    rows: [],
    expected: base.catalog,
  }
  for (const [index, migration] of order.plan.migrations.entries()) {
    const step = steps.migrations[index]
    if (!step) throw new Error(`No step for ${migration.name}.`)
    walked.failure = index === 0 ? null : await checkLink(run, order, index, walked.expected)
    if (walked.failure) return walked

    const ledgerRow = newRowId()
    await run.journal.start(step.position, { ledgerRow })
    const started = run.clock.now().getTime()
    const work = { migration, ...step, ledgerRow }
    const result =
      migration.mode === 'atomic' ? await applyMigration(run, work) : await applyStepwise(run, work)
    if (result.how === 'applied') await resetSession(run.session, run.policy, run.home)
    await finishMigrationStep(run, step.position, run.clock.now().getTime() - started, result)
    if (result.how !== 'applied') {
      walked.failure = result.failure
      if (result.how === 'left') walked.reached.left = migration.name
      return walked
    }
    walked.reached.applied = index + 1
    walked.rows.push({ id: ledgerRow, name: migration.name, checksum: migration.checksum })
    walked.expected = applyDelta(walked.expected, migration.changes)
  }
  return walked
}

/** The locks are ours (a stepwise migration gives Prisma's back, a script may release both), and the schema is where the chain says. */
async function checkLink(
  run: Applying,
  order: DeployOrder,
  index: number,
  expected: Base['catalog'],
): Promise<Failure | null> {
  const { session, database, clock, plan } = { ...run, plan: order.plan }
  if (run.watcher.stopping.aborted)
    return fail('run_cancelled', 'It was asked for between two migrations.').failure
  const kept = await keepLocks(session, { database, clock, waitMs: order.lockWaitMs ?? defaultLockWaitMs })
  if (!kept.ok) return kept.failure
  if (kept.value.wereLost) {
    const name = plan.migrations[index - 1]?.name
    await run.journal.log('warn', `${name} released the locks of the run; they were taken again.`)
  }
  const differences = schemaDifferences(expected, await run.schema.read(), plan.chain[index] ?? '')
  if (differences.length === 0) return null
  const name = plan.migrations[index]?.name
  return fail(
    'plan_outdated',
    `Before ${name} the schema is not what the plan said: ${differences.join(' ')}`,
    {
      differences,
    },
  ).failure
}

async function finishMigrationStep(
  { journal }: Applying,
  position: number,
  durationMs: number,
  result: MigrationEnd,
): Promise<void> {
  if (result.how === 'applied') {
    await journal.finish(position, 'done', {
      durationMs,
      ...(result.notes.length > 0 && { notes: result.notes }),
    })
    return
  }
  const { why, meta, code } = result.failure
  await journal.finish(position, code === 'outcome_unknown' ? 'unknown' : 'failed', {
    durationMs,
    notes: [why, ...(result.how === 'taken_back' ? ['Nothing of this migration is left.'] : [])],
    ...(meta.database && { error: meta.database }),
    ...(meta.holders && { holders: meta.holders }),
  })
}

/** What is written from here on was written after the deploy: a later restore counts it as lost. */
async function markLastCommit(run: Applying, steps: DeploySteps, applied: number): Promise<void> {
  const last = steps.migrations[applied - 1]
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
