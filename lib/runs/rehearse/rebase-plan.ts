import type { Catalog, CatalogChange } from '../../domain/catalog'
import { applyDelta } from '../../domain/catalog-delta'
import { catalogFingerprint } from '../../domain/catalog-fingerprint'
import type { Plan } from '../../domain/plan'

/**
 * The same plan from another base on, of which it is known that it differs in nothing the plan is about: a copy that a
 * confined role restored lacks the grants.
 */
export function rebasePlan(plan: Plan, base: Catalog): Plan {
  let reached = base
  const step = (changes: CatalogChange[]) => {
    reached = applyDelta(reached, changes)
    return catalogFingerprint(reached)
  }
  const chain = [catalogFingerprint(base)]
  const migrations = plan.migrations.map((migration) => {
    const links = migration.segmentChanges?.map(step)
    chain.push(links ? (links.at(-1) ?? catalogFingerprint(reached)) : step(migration.changes))
    return links ? { ...migration, links } : migration
  })
  return { ...plan, chain, migrations }
}
