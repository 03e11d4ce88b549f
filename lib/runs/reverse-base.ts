import type { Catalog, CatalogChange } from '../domain/catalog'
import { applyDelta, catalogDelta } from '../domain/catalog-delta'
import { catalogFingerprint } from '../domain/catalog-fingerprint'
import { describeChanges } from '../domain/catalog-words'
import { fail, ok, type Result } from '../domain/failure'
import type { LedgerRow } from '../domain/migration'
import type { Plan } from '../domain/plan'

/** The ledger rows by which a plan's migrations count as applied. */
export function standingRows(plan: Plan, rows: LedgerRow[]): LedgerRow[] {
  const planned = new Set(plan.migrations.map((migration) => migration.name))
  return rows.filter((row) => row.finishedAt !== null && row.rolledBackAt === null && planned.has(row.name))
}

/**
 * Whether the reverse may start from here: the plan's migrations are the newest that are applied, none is failed, and
 * the schema is the one that the deploy led to. Resolves to the rows to take back and the schema to arrive at.
 */
export function checkReverseBase(
  plan: Plan,
  rows: LedgerRow[],
  live: Catalog,
  /** Where a rollback of it stopped between its transactions: fingerprint of the schema there. */
  between: string | null = null,
): Result<{ rows: LedgerRow[]; target: Catalog }> {
  const failed = rows.filter((row) => row.finishedAt === null && row.rolledBackAt === null)
  if (failed.length > 0)
    return fail('ledger_failed_row', `Neither finished nor taken back: ${names(failed)}.`)
  const standing = standingRows(plan, rows)
  const gone = plan.migrations.filter(({ name }) => !standing.some((row) => row.name === name))
  if (gone.length > 0) return fail('rollback_impossible', `Not applied any more: ${names(gone)}.`)
  const applied = rows.filter((row) => row.finishedAt !== null && row.rolledBackAt === null)
  const later = applied
    .slice(applied.indexOf(standing[0] as LedgerRow))
    .filter((row) => !standing.includes(row))
  if (later.length > 0) {
    return fail('rollback_impossible', `Applied after this deploy: ${names(later)}. Take those back first.`)
  }
  const expected = undone(plan, live)
  if (catalogFingerprint(live) === (between ?? plan.chain.at(-1)))
    return ok({ rows: standing, target: expected })
  if (between !== null)
    return fail('plan_outdated', 'The schema was changed after the rollback of it had stopped half-way.')
  const differences = touchedSince(plan, live)
  const words =
    differences.length > 0 ? differences.join(' ') : 'The difference lies outside of what the deploy touched.'
  return fail('plan_outdated', `The schema was changed after the deploy. ${words}`, { differences })
}

/** The schema without what the plan's migrations did, newest first. */
function undone(plan: Plan, live: Catalog): Catalog {
  const inverted = plan.migrations
    .flatMap((migration) => migration.changes)
    .reverse()
    .map(({ key, before, after }): CatalogChange => ({ key, before: after, after: before }))
  return applyDelta(live, inverted)
}

function touchedSince(plan: Plan, live: Catalog): string[] {
  const left = new Map<string, string | null>()
  for (const { key, after } of plan.migrations.flatMap((migration) => migration.changes)) left.set(key, after)
  const touched = Object.fromEntries(Object.entries(live).filter(([key]) => left.has(key)))
  const expected = Object.fromEntries(
    [...left].flatMap(([key, after]) => (after === null ? [] : [[key, after]])),
  )
  return describeChanges(catalogDelta(expected, touched))
}

function names(list: { name: string }[]): string {
  return list.map(({ name }) => name).join(', ')
}
