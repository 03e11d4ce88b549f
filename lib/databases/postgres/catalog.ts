import type { Catalog } from '../../domain/catalog'
import type { Session } from '../database'
import { catalogQueries } from './catalog-queries'
import { reading } from './reading'

const settings = {
  search_path: '',
  quote_all_identifiers: 'off',
  statement_timeout: '0',
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
}

/** The whole schema at one instant, with keys in order. A comment is an object of its own: `comment:<key>`. */
export async function readCatalog(session: Session): Promise<Catalog> {
  const objects: [string, string][] = []
  await reading(session, { settings }, async () => {
    for (const sql of catalogQueries) {
      const { rows } = await session.query<{ key: string; definition: string; comment: string | null }>(sql)
      for (const { key, definition, comment } of rows) {
        objects.push([key, definition])
        if (comment !== null) objects.push([`comment:${key}`, JSON.stringify({ text: comment })])
      }
    }
  })
  objects.sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(objects)
}
