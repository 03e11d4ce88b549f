import type { Catalog } from '../domain/catalog'
import { catalogDelta } from '../domain/catalog-delta'
import { catalogFingerprint } from '../domain/catalog-fingerprint'
import { describeChanges } from '../domain/catalog-words'
import { type Failure, FailureError, fail } from '../domain/failure'
import type { KeptReverse } from '../domain/kept-data'
import type { Plan } from '../domain/plan'
import { readLedger } from '../engines/prisma/ledger'
import type { Applying } from './applying'
import { endRun } from './end-run'
import { resetSession } from './guards'
import type { PutBackPart } from './kept-copies'
import type { KeptSteps } from './kept-steps'
import { markAllRolledBack } from './mark-rolled-back'
import { inOneTransaction, type TransactionAct } from './one-transaction'
import type { RunEnd } from './ports'
import { attended, type PuttingBack, putBackAct } from './put-back-act'
import { putBackInBatches } from './put-back-batches'
import type { PutBackGroup } from './put-back-groups'
import { standingRows } from './reverse-base'
import { rollbackHalfWay, rollbackStopped, rollbackSucceeded, rollbackUnverified } from './rollback-words'
import { schemaDifferences } from './verify'

/** What is about to be done, once the target was looked at. */
export interface KeptWork {
  plan: Plan
  batchRows: number
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
  steps: KeptSteps
}

/** Group after group, each with how far it came in its own transaction; then looks at what came of it. */
export async function walkKept(at: PuttingBack, work: KeptWork): Promise<RunEnd> {
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
      let putBack = 0
      failure = await putBackInBatches(at, part, position, work.batchRows, async (put) => {
        putBack = put.rows
        await note(at, work, { partsDone, schemaFingerprint, rows: rows + putBack })
      })
      if (!failure) {
        done = partsDone
        rows += putBack
      }
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
  work: KeptWork,
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
async function begin(at: PuttingBack, { copies }: KeptWork, position: number): Promise<void> {
  const { database, session } = at.run
  for (const { copy, step } of copies) {
    const { changed } = await attended(at.run, position, `Before ${step.table} is touched`, () =>
      database.kept.beginPutBack(session, copy, step),
    )
    at.changed.set(copy.id, changed)
  }
}

function actsOf(at: PuttingBack, work: KeptWork, part: number): TransactionAct[] {
  const given = work.reverse.parts[part]
  const positions = work.steps.parts[part] ?? []
  if (given?.kind !== 'sql') {
    const position = positions[0] ?? -1
    return [{ position, run: () => putBackAct(at, partOf(work, part), position) }]
  }
  return given.statements.map((statement, index) => ({ position: positions[index] ?? -1, statement }))
}

function partOf({ copies }: KeptWork, part: number): PutBackPart {
  const found = copies.find((each) => each.part === part)
  if (!found) throw new Error(`Part ${part} puts nothing back.`)
  return found
}

/** How far it came, in the transaction that came so far; sequences of new tables go on at once. */
async function note(
  { run }: PuttingBack,
  { deploy, fingerprint, copies }: KeptWork,
  at: { partsDone: number; schemaFingerprint: string; rows: number },
): Promise<void> {
  const { kept } = run.database
  for (const { part, copy, step } of copies)
    if (part >= at.partsDone) await kept.prepareSequences(run.session, copy, step)
  await kept.writeUnderWay(run.session, deploy, { fingerprint, ...at })
}

async function finishIn({ run }: PuttingBack, work: KeptWork): Promise<number> {
  const { session, database, ledger } = run
  for (const { copy } of work.copies) await database.kept.endPutBack(session, copy)
  await database.kept.writeUnderWay(session, work.deploy, null)
  return markAllRolledBack(session, ledger.schema, work.rows)
}

/** Looks at the schema while the last transaction can still be taken back. */
async function refuseDifferences(run: Applying, { target, reverse }: KeptWork): Promise<void> {
  const reached = await run.database.catalog(run.session)
  const unexpected = describeChanges(catalogDelta(target, reached)).filter(
    (difference) => !reverse.differences.includes(difference),
  )
  if (unexpected.length === 0) return
  const why = `The way back would not have led to what was before the deploy: ${unexpected.join('; ')}.`
  throw new FailureError(fail('rollback_impossible', why, { differences: unexpected }).failure)
}

async function verifyKept(run: Applying, { plan, target, reverse, steps }: KeptWork): Promise<RunEnd> {
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
