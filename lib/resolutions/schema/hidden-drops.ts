import type { Catalog, CatalogChange } from '../../domain/catalog'
import { catalogName, parseCatalogKey, tableKeyOf } from '../../domain/catalog-key'
import { hiddenReason } from '../../domain/inventory'

/** What `changes` take away that a Prisma schema cannot express, and which therefore nobody decided about. */
export function hiddenDrops(changes: CatalogChange[], before: Catalog): string[] {
  const tables = new Set(changes.filter(isWholeTable).map(({ key }) => key))
  const withTables = new Map<string, string[]>()
  const alone: string[] = []
  for (const { key, after } of changes) {
    const reason = Object.hasOwn(before, key) ? hiddenReason(key, before) : null
    if (after !== null || reason === null || key.startsWith('table:')) continue
    const name = nameOf(key)
    const table = tableKeyOf(key)
    if (table !== null && tables.has(table)) withTables.set(table, [...(withTables.get(table) ?? []), name])
    else
      alone.push(
        `It drops ${name}, ${reason}, which the Prisma schema cannot express: nobody asked for that. Take its statement out of the migration to keep it.`,
      )
  }
  const lists = [...withTables].map(
    ([table, names]) =>
      `With the table ${catalogName(parseCatalogKey(table).path)} goes what the Prisma schema does not show: ${names.join(', ')}.`,
  )
  return [...alone, ...lists]
}

function nameOf(key: string): string {
  const { kind, path, of } = parseCatalogKey(key)
  return `${of ? `the comment on ${of.kind}` : kind} ${catalogName(path)}`
}

function isWholeTable({ key, after }: CatalogChange): boolean {
  return key.startsWith('table:') && after === null
}
