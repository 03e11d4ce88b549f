import { nodeOf } from '../../../sql/node-of'
import { keyOf, typeKeyOf } from '../../model/lookup'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { columnsOfType, standingOn, standingOnColumn } from '../../tables/standing-dependents'
import { droppedRelations } from '../../words/dropped'
import { inWords, shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'drop-while-read',
  title: 'Dropping what something in the database still needs',
  family: 'transaction',
  severity: 'danger',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'PostgreSQL refuses to drop a table, a column or a type while a view reads it, another table points at it, a policy or trigger names it, or a column is of it. The deploy stops there. CASCADE would drop those as well.',
  safe: [
    {
      what: 'First drop or replace what needs it.',
      sql: 'CREATE OR REPLACE VIEW order_totals AS SELECT id, total FROM orders;',
    },
    { what: 'Then drop it.', sql: 'ALTER TABLE orders DROP COLUMN note;' },
  ],
}

export const dropWhileRead: Rule = {
  meta,
  nodes: ['DropStmt', 'AlterTableStmt'],
  commands: ['AT_AlterColumnType', 'AT_DropColumn'],
  check(at) {
    return [...columns(at), ...relations(at), ...types(at)]
  },
}

function columns(at: StatementAt): Draft[] {
  const relation = nodeOf(at.tree, 'AlterTableStmt')?.relation
  if (!relation) return []
  const table = keyOf(at.schema, relation)
  return at.commands.flatMap(({ subtype, name = '', behavior }, command): Draft[] => {
    if (subtype !== 'AT_DropColumn' || behavior === 'DROP_CASCADE') return []
    const standing = standingOnColumn(at.schema, { table, column: name }, at.migration.postgres).filter(
      // The same statement may drop it, too.
      (each) =>
        !at.commands.some((other) => other.name === each.name && other.subtype !== 'AT_AlterColumnType'),
    )
    return refused(
      `${shown(table)}.${name}`,
      standing.map(({ words }) => words),
      [table],
      command,
    )
  })
}

function relations(at: StatementAt): Draft[] {
  const statement = nodeOf(at.tree, 'DropStmt')
  const { removeType = '', behavior } = statement ?? {}
  if (!statement || behavior === 'DROP_CASCADE') return []
  if (!['OBJECT_TABLE', 'OBJECT_VIEW', 'OBJECT_MATVIEW'].includes(removeType)) return []
  const keys = droppedRelations(statement).map((names) => keyOf(at.schema, names))
  const standing = standingOn(at.schema, keys)
  return keys.flatMap((key) =>
    refused(
      shown(key),
      standing.filter(({ on }) => on === key).map(({ words }) => words),
      [key],
      null,
    ),
  )
}

function types(at: StatementAt): Draft[] {
  const statement = nodeOf(at.tree, 'DropStmt')
  if (statement?.removeType !== 'OBJECT_TYPE' || statement.behavior === 'DROP_CASCADE') return []
  return droppedRelations(statement).flatMap((names) => {
    const used = columnsOfType(at.schema, typeKeyOf(at.schema, names))
    return refused(
      names.at(-1) ?? '',
      used.map(({ table, column }) => `the column ${shown(table)}.${column}`),
      [...new Set(used.map(({ table }) => table))],
      null,
    )
  })
}

function refused(what: string, needed: readonly string[], tables: string[], command: number | null): Draft[] {
  if (needed.length === 0) return []
  const few = [...new Set(needed)]
  const named = inWords(few.length > 4 ? [...few.slice(0, 3), `${few.length - 3} more`] : few)
  return [
    {
      title: `${what} cannot be dropped: ${named} ${few.length > 1 ? 'need' : 'needs'} it`,
      reason: 'PostgreSQL refuses this statement, and the deploy stops there.',
      tables,
      command,
    },
  ]
}
