import type { Catalog } from '../domain/catalog'
import type { LedgerRow } from '../domain/migration'
import type { Plan } from '../domain/plan'
import { knownState } from '../domain/resume-offer'
import { type Began, placeOf, type StoppedPlace } from './stepwise-place'
import type { StepRecord } from './tracked-journal'

/**
 * How far migration `index` of a plan came, whose row in the ledger is not finished: by what that row counts, by the
 * schema, and for statements that ran in no transaction by the journal's `steps`.
 */
export function stoppedPlace(
  plan: Plan,
  index: number,
  row: LedgerRow,
  live: Catalog,
  steps: StepRecord[],
): StoppedPlace {
  const migration = plan.migrations[index]
  if (!migration) throw new Error(`The plan has no migration ${index}.`)
  const [before = '', after = ''] = plan.chain.slice(index)
  const facts = { before, after, marked: row.appliedStepsCount, live }
  if (migration.mode === 'stepwise') {
    return placeOf({ migration, ...facts, began: (segment) => beganOf(steps, migration, segment) })
  }
  // A whole script that ended the transaction around it: it may have done all of it, or a part.
  const statements = migration.segments.flatMap((segment) => segment.statements)
  const alone = { ...migration, segments: [{ transaction: false, statements }], links: [after] }
  return placeOf({ migration: alone, ...facts, began: () => 'unknown' })
}

function beganOf(
  steps: StepRecord[],
  { name, segments }: Plan['migrations'][number],
  segment: number,
): Began {
  const statement = segments[segment]?.statements[0] ?? -1
  const step = steps.find(
    ({ kind, detail }) => kind === 'statement' && detail.migration === name && detail.statement === statement,
  )
  const state = step ? knownState(step) : 'unknown'
  if (state === 'pending' || state === 'skipped') return 'no'
  return state === 'failed' ? 'failed' : 'unknown'
}
