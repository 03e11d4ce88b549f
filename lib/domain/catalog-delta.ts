import type { Catalog, CatalogChange } from './catalog'

/** What leads from one schema to another, in order of the keys. */
export function catalogDelta(before: Catalog, after: Catalog): CatalogChange[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return keys
    .map((key) => ({ key, before: own(before, key), after: own(after, key) }))
    .filter((change) => change.before !== change.after)
}

/** The schema after these changes. What it had beside them stays, so that accepted drift is carried along. */
export function applyDelta(catalog: Catalog, changes: CatalogChange[]): Catalog {
  const objects = new Map(Object.entries(catalog))
  for (const { key, after } of changes) {
    if (after === null) objects.delete(key)
    else objects.set(key, after)
  }
  return Object.fromEntries([...objects].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function own(catalog: Catalog, key: string): string | null {
  return Object.hasOwn(catalog, key) ? (catalog[key] ?? null) : null
}
