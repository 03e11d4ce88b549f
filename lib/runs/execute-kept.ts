import { type Failure, fail } from '../domain/failure'
import type { KeptReverse } from '../domain/kept-data'
import type { Plan } from '../domain/plan'
import type { Policy } from '../domain/policy'
import { keptFingerprint } from '../domain/reverse-fingerprint'
import { loadParser } from '../sql/parse'
import type { Applying } from './applying'
import { endRun } from './end-run'
import { findCopies, missingValues } from './kept-copies'
import { keptSteps } from './kept-steps'
import { takeLocks } from './lock'
import { type OnTarget, onTarget } from './on-target'
import type { RunEnd, RunPorts, RunTarget } from './ports'
import { defaultLockWaitMs, readBase } from './preflight'
import type { PuttingBack } from './put-back-act'
import { defaultBatchRows, defaultOneTransactionRows, putBackGroups } from './put-back-groups'
import { checkReverseBase } from './reverse-base'
import { rollbackStopped } from './rollback-words'
import { trackJournal } from './tracked-journal'
import { walkKept } from './walk-kept'

export interface KeptOrder {
  /** The plan that was deployed. */
  plan: Plan
  /** The deploy that kept; null: the newest copies of the plan's migrations. */
  deployRunId: string | null
  /** Of the way back that was confirmed (`keptFingerprint`); left out where the plan was not stored in between. */
  fingerprint?: string
  changedSince: 'leave' | 'overwrite'
  target: RunTarget
  policy: Policy
  /** Milliseconds to wait for other runs' locks; default 10,000. */
  lockWaitMs?: number
  /** Kept rows in all up to which everything is one transaction. */
  oneTransactionRows?: number
  batchRows?: number
}

/**
 * Takes a deploy back and puts back what it had kept: the reverse's statements and the copies in the plan's order, one
 * transaction where that is little, else with what is much in batches between. Each transaction notes in the target how
 * far it came, so that a run that stopped goes on there. The schema is compared before the last one commits.
 */
export async function executeKept(order: KeptOrder, given: RunPorts): Promise<RunEnd> {
  const journal = trackJournal(given.journal)
  const ports = { ...given, journal }
  await journal.announce([{ position: 0, kind: 'preflight', title: 'Lock and compare with the deploy' }])
  await journal.start(0)
  const refused = refuseOther(order)
  if (refused) return stopAt(ports, refused)
  return onTarget(
    order,
    ports,
    { kind: 'rollback', way: 'kept', plan: order.plan, deployRunId: order.deployRunId },
    (failure) => stopAt(ports, failure),
    (on) => keptOn(on, order, ports),
  )
}

function refuseOther({ plan, fingerprint }: KeptOrder): Failure | null {
  const reverse = plan.keptReverse
  if (!reverse) return fail('rollback_impossible', 'The deploy kept nothing.').failure
  if (fingerprint !== undefined && keptFingerprint(reverse) !== fingerprint)
    return fail('stale_state', 'The stored way back is not the one that was confirmed.').failure
  if (reverse.problems.length > 0) return fail('rollback_impossible', reverse.problems.join(' ')).failure
  const alone = reverse.parts
    .flatMap((part) => (part.kind === 'sql' ? part.statements : []))
    .find((statement) => statement.needsAutocommit)
  if (!alone) return null
  return fail('rollback_impossible', `“${alone.summary}” cannot run inside a transaction.`).failure
}

async function stopAt(ports: RunPorts, failure: Failure): Promise<RunEnd> {
  const { holders, database } = failure.meta
  await ports.journal.finish(0, 'failed', {
    notes: [failure.why],
    ...(holders && { holders }),
    ...(database && { error: database }),
  })
  return endRun(ports, rollbackStopped(failure))
}

async function keptOn(on: OnTarget, order: KeptOrder, ports: RunPorts): Promise<RunEnd> {
  const { session, watcher, schema, home } = on
  const { database, clock, journal } = ports
  const { plan } = order
  const reverse = plan.keptReverse as KeptReverse
  const locked = await takeLocks(session, { database, clock, waitMs: order.lockWaitMs ?? defaultLockWaitMs })
  if (!locked.ok) return stopAt(ports, locked.failure)
  const readSchema = () => database.catalog(session)
  const read = await readBase(session, { readSchema, watcher, position: 0 })
  if (!read.ok) return stopAt(ports, read.failure)
  const { ledger: found, catalog } = read.value

  const copies = findCopies(reverse, await database.kept.list(session), order.deployRunId)
  if (!copies.ok) return stopAt(ports, copies.failure)
  const deploy = order.deployRunId ?? copies.value[0]?.copy.runId ?? ''
  const fingerprint = keptFingerprint(reverse)
  const resumes = await database.kept.readUnderWay(session, deploy)
  if (resumes && resumes.fingerprint !== fingerprint) {
    const why = 'Another way back from this deploy stopped half-way. Finish that one first.'
    return stopAt(ports, fail('rollback_impossible', why).failure)
  }
  const base = checkReverseBase(plan, found.rows, catalog, resumes?.schemaFingerprint)
  if (!base.ok) return stopAt(ports, base.failure)

  await loadParser()
  const forecasts = []
  for (const { copy, step } of copies.value) forecasts.push(await database.kept.forecast(session, copy, step))
  const missing = missingValues(reverse, copies.value, forecasts)
  if (missing.length > 0) return stopAt(ports, fail('rollback_impossible', missing.join(' ')).failure)

  const sizes = {
    oneTransactionRows: order.oneTransactionRows ?? defaultOneTransactionRows,
    batchRows: order.batchRows ?? defaultBatchRows,
  }
  const from = resumes?.partsDone ?? 0
  const all = resumes ? { ...sizes, oneTransactionRows: 0 } : sizes
  const groups = putBackGroups(reverse, copies.value, plan, all, from)
  const steps = keptSteps(reverse, copies.value, groups)
  await journal.announce(steps.intents)
  await journal.finish(0, 'done', {
    notes: [
      'Headgate’s lock and Prisma’s migration lock are held.',
      resumes
        ? `The schema is where an earlier run stopped: ${from} of ${reverse.parts.length} parts are done.`
        : 'Ledger and schema are those that the deploy left.',
    ],
  })
  const ledger = { schema: found.schema, exists: true }
  const run: Applying = { ...ports, session, schema, watcher, policy: order.policy, home, ledger }
  const at: PuttingBack = { run, changedSince: order.changedSince, forecasts, changed: new Map() }
  const rows = base.value.rows.map((row) => row.id)
  const shared = {
    plan,
    batchRows: sizes.batchRows,
    reverse,
    fingerprint,
    deploy,
    copies: copies.value,
    groups,
  }
  return walkKept(at, { ...shared, from, resumes, target: base.value.target, rows, steps })
}
