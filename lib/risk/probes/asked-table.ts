import type { SchemaModel, Table } from '../model/model'
import { quoteIdent, quoteKey } from '../words/names'

/** A table that a probe reads, as it is before the plan. */
export interface AskedTable {
  /** `schema.name`. */
  key: string
  /** Empty: not known, or none. */
  primaryKey: readonly string[]
}

export function askedTable(schema: SchemaModel, key: string): AskedTable {
  const table = schema.tables.get(key)
  return { key, primaryKey: table ? primaryKeyOf(table) : [] }
}

function primaryKeyOf({ constraints }: Table): readonly string[] {
  for (const { kind, columns } of constraints.values()) if (kind === 'primary') return columns
  return []
}

/** The text by which a person finds the row again, of the table under that alias. */
export function rowKey({ primaryKey }: AskedTable, alias = 't'): string {
  const [first, ...more] = primaryKey.map((name) => `${alias}.${quoteIdent(name)}::text`)
  if (first === undefined) return `${alias}.ctid::text`
  return more.length === 0 ? first : `concat_ws(', ', ${[first, ...more].join(', ')})`
}

export function fromTable({ key }: AskedTable, alias = 't'): string {
  return `FROM ${quoteKey(key)} AS ${alias}`
}
