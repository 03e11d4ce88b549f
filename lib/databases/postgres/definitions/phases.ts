import type { Catalog } from '../../../domain/catalog'
import { parseCatalogKey } from '../../../domain/catalog-key'
import { definitionOf, text } from './definition'

/** What PostgreSQL takes along by itself when a column changes its type. */
export const followsColumn = new Set(['index', 'constraint', 'statistics', 'sequence'])
/** Goes last where columns are still of it. */
export const lateKinds = new Set([
  'enum',
  'domain',
  'composite',
  'range',
  'collation',
  'function',
  'procedure',
  'aggregate',
  'sequence',
])
export const alwaysLast = new Set(['schema', 'extension'])

const phases = [
  'schema',
  'extension',
  'collation',
  'enum',
  'domain',
  'composite',
  'range',
  'sequence',
  'function',
  'procedure',
  'aggregate',
  'table',
  'column',
  'key',
  'check',
  'index',
  'foreign key',
  'view',
  'matview',
  'statistics',
  'rule',
  'trigger',
  'policy',
  'grant',
  'columncomment',
  'comment',
]

/** Where an object stands in the order of kinds. */
export function phaseOf(key: string, catalog: Catalog): number {
  const { kind } = parseCatalogKey(key)
  if (kind !== 'constraint') return phases.indexOf(kind)
  const body = text(definitionOf(catalog, key).definition) ?? ''
  if (body.startsWith('FOREIGN KEY')) return phases.indexOf('foreign key')
  return phases.indexOf(body.startsWith('CHECK') ? 'check' : 'key')
}

export function compare<T>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}
