import { DatabaseError, type Session } from '../../../databases/database'
import { definitionOf, list, text } from '../../../databases/postgres/definitions/definition'
import type { SchemaFacts } from '../../../databases/postgres/definitions/facts'
import {
  keyNames,
  keyOf,
  literal,
  qualified,
  quoted,
  sqlNames,
} from '../../../databases/postgres/definitions/names'
import { inOrder } from '../../../databases/postgres/definitions/order'
import { columnsOf } from '../../../databases/postgres/definitions/tables'
import type { Catalog } from '../../../domain/catalog'
import { referencesOf } from './references'

/**
 * Puts a few rows into tables of a scratch database, and into those that they refer to, where that is possible without
 * knowing what they mean. The same number makes the same value everywhere, so that foreign keys fit.
 */
export async function sampleRows(
  session: Session,
  catalog: Catalog,
  facts: SchemaFacts,
  tables: Set<string>,
): Promise<void> {
  const needs = new Map<string, Set<string>>()
  for (const { from, to } of referencesOf(catalog)) {
    const [one, other] = [keyOf('table', from), keyOf('table', to)]
    if (one !== other) needs.set(one, (needs.get(one) ?? new Set()).add(other))
  }
  const wanted = [...tables].filter((table) => Object.hasOwn(catalog, table))
  const waiting = [...wanted]
  for (let table = waiting.pop(); table !== undefined; table = waiting.pop())
    for (const other of needs.get(table) ?? [])
      if (!wanted.includes(other) && Object.hasOwn(catalog, other)) {
        wanted.push(other)
        waiting.push(other)
      }
  for (const table of inOrder(wanted, needs)) {
    const sql = insertInto(table, catalog, facts)
    if (sql === null) continue
    try {
      await session.script(sql)
    } catch (error) {
      if (!(error instanceof DatabaseError) || session.closed) throw error
    }
  }
}

function insertInto(table: string, catalog: Catalog, facts: SchemaFacts): string | null {
  const columns: string[] = []
  const values: string[] = []
  for (const key of columnsOf(catalog, facts, table)) {
    const column = definitionOf(catalog, key)
    if (column.generated !== undefined) continue
    const value = sampleOf(text(column.type) ?? '', catalog)
    if (value === null && column.notNull && column.default === undefined) return null
    if (value === null) continue
    columns.push(quoted(keyNames(key)[2] ?? ''))
    values.push(value)
  }
  if (columns.length === 0) return null
  return `INSERT INTO ${qualified(keyNames(table))} (${columns.join(', ')}) OVERRIDING SYSTEM VALUE
SELECT ${values.join(', ')} FROM generate_series(1, 3) AS i`
}

/** By `i`; null: none is known for the type. */
function sampleOf(type: string, catalog: Catalog): string | null {
  if (type.endsWith('[]')) return `'{}'`
  if (/^(?:smallint|integer|bigint|numeric|real|double precision)/.test(type)) return 'i'
  if (/^(?:text|character|public\.citext)/.test(type)) return `left('v' || i, ${limitOf(type)})`
  if (type === 'boolean') return 'i % 2 = 0'
  if (/^timestamp/.test(type)) return `timestamp '2024-05-06 07:08:09' + i * interval '1 day'`
  if (type === 'date') return `date '2024-05-06' + i`
  if (type === 'uuid') return 'md5(i::text)::uuid'
  if (/^jsonb?$/.test(type)) return `('{"n": ' || i || '}')::${type}`
  if (type === 'bytea') return `'\\x01'`
  const [schema = '', name = ''] = sqlNames(type)
  const [label] = list(definitionOf(catalog, keyOf('enum', [schema, name])).labels)
  return label === undefined ? null : `${literal(label)}::${type}`
}

function limitOf(type: string): number {
  return Number(/\((\d+)\)/.exec(type)?.[1] ?? 20)
}
