import type { Catalog } from '../../domain/catalog'
import type { Session } from '../database'
import { catalogQueries } from './catalog-queries'
import { reading } from './reading'

export const catalogSettings = {
  search_path: '',
  quote_all_identifiers: 'off',
  statement_timeout: '0',
  jit: 'off',
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
}

export interface CatalogRow {
  unit: number
  key: string
  definition: string
  comment: string | null
}

/** The whole schema at one instant, with keys in order. A comment is an object of its own: `comment:<key>`. */
export async function readCatalog(session: Session): Promise<Catalog> {
  const rows: CatalogRow[] = []
  await reading(session, { settings: catalogSettings }, async () => {
    for (const { sql } of catalogQueries) rows.push(...(await session.query<CatalogRow>(sql)).rows)
  })
  return assemble(rows)
}

export function assemble(rows: CatalogRow[]): Catalog {
  const objects = rows.map(({ key, definition }): [string, string] => [key, definition])
  for (const { key, comment } of rows) {
    if (comment !== null) objects.push([`comment:${key}`, JSON.stringify({ text: comment })])
  }
  objects.sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(objects)
}
