import type { Catalog } from '../domain/catalog'
import { catalogDelta } from '../domain/catalog-delta'
import { catalogFingerprint } from '../domain/catalog-fingerprint'
import { describeChanges } from '../domain/catalog-words'
import { type Failure, FailureError, fail } from '../domain/failure'
import type { StepIntent } from '../domain/journal'
import type { KeptReverse } from '../domain/kept-data'
import type { Plan } from '../domain/plan'
import type { Policy } from '../domain/policy'
import { keptFingerprint } from '../domain/reverse-fingerprint'
import { readLedger } from '../engines/prisma/ledger'
import { loadParser } from '../sql/parse'
import type { Applying } from './applying'
import { endRun } from './end-run'
import { resetSession } from './guards'
import { findCopies, missingValues, type PutBackPart } from './kept-copies'
import { takeLocks } from './lock'
import { markAllRolledBack } from './mark-rolled-back'
import { type OnTarget, onTarget } from './on-target'
import { inOneTransaction, type TransactionAct } from './one-transaction'
import type { RunEnd, RunPorts, RunTarget } from './ports'
import { defaultLockWaitMs, readBase } from './preflight'
import { attended, type PuttingBack, putBackAct, putBackTitle } from './put-back-act'
import { putBackInBatches } from './put-back-batches'
import {
  defaultBatchRows,
  defaultOneTransactionRows,
  type PutBackGroup,
  putBackGroups,
} from './put-back-groups'
import { checkReverseBase, standingRows } from './reverse-base'
import { rollbackHalfWay, rollbackStopped, rollbackSucceeded, rollbackUnverified } from './rollback-words'
import { trackJournal } from './tracked-journal'
import { schemaDifferences } from './verify'

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

/** What is about to be done, once the target was looked at. */
interface Work {
  order: KeptOrder
  reverse: KeptReverse
  fingerprint: string
  deploy: string
  copies: PutBackPart[]
  groups: PutBackGroup[]
  /** Parts that an earlier run has committed; 0 with `resumes` null: none. */
  from: number
  resumes: { rows: number; schemaFingerprint: string } | null
  target: Catalog
  /** Ids of the ledger's rows. */
  rows: string[]
  steps: Steps
}

interface Steps {
  intents: StepIntent[]
  groups: number[]
  /** Position of each part's statements, or of its put back. */
  parts: number[][]
  ledger: number
  verify: number
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
  const steps = stepsOf(reverse, copies.value, groups)
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
  const shared = { order, reverse, fingerprint, deploy, copies: copies.value, groups }
  return walk(at, { ...shared, from, resumes, target: base.value.target, rows, steps })
}

function stepsOf(reverse: KeptReverse, copies: PutBackPart[], groups: PutBackGroup[]): Steps {
  const intents: StepIntent[] = []
  const add = (intent: Omit<StepIntent, 'position'>) => {
    intents.push({ position: intents.length + 1, ...intent })
    return intents.length
  }
  const parts: number[][] = []
  const titleOf = (part: number) => {
    const found = copies.find((each) => each.part === part)
    return found ? putBackTitle(found) : 'Put back what was kept'
  }
  const positions = groups.map((group, index) => {
    if (group.kind === 'batches')
      return add({ kind: 'put_back', title: `${titleOf(group.part)}, in batches` })
    const last = index === groups.length - 1
    const words = groups.length === 1 ? 'Run the reverse SQL and put back what was kept' : null
    const title = words ?? (last ? 'Run the rest of the reverse SQL' : 'Make place for what was kept')
    const parent = add({ kind: 'reverse', title: `${title}, in one transaction` })
    for (const part of group.parts) {
      const given = reverse.parts[part]
      if (given?.kind === 'put_back') parts[part] = [add({ kind: 'put_back', title: titleOf(part), parent })]
      else
        parts[part] = (given?.statements ?? []).map((statement) => {
          if (statement.controlsTransaction) return -1
          const detail = { statement: statement.index, sql: statement.text, line: statement.line }
          return add({ kind: 'statement', title: statement.summary, parent, detail })
        })
    }
    return parent
  })
  const ledger = add({ kind: 'ledger', title: 'Mark the migrations as rolled back' })
  const verify = add({ kind: 'verify', title: 'Compare the schema with the one before the deploy' })
  return { intents, groups: positions, parts, ledger, verify }
}

async function walk(at: PuttingBack, work: Work): Promise<RunEnd> {
  const { run } = at
  const { groups, reverse, resumes } = work
  let done = work.from
  let begun = resumes !== null
  let rows = resumes?.rows ?? 0
  let schemaFingerprint = resumes?.schemaFingerprint ?? ''
  for (const [index, group] of groups.entries()) {
    const position = work.steps.groups[index] ?? 0
    const last = index === groups.length - 1
    let failure: Failure | null
    if (group.kind === 'batches') {
      const part = partOf(work, group.part)
      const partsDone = group.part + 1
      failure = await putBackInBatches(
        at,
        part,
        position,
        work.order.batchRows ?? defaultBatchRows,
        async (put) => {
          rows += put.rows
          await note(at, work, { partsDone, schemaFingerprint, rows })
        },
      )
      if (!failure) done = partsDone
    } else {
      const partsDone = Math.max(done, ...group.parts.map((part) => part + 1))
      failure = await transaction(at, work, position, group.parts, !begun, async () => {
        if (last) return finishIn(at, work)
        schemaFingerprint = catalogFingerprint(await run.database.catalog(run.session))
        await note(at, work, { partsDone, schemaFingerprint, rows })
        return 0
      })
      if (!failure) done = partsDone
    }
    if (failure) {
      const half = begun && { done, of: reverse.parts.length }
      return endRun(run, half ? rollbackHalfWay(failure, half) : rollbackStopped(failure))
    }
    begun = true
  }
  await resetSession(run.session, run.policy, run.home)
  return verifyKept(run, work)
}

function transaction(
  at: PuttingBack,
  work: Work,
  position: number,
  parts: number[],
  first: boolean,
  writeLedger: () => Promise<number>,
): Promise<Failure | null> {
  const { run } = at
  const last = position === work.steps.groups.at(-1)
  return inOneTransaction(run, {
    statements: [],
    acts: parts.flatMap((part) => actsOf(at, work, part)),
    first: async () => {
      if (first) await begin(at, work, position)
    },
    steps: { work: position, statements: [], ledger: last ? work.steps.ledger : null },
    source: 'The way back',
    writeLedger,
    check: async () => {
      if (last) await refuseDifferences(run, work)
    },
  })
}

/** What was written since is noted before any statement can hide it. */
async function begin(at: PuttingBack, { copies }: Work, position: number): Promise<void> {
  const { database, session } = at.run
  for (const { copy, step } of copies) {
    const { changed } = await attended(at.run, position, `Before ${step.table} is touched`, () =>
      database.kept.beginPutBack(session, copy, step),
    )
    at.changed.set(copy.id, changed)
  }
}

function actsOf(at: PuttingBack, work: Work, part: number): TransactionAct[] {
  const given = work.reverse.parts[part]
  const positions = work.steps.parts[part] ?? []
  if (given?.kind !== 'sql') {
    const position = positions[0] ?? -1
    return [{ position, run: () => putBackAct(at, partOf(work, part), position) }]
  }
  return given.statements.map((statement, index) => ({ position: positions[index] ?? -1, statement }))
}

function partOf({ copies }: Work, part: number): PutBackPart {
  const found = copies.find((each) => each.part === part)
  if (!found) throw new Error(`Part ${part} puts nothing back.`)
  return found
}

/** How far it came, in the transaction that came so far; sequences of new tables go on at once. */
async function note(
  { run }: PuttingBack,
  { deploy, fingerprint, copies }: Work,
  at: { partsDone: number; schemaFingerprint: string; rows: number },
): Promise<void> {
  const { kept } = run.database
  for (const { part, copy, step } of copies)
    if (part >= at.partsDone) await kept.prepareSequences(run.session, copy, step)
  await kept.writeUnderWay(run.session, deploy, { fingerprint, ...at })
}

async function finishIn({ run }: PuttingBack, work: Work): Promise<number> {
  const { session, database, ledger } = run
  for (const { copy } of work.copies) await database.kept.endPutBack(session, copy)
  await database.kept.writeUnderWay(session, work.deploy, null)
  return markAllRolledBack(session, ledger.schema, work.rows)
}

/** Looks at the schema while the last transaction can still be taken back. */
async function refuseDifferences(run: Applying, { target, reverse }: Work): Promise<void> {
  const reached = await run.database.catalog(run.session)
  const unexpected = describeChanges(catalogDelta(target, reached)).filter(
    (difference) => !reverse.differences.includes(difference),
  )
  if (unexpected.length === 0) return
  const why = `The way back would not have led to what was before the deploy: ${unexpected.join('; ')}.`
  throw new FailureError(fail('rollback_impossible', why, { differences: unexpected }).failure)
}

async function verifyKept(run: Applying, { order, target, reverse, steps }: Work): Promise<RunEnd> {
  const { plan } = order
  await run.journal.start(steps.verify)
  const names = plan.migrations.map((migration) => migration.name).reverse()
  const { rows } = await readLedger(run.session, run.ledger.schema)
  const standing = standingRows(plan, rows).map((row) => `${row.name} still counts as applied.`)
  const live = await run.database.catalog(run.session)
  const differences = schemaDifferences(() => target, live, plan.chain[0] ?? '')
  const wrong = [
    ...standing,
    ...differences.filter((difference) => !reverse.differences.includes(difference)),
  ]
  await run.journal.finish(steps.verify, wrong.length === 0 ? 'done' : 'failed', {
    notes: [...standing, ...differences],
  })
  const note = ' What the deploy had kept is back in its place; the copies stay until they expire.'
  return endRun(
    run,
    wrong.length === 0 ? rollbackSucceeded(names, differences, note) : rollbackUnverified(names, wrong),
  )
}
