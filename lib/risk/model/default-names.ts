import type { SchemaModel, Table } from './model'

const longest = 63

/** PostgreSQL's makeObjectName: the longer of the two names is cut until all fits into 63 bytes. */
export function objectName(first: string, second: string | null, label: string): string {
  let room = longest - Buffer.byteLength(label) - 1
  if (second !== null) room -= 1
  let one = Buffer.byteLength(first)
  let two = second === null ? 0 : Buffer.byteLength(second)
  while (one + two > room) {
    if (one > two) one -= 1
    else two -= 1
  }
  const parts = [cut(first, one), ...(second === null ? [] : [cut(second, two)]), label]
  return parts.join('_')
}

/** At most so many bytes, without a torn character. */
export function cut(text: string, bytes: number = longest): string {
  const buffer = Buffer.from(text)
  if (buffer.length <= bytes) return text
  let end = bytes
  while (end > 0 && ((buffer[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return buffer.toString('utf8', 0, end)
}

/** The first of `label`, `label1`, `label2` … whose name is free. */
function firstFree(
  first: string,
  second: string | null,
  label: string,
  taken: (name: string) => boolean,
): string {
  for (let pass = 0; ; pass++) {
    const name = objectName(first, second, pass === 0 ? label : `${label}${pass}`)
    if (!taken(name)) return name
  }
}

/** Of a check (`check`) or foreign key (`fkey`). `table` is the one that is being changed, perhaps not yet in the model. */
export function constraintName(
  schema: SchemaModel,
  table: Table,
  columns: string | null,
  label: string,
): string {
  return firstFree(table.name, columns, label, (name) => constraintExists(schema, table, name))
}

/** Of an index (`idx`), or of a constraint with an index behind it (`pkey`, `key`, `excl`). */
export function indexName(
  schema: SchemaModel,
  table: Table,
  columns: readonly string[],
  label: 'pkey' | 'key' | 'excl' | 'idx',
): string {
  const second = label === 'pkey' ? null : joinedColumns(columns)
  return firstFree(
    table.name,
    second,
    label,
    (name) =>
      relationExists(schema, table, name) || (label !== 'idx' && constraintExists(schema, table, name)),
  )
}

/** Of the sequence of a SERIAL or identity column. */
export function sequenceName(schema: SchemaModel, table: Table, column: string): string {
  return firstFree(table.name, column, 'seq', (name) => relationExists(schema, table, name))
}

/** PostgreSQL's ChooseIndexNameAddition: joined until it is too long to matter. */
function joinedColumns(columns: readonly string[]): string {
  let joined = ''
  for (const column of columns) {
    joined += joined === '' ? column : `_${column}`
    if (Buffer.byteLength(joined) >= longest + 1) break
  }
  return cut(joined, longest)
}

/** Constraint names chosen by PostgreSQL are free in the whole schema. */
function constraintExists(schema: SchemaModel, table: Table, name: string): boolean {
  if (table.constraints.has(name)) return true
  for (const other of schema.tables.values()) {
    if (other.schema === table.schema && other.key !== table.key && other.constraints.has(name)) return true
  }
  return false
}

function relationExists(schema: SchemaModel, table: Table, name: string): boolean {
  const key = `${table.schema}.${name}`
  if (key === table.key || table.indexes.has(name)) return true
  if (schema.tables.has(key) || schema.views.has(key) || schema.sequences.has(key)) return true
  for (const other of schema.tables.values()) {
    if (other.schema === table.schema && other.key !== table.key && other.indexes.has(name)) return true
  }
  for (const view of schema.views.values()) {
    if (view.schema === table.schema && view.indexes.has(name)) return true
  }
  return false
}
