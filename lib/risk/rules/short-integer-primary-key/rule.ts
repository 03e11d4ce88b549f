import { kindOfDefault } from '../../model/expressions'
import type { Constraint, Table } from '../../model/model'
import type { Draft, MigrationAt, Rule, RuleMeta } from '../../rule'
import { changedTables, commandOf, statementOf } from '../../tables/changed-tables'
import { shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'short-integer-primary-key',
  title: 'A primary key that can run out of numbers',
  family: 'integrity',
  severity: 'notice',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'An integer ends at 2,147,483,647 and a smallint at 32,767; failed inserts and rolled back transactions use numbers up, too. The insert after the last one fails, and so does every one after it. Widening the key then rewrites the table and every table that points at it. A bigint costs four bytes more.',
  safe: [
    {
      what: 'Use bigint from the start. With Prisma: BigInt.',
      sql: 'CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);',
    },
  ],
}

const ends: Record<string, [string, string]> = {
  int2: ['smallint', '32,767'],
  int4: ['integer', '2,147,483,647'],
}

export const shortIntegerPrimaryKey: Rule = {
  meta,
  nodes: [],
  end(at) {
    return changedTables(at).flatMap((table) =>
      [...table.constraints.values()].flatMap((key) =>
        key.kind === 'primary' ? judged(at, table, key) : [],
      ),
    )
  },
}

function judged(at: MigrationAt, table: Table, { name, columns, born }: Constraint): Draft[] {
  const statement = statementOf(at, { born })
  const column = table.columns.get(columns[0] ?? '')
  const [words, end] = ends[column?.type.name ?? ''] ?? []
  if (statement === null || !column || !end || columns.length > 1 || column.type.array) return []
  // Numbers that somebody else gives are theirs to run out of.
  if (!column.serial && !column.identity && kindOfDefault(column.default, at.schema) !== 'serial') return []
  // A key that is another table's key is as long as that one.
  if (
    [...table.constraints.values()].some(
      (each) => each.kind === 'foreign' && each.columns.includes(column.name),
    )
  )
    return []
  return [
    {
      title: `The primary key of ${shown(table.key)} is ${words} and ends at ${end}`,
      reason: `The insert after ${column.name} ${end} fails. Widening it later rewrites ${shown(table.key)} and every table that points at it.`,
      tables: [table.key],
      severity: column.type.name === 'int2' ? 'warning' : 'notice',
      statement,
      command: commandOf(at, statement, [name, column.name]),
    },
  ]
}
