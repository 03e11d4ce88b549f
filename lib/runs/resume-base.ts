import type { Session } from '../databases/database'
import { catalogFingerprint } from '../domain/catalog-fingerprint'
import { parseCatalogKey } from '../domain/catalog-key'
import { fail, ok, type Result } from '../domain/failure'
import type { LedgerRow } from '../domain/migration'
import type { Plan } from '../domain/plan'
import type { Doubt } from '../domain/run'
import { finishRow, ledgerFingerprint, markRolledBack } from '../engines/prisma/ledger'
import type { GoesOn } from './apply-stepwise'
import type { DeploySteps } from './deploy-steps'
import { markSegment } from './mark-segment'
import type { Base } from './preflight'
import type { Resumed } from './resumed'
import { type StoppedPlace, without } from './stepwise-place'
import { placeWords } from './stepwise-words'
import { stoppedPlace } from './stopped-place'

/** Where a resumed deploy goes on. */
export interface ResumePoint {
  /** So many migrations are applied. */
  applied: number
  /** In the one after those; null: nothing of it is there. */
  goesOn: GoesOn | null
  /** The schema, without what a stopped build left. */
  base: Base
  /** In words, for the journal. */
  notes: string[]
}

/**
 * Finds where a deploy that stopped goes on, from the rows of the ledger that it announced and from the place of the live
 * schema in the plan's chain: that is the base which was approved, on its way. Settles what somebody decided about a
 * statement in doubt. Fails: `ledger_failed_row`, `plan_outdated`, `statement_in_doubt`.
 */
export async function findResumePoint(
  session: Session,
  order: { plan: Plan; resume: Resumed },
  steps: DeploySteps,
  base: Base,
): Promise<Result<ResumePoint>> {
  const { plan, resume } = order
  const { ledger, catalog } = base
  const byId = new Map(ledger.rows.map((row) => [row.id, row]))
  const own = steps.migrations.map(({ ledgerRow }) => byId.get(ledgerRow))
  const others = checkOthers(plan, ledger.rows, new Set(steps.migrations.map(({ ledgerRow }) => ledgerRow)))
  if (!others.ok) return others
  const first = own.findIndex((row) => !row?.finishedAt || row.rolledBackAt !== null)
  const applied = first < 0 ? plan.migrations.length : first
  const later = own.slice(applied + 1).find((row) => row && row.rolledBackAt === null)
  if (later) return fail('plan_outdated', `${later.name} is in the ledger before its turn.`)

  const row = own[applied]
  const migration = plan.migrations[applied]
  if (!migration || !row || row.rolledBackAt !== null) return between(plan, base, applied)
  const atomic = migration.mode === 'atomic'
  const place = stoppedPlace(plan, applied, row, catalog, resume.steps)
  const where = `${migration.name}: ${placeWords(migration, place)}.`
  const statement = migration.segments[place.done]?.statements[0] ?? 0
  const settled = settle(place, resume.doubt, where, {
    position: steps.migrations[applied]?.statements[statement],
  })
  if (!settled.ok) return settled
  const from = settled.value
  if (from > row.appliedStepsCount) await markSegment(session, { schema: ledger.schema, id: row.id }, from)
  if (atomic) {
    if (from === 0) await markRolledBack(session, ledger.schema, [row.id])
    else await finishRow(session, ledger.schema, row.id)
    return ok({ applied: applied + from, goesOn: null, base, notes: [where] })
  }
  const left = place.left.map((key) => {
    const { path } = parseCatalogKey(key)
    return { schema: path[0] ?? '', name: path.at(-1) ?? '' }
  })
  const clean = { ...base, catalog: without(catalog, place.left) }
  return ok({ applied, goesOn: { from, left }, base: clean, notes: [where] })
}

/** No migration of it is half-way: the schema must be where the chain says. */
function between(plan: Plan, base: Base, applied: number): Result<ResumePoint> {
  if (catalogFingerprint(base.catalog) === plan.chain[applied])
    return ok({
      applied,
      goesOn: null,
      base,
      notes: [`${applied} of ${plan.migrations.length} migrations are applied.`],
    })
  const place = plan.chain.indexOf(catalogFingerprint(base.catalog))
  const seen = place < 0 ? 'is at no place of the plan' : `is the one after ${place} of them`
  return fail(
    'plan_outdated',
    `By the ledger ${applied} of ${plan.migrations.length} migrations of this plan are applied, but the schema ${seen}.`,
  )
}

/** Resolves to how many segments are done, once what is in doubt was decided by somebody who looked. */
function settle(
  place: StoppedPlace,
  doubt: Doubt | null,
  where: string,
  meta: { position: number | undefined },
): Result<number> {
  if (place.next !== 'doubt') {
    if (place.known) return ok(place.done)
    return fail(
      'plan_outdated',
      `${where} The schema is not the one of that place: it was changed since. Undo that, or resolve the migration.`,
    )
  }
  if (!place.known && !place.knownAfter) {
    return fail(
      'plan_outdated',
      `${where} The schema is neither the one before that statement nor the one after it: bring it to one of them.`,
    )
  }
  if (doubt === null) {
    return fail(
      'statement_in_doubt',
      `${where} Nothing but a look at the data can tell whether it ran.`,
      meta,
    )
  }
  const fits = doubt === 'ran' ? place.knownAfter : place.known
  if (!fits) {
    const said = doubt === 'ran' ? 'ran' : 'did not run'
    return fail(
      'plan_outdated',
      `${where} You say that it ${said}; the schema is not the one that there would be then.`,
    )
  }
  return ok(place.done + (doubt === 'ran' ? 1 : 0))
}

/** Besides its own rows, the ledger is the one that was approved. */
function checkOthers(plan: Plan, rows: LedgerRow[], own: Set<string>): Result<void> {
  const others = rows.filter(({ id }) => !own.has(id))
  const failed = others.filter((row) => row.finishedAt === null && row.rolledBackAt === null)
  if (failed.length > 0)
    return fail('ledger_failed_row', `Neither finished nor taken back: ${names(failed)}.`)
  if (ledgerFingerprint(others) === plan.ledgerFingerprint) return ok()
  const planned = new Set(plan.migrations.map(({ name }) => name))
  const meanwhile = others.filter((row) => row.finishedAt && !row.rolledBackAt && planned.has(row.name))
  const why =
    meanwhile.length > 0
      ? `Applied meanwhile by somebody else: ${names(meanwhile)}.`
      : 'Besides the rows of this deploy, the ledger is not the one that was approved.'
  return fail('plan_outdated', why)
}

function names(rows: LedgerRow[]): string {
  return rows.map(({ name }) => name).join(', ')
}
