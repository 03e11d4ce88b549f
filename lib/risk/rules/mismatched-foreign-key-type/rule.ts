import type { Constraint, SchemaModel, Table, TypeRef } from '../../model/model'
import { isNumberType, isTextType, typeWords } from '../../probes/type-names'
import type { Draft, MigrationAt, Rule, RuleMeta } from '../../rule'
import { changedTables, commandOf, statementOf } from '../../tables/changed-tables'
import { shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'mismatched-foreign-key-type',
  title: 'A foreign key of another type than what it points at',
  family: 'integrity',
  severity: 'warning',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'A column that is smaller than the key it points at cannot hold the values that the key will have: an integer that references a bigint fails at the row after 2,147,483,647. Other differences cost a conversion in each join, and can keep an index from being used. Where PostgreSQL cannot compare the two types, it refuses the key.',
  safe: [
    {
      what: 'Give the column the type of the key it points at.',
      sql: 'ALTER TABLE orders ADD COLUMN user_id bigint REFERENCES users (id);',
    },
  ],
}

export const mismatchedForeignKeyType: Rule = {
  meta,
  nodes: [],
  end(at) {
    return changedTables(at).flatMap((table) =>
      [...table.constraints.values()].flatMap((key) => {
        const statement = statementOf(at, key)
        return statement === null ? [] : mismatch(at, table, key, statement)
      }),
    )
  },
}

function mismatch(
  at: MigrationAt,
  table: Table,
  { name, columns, references }: Constraint,
  statement: number,
): Draft[] {
  const parent = references && at.schema.tables.get(references.table)
  if (!parent || references.columns.length !== columns.length) return []
  const wrong = columns.flatMap((column, index) => {
    const from = table.columns.get(column)?.type
    const to = parent.columns.get(references.columns[index] ?? '')?.type
    if (!from || !to || from.name === 'unknown' || to.name === 'unknown' || isSame(at.schema, from, to))
      return []
    return [{ column, target: references.columns[index] ?? '', from, to }]
  })
  return wrong.slice(0, 1).map(({ column, target, from, to }): Draft => {
    const [own, other] = [`${shown(table.key)}.${column}`, `${shown(parent.key)}.${target}`]
    const refused = !areComparable(from, to)
    return {
      title: `${own} is ${typeWords(from)}, but ${other}, which it points at, is ${typeWords(to)}`,
      reason: refused
        ? 'PostgreSQL has no way to compare the two and refuses the foreign key.'
        : isSmaller(from, to)
          ? `${own} cannot hold every value that ${other} can have: inserts fail once it grows beyond.`
          : `Each join converts one of them, which can keep an index from being used.`,
      tables: [table.key, parent.key],
      severity: refused ? 'danger' : 'warning',
      statement,
      command: commandOf(at, statement, [name, ...columns]),
    }
  })
}

function isSame(schema: SchemaModel, from: TypeRef, to: TypeRef): boolean {
  const [a, b] = [baseOf(schema, from), baseOf(schema, to)]
  if (isTextType(a) && isTextType(b)) return true
  return a.name === b.name && a.array === b.array
}

/** A domain as what it is made of. */
function baseOf(schema: SchemaModel, type: TypeRef): TypeRef {
  for (const place of type.schema === null ? schema.searchPath : [type.schema]) {
    const found = schema.types.get(`${place}.${type.name}`)
    if (found?.base) return baseOf(schema, found.base)
  }
  return type
}

const times = new Set(['date', 'timestamp', 'timestamptz'])

function areComparable(a: TypeRef, b: TypeRef): boolean {
  if (a.array || b.array) return false
  return (
    (isNumberType(a) && isNumberType(b)) ||
    (times.has(a.name) && times.has(b.name)) ||
    isUnknown(a) ||
    isUnknown(b)
  )
}

const known = new Set([
  'uuid',
  'text',
  'varchar',
  'bpchar',
  'int2',
  'int4',
  'int8',
  'bool',
  'date',
  'bytea',
  'jsonb',
  'json',
])

/** A user's type may be a domain that nobody has shown. */
function isUnknown({ name }: TypeRef): boolean {
  return !known.has(name)
}

const sizes = ['int2', 'int4', 'int8', 'numeric']

function isSmaller(from: TypeRef, to: TypeRef): boolean {
  return sizes.includes(from.name) && sizes.indexOf(from.name) < sizes.indexOf(to.name)
}
