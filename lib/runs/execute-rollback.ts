import type { Catalog } from '../domain/catalog'
import { catalogDelta } from '../domain/catalog-delta'
import { describeChanges } from '../domain/catalog-words'
import { type Failure, FailureError, fail } from '../domain/failure'
import type { StepIntent } from '../domain/journal'
import type { Plan } from '../domain/plan'
import type { Policy } from '../domain/policy'
import { reverseFingerprint } from '../domain/reverse-fingerprint'
import { readLedger } from '../engines/prisma/ledger'
import type { Applying } from './applying'
import { endRun } from './end-run'
import { resetSession } from './guards'
import { takeLocks } from './lock'
import { markAllRolledBack } from './mark-rolled-back'
import { type OnTarget, onTarget } from './on-target'
import { inOneTransaction } from './one-transaction'
import type { RunEnd, RunPorts, RunTarget } from './ports'
import { defaultLockWaitMs, readBase } from './preflight'
import { checkReverseBase, standingRows } from './reverse-base'
import { rollbackStopped, rollbackSucceeded, rollbackUnverified } from './rollback-words'
import { trackJournal } from './tracked-journal'
import { schemaDifferences } from './verify'

export interface ReverseOrder {
  /** The plan that was deployed. */
  plan: Plan
  /** Of the reverse SQL that was confirmed; left out where the plan was not stored in between. */
  reverseFingerprint?: string
  target: RunTarget
  policy: Policy
  /** Milliseconds to wait for other runs' locks; default 10,000. */
  lockWaitMs?: number
}

interface Goal {
  /** The schema to arrive at. */
  target: Catalog
  /** Differences that trying the reverse had shown, in words. */
  accepted: string[]
}

interface ReverseSteps {
  intents: StepIntent[]
  preflight: number
  reverse: number
  statements: number[]
  ledger: number
  verify: number
}

/**
 * Takes a deploy back by its reverse SQL, in one transaction with the ledger's marks, and compares the schema before
 * that commits: what differs from before the deploy, beyond what trying the reverse had shown, takes everything back.
 */
export async function executeReverse(order: ReverseOrder, given: RunPorts): Promise<RunEnd> {
  const journal = trackJournal(given.journal)
  const ports = { ...given, journal }
  const steps = reverseSteps(order.plan)
  await journal.announce(steps.intents)
  await journal.start(steps.preflight)

  const refused = refuseOther(order) ?? refuseUntried(order.plan)
  if (refused) return stopAt(ports, steps.preflight, refused)
  return onTarget(
    order,
    ports,
    { kind: 'rollback', way: 'reverse', plan: order.plan },
    (failure) => stopAt(ports, steps.preflight, failure),
    (on) => reverseOn(on, order, ports, steps),
  )
}

function reverseSteps(plan: Plan): ReverseSteps {
  const intents: StepIntent[] = []
  const add = (intent: Omit<StepIntent, 'position'>) =>
    intents.push({ position: intents.length, ...intent }) - 1
  const preflight = add({ kind: 'preflight', title: 'Lock and compare with the deploy' })
  const reverse = add({ kind: 'reverse', title: 'Run the reverse SQL in one transaction' })
  const statements = plan.reverse.statements.map((statement) => {
    if (statement.controlsTransaction) return -1
    const detail = { statement: statement.index, sql: statement.text, line: statement.line }
    return add({ kind: 'statement', title: statement.summary, parent: reverse, detail })
  })
  const ledger = add({ kind: 'ledger', title: 'Mark the migrations as rolled back' })
  const verify = add({ kind: 'verify', title: 'Compare the schema with the one before the deploy' })
  return { intents, preflight, reverse, statements, ledger, verify }
}

function refuseOther({ plan, reverseFingerprint: confirmed }: ReverseOrder): Failure | null {
  if (confirmed === undefined || reverseFingerprint(plan.reverse) === confirmed) return null
  return fail('stale_state', 'The stored reverse SQL is not the one that was confirmed.').failure
}

function refuseUntried({ reverse }: Plan): Failure | null {
  if (reverse.sql === null) {
    return fail('rollback_impossible', `There is no reverse SQL. ${reverse.problems.join(' ')}`).failure
  }
  if (reverse.problems.length > 0) return fail('rollback_impossible', reverse.problems.join(' ')).failure
  const alone = reverse.statements.find((statement) => statement.needsAutocommit)
  if (!alone) return null
  return fail('rollback_impossible', `“${alone.summary}” cannot run inside a transaction.`).failure
}

async function stopAt(ports: RunPorts, position: number, failure: Failure): Promise<RunEnd> {
  const { holders, database } = failure.meta
  await ports.journal.finish(position, 'failed', {
    notes: [failure.why],
    ...(holders && { holders }),
    ...(database && { error: database }),
  })
  return endRun(ports, rollbackStopped(failure))
}

async function reverseOn(
  { session, watcher, schema, home }: OnTarget,
  order: ReverseOrder,
  ports: RunPorts,
  steps: ReverseSteps,
): Promise<RunEnd> {
  const { database, clock, journal } = ports
  const locked = await takeLocks(session, { database, clock, waitMs: order.lockWaitMs ?? defaultLockWaitMs })
  if (!locked.ok) return stopAt(ports, steps.preflight, locked.failure)
  const read = await readBase(session, {
    readSchema: () => database.catalog(session),
    ...{ watcher, position: steps.preflight },
  })
  if (!read.ok) return stopAt(ports, steps.preflight, read.failure)
  const base = checkReverseBase(order.plan, read.value.ledger.rows, read.value.catalog)
  if (!base.ok) return stopAt(ports, steps.preflight, base.failure)
  await journal.finish(steps.preflight, 'done', {
    notes: [
      'Headgate’s lock and Prisma’s migration lock are held.',
      'Ledger and schema are those that the deploy left.',
    ],
  })

  const ledger = { schema: read.value.ledger.schema, exists: true }
  const run: Applying = { ...ports, session, schema, watcher, policy: order.policy, home, ledger }
  const goal: Goal = { target: base.value.target, accepted: order.plan.reverse.differences }
  const rows = base.value.rows.map((row) => row.id)
  const failure = await inOneTransaction(run, {
    statements: order.plan.reverse.statements,
    steps: { work: steps.reverse, statements: steps.statements, ledger: steps.ledger },
    source: 'Reverse SQL',
    writeLedger: () => markAllRolledBack(session, ledger.schema, rows),
    check: () => refuseDifferences(run, goal),
  })
  if (failure) return endRun(ports, rollbackStopped(failure))
  await resetSession(session, order.policy, home)
  return verifyReverse(run, order.plan, steps, goal)
}

/** Looks at the schema while everything can still be taken back. */
async function refuseDifferences(run: Applying, goal: Goal): Promise<void> {
  const reached = await run.database.catalog(run.session)
  const differences = describeChanges(catalogDelta(goal.target, reached))
  const unexpected = differences.filter((difference) => !goal.accepted.includes(difference))
  if (unexpected.length === 0) return
  const why = `The reverse would not have led back to what was before the deploy: ${unexpected.join('; ')}.`
  throw new FailureError(fail('rollback_impossible', why, { differences: unexpected }).failure)
}

/** Once more after the commit, from outside of the transaction. */
async function verifyReverse(run: Applying, plan: Plan, steps: ReverseSteps, goal: Goal): Promise<RunEnd> {
  await run.journal.start(steps.verify)
  const names = plan.migrations.map((migration) => migration.name).reverse()
  const { rows } = await readLedger(run.session, run.ledger.schema)
  const standing = standingRows(plan, rows).map((row) => `${row.name} still counts as applied.`)
  const live = await run.database.catalog(run.session)
  const differences = schemaDifferences(() => goal.target, live, plan.chain[0] ?? '')
  const wrong = [...standing, ...differences.filter((difference) => !goal.accepted.includes(difference))]
  await run.journal.finish(steps.verify, wrong.length === 0 ? 'done' : 'failed', {
    notes: [...standing, ...differences],
  })
  return endRun(
    run,
    wrong.length === 0 ? rollbackSucceeded(names, differences) : rollbackUnverified(names, wrong),
  )
}
