import type { Session } from '../databases/database'
import { type Failure, ok, type Result } from '../domain/failure'
import type { RiskEvidence } from '../domain/live-risk'
import type { MigrationFile } from '../domain/migration'
import type { Plan } from '../domain/plan'
import type { Policy } from '../domain/policy'
import type { StepDetail } from '../domain/run'
import { takeWriteMark } from '../snapshots/write-mark'
import type { Deploying } from './applying'
import { checkApprovedBytes } from './approved-bytes'
import { carryOn } from './carry-on'
import { type DeploySteps, deploySteps } from './deploy-steps'
import { deployStopped, deploySucceeded, deployUnverified } from './deploy-words'
import { endRun } from './end-run'
import { resetScript } from './guards'
import { invalidIndexes } from './invalid-objects'
import { prepareKeeping, settleKept } from './keep-before'
import { holdTwice } from './lock'
import { type OnTarget, onTarget, type TargetPorts } from './on-target'
import type { RunEnd, RunPorts, RunTarget } from './ports'
import { type Base, defaultLockWaitMs, preflight, resumePreflight } from './preflight'
import { findResumePoint, type ResumePoint } from './resume-base'
import { type Resumed, reachedBefore } from './resumed'
import { SchemaLink } from './schema-link'
import { takeSnapshotFirst } from './snapshot-first'
import { StatementProgress } from './statement-progress'
import { trackJournal } from './tracked-journal'
import { verifyDeploy } from './verify'
import { type Walked, walkMigrations } from './walk-migrations'
import type { Watcher } from './watcher'

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
  /** The run that stopped in the middle of this plan, and that this one goes on with. */
  resume?: Resumed
  /** Name of the person whose deploy it is, for what it keeps aside. */
  keptBy?: string
  /** Milliseconds to wait for other runs' locks; default 10,000. */
  lockWaitMs?: number
}

/**
 * Executes an approved plan, as far as it goes, and ends the run in the journal: whatever happens, it is named there
 * what is applied and what is not. Throws only `LeaseLostError` and programming errors.
 */
export async function executeDeploy(order: DeployOrder, given: RunPorts): Promise<RunEnd> {
  const ports: TargetPorts = { ...given, journal: trackJournal(given.journal) }
  const steps = deploySteps(order.plan, order.takeSnapshot !== undefined, order.resume)
  await ports.journal.announce(steps.intents)

  const refused =
    (await refuseEditedBytes(order, ports, steps)) ?? (await takeSnapshotFirst(order, ports, steps.snapshot))
  if (refused) return endRun(ports, deployStopped(order.plan, reachedBefore(order), refused))

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
  return endRun(ports, deployStopped(order.plan, reachedBefore(order), failure))
}

async function deployOn(
  { session, watcher, schema, home }: OnTarget,
  order: DeployOrder,
  ports: TargetPorts,
  steps: DeploySteps,
): Promise<RunEnd> {
  const found = await findBase(session, watcher, order, ports, steps)
  if (!found.ok) return stopAtPreflight(order, ports, steps, found.failure)
  const noKeeping = await prepareKeeping({ ...ports, session }, order.plan)
  if (noKeeping) return stopAtPreflight(order, ports, steps, noKeeping)
  await holdTwice(session)
  const invalidBefore = await invalidIndexes(session)
  const point = found.value
  const { base } = point
  await ports.journal.finish(steps.preflight, 'done', { notes: baseNotes(point) })
  if (order.resume) await carryOn(ports, order.plan, steps, point)

  const { ledger, catalog, snapshot, readMs, eventTriggers } = base
  const chain = order.plan.chain
  const link = new SchemaLink(session, schema, ports.clock, chain, catalog, snapshot, readMs, eventTriggers)
  const run: Deploying = {
    ...ports,
    ...{ session, schema, watcher, home, link },
    policy: order.policy,
    ledger: { schema: ledger.schema, exists: ledger.exists },
    progress: new StatementProgress(ports.journal),
    begun: null,
    reset: resetScript(order.policy, home),
    lockWaitMs: order.lockWaitMs ?? defaultLockWaitMs,
    keptBy: order.keptBy,
  }
  const walked = await walkMigrations(run, order.plan, steps, point).finally(() => run.progress.stop())
  if (walked.reached.applied > point.applied) await markLastCommit(run, steps, walked)
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

/** What is written from here on was written after the deploy: a later restore counts it as lost. */
async function markLastCommit(run: Deploying, steps: DeploySteps, { reached }: Walked): Promise<void> {
  await settleKept(run)
  const last = steps.migrations[reached.applied - 1]
  if (last) await run.journal.note(last.position, { mark: await takeWriteMark(run.session) })
}

async function findBase(
  session: Session,
  watcher: Watcher,
  order: DeployOrder,
  ports: TargetPorts,
  steps: DeploySteps,
): Promise<Result<ResumePoint>> {
  const readSchema = () => ports.database.catalog(session)
  const looker = { readSchema, watcher, position: steps.preflight }
  const { plan, resume } = order
  if (resume) {
    const base = await resumePreflight(session, order, ports, looker)
    if (!base.ok) return base
    const point = await findResumePoint(session, { plan, resume }, steps, base.value)
    const doubtful = point.ok ? undefined : point.failure.meta.position
    // So that the next one is asked about it.
    if (typeof doubtful === 'number') await ports.journal.record([{ position: doubtful, state: 'unknown' }])
    return point
  }
  const base = await preflight(session, order, ports, looker)
  if (!base.ok) return base
  return ok({ applied: 0, goesOn: null, base: base.value, notes: freshNotes(base.value) })
}

function baseNotes({ notes, base }: ResumePoint): string[] {
  const objects = Object.keys(base.catalog).length
  return [
    'Headgate’s lock and Prisma’s migration lock are held.',
    ...notes,
    `The schema is the approved one (${objects} objects).`,
  ]
}

function freshNotes({ ledger }: Base): string[] {
  const applied = ledger.rows.filter((row) => row.finishedAt !== null && row.rolledBackAt === null).length
  return [
    ledger.exists
      ? `The ledger has ${applied} applied migrations, as approved.`
      : 'There is no ledger yet; it will be created.',
  ]
}
