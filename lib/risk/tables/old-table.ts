import type { RangeVar } from 'libpg-query'
import type { Column, Origin, SchemaModel, Table } from '../model/model'
import { keyOf } from '../model/names'
import { quoteKey, shown } from '../words/names'

/** What both a statement and a script's end can be asked. */
interface Seen {
  schema: SchemaModel
  isFresh(thing: { born: Origin } | null | undefined): boolean
}

/** A table that was there before the scripts, for what happens to its rows. Who waits for a lock is for `UsedTable`. */
export interface OldTable {
  /** `schema.name`. */
  key: string
  /** Null: no script said anything of it. */
  table: Table | null
  /** As people say it. */
  name: string
  /** As SQL names it. */
  sql: string
}

/** Null: the scripts created it, it is a view or the like, or (`missingOk`) it is known not to be there. */
export function oldTable(at: Seen, relation: RangeVar | undefined, missingOk = false): OldTable | null {
  if (!relation?.relname || /^(pg_catalog|information_schema)$/.test(relation.schemaname ?? '')) return null
  return oldTableAt(at, keyOf(at.schema, relation), missingOk)
}

export function oldTableAt(at: Seen, key: string, missingOk = false): OldTable | null {
  const { schema } = at
  const table = schema.tables.get(key) ?? null
  if (!table && (schema.views.has(key) || schema.sequences.has(key))) return null
  if (!table && missingOk && schema.complete) return null
  if (at.isFresh(table) || table?.temporary) return null
  return { key, table, name: shown(key), sql: quoteKey(key) }
}

/** `fresh`: the scripts added it. `missing`: it is known not to be there. Null: nothing is known of it. */
export function columnIn(
  at: Seen,
  { table }: OldTable,
  name: string | undefined,
): Column | 'fresh' | 'missing' | null {
  const column = name === undefined ? undefined : table?.columns.get(name)
  if (column) return at.isFresh(column) ? 'fresh' : column
  return table?.complete ? 'missing' : null
}
