import { nodeOf } from '../../../sql/node-of'
import { findConstraint, findIndex, findTable, foreignKeysTo } from '../../model/lookup'
import type { Index, Table } from '../../model/model'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { droppedRelations } from '../../words/dropped'
import { inWords, quoteIdent, quoteKey, shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'dropping-constraint-backing-index',
  title: 'Dropping the index or key that a constraint stands on',
  family: 'transaction',
  severity: 'danger',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'The index of a primary key or a unique constraint goes only with its constraint, and a unique key that foreign keys point at only after them. PostgreSQL refuses, and the deploy stops there.',
  safe: [
    {
      what: 'Drop the constraint; its index goes with it.',
      sql: 'ALTER TABLE users DROP CONSTRAINT users_email_key;',
    },
    {
      what: 'Before it, drop the foreign keys that point at it.',
      sql: 'ALTER TABLE orders DROP CONSTRAINT orders_user_email_fkey;',
    },
  ],
}

export const droppingConstraintBackingIndex: Rule = {
  meta,
  nodes: ['DropStmt', 'AlterTableStmt'],
  commands: ['AT_DropConstraint'],
  check(at) {
    return [...indexes(at), ...constraints(at)]
  },
}

function indexes(at: StatementAt): Draft[] {
  const statement = nodeOf(at.tree, 'DropStmt')
  if (statement?.removeType !== 'OBJECT_INDEX') return []
  return droppedRelations(statement).flatMap((names): Draft[] => {
    const { table, index } = findIndex(at.schema, names) ?? {}
    if (!table || !index) return []
    const { constraint } = index
    if (constraint !== null) {
      return [
        {
          title: `${index.name} cannot be dropped: the constraint ${constraint} of ${shown(table.key)} stands on it`,
          reason:
            'PostgreSQL refuses this statement, with CASCADE too. Dropping the constraint drops its index.',
          tables: [table.key],
          recipe: {
            id: 'drop-constraint',
            title: `Drop the constraint ${constraint} instead`,
            steps: [{ what: 'Its index goes with it.', sql: `${dropping(table, constraint)};` }],
            rewrite: { command: null, instead: dropping(table, constraint), before: [], after: [] },
          },
        },
      ]
    }
    return statement.behavior === 'DROP_CASCADE' ? [] : needed(at, table, index, null)
  })
}

function dropping({ key }: Table, constraint: string): string {
  return `ALTER TABLE ${quoteKey(key)} DROP CONSTRAINT ${quoteIdent(constraint)}`
}

function constraints(at: StatementAt): Draft[] {
  const table = findTable(at.schema, nodeOf(at.tree, 'AlterTableStmt')?.relation)
  if (!table) return []
  return at.commands.flatMap(({ subtype, name, behavior }, command) => {
    if (subtype !== 'AT_DropConstraint' || behavior === 'DROP_CASCADE') return []
    const index = table.indexes.get(findConstraint(table, name)?.index ?? '')
    return index ? needed(at, table, index, command) : []
  })
}

/** A unique key that foreign keys point at, where no other one could serve them. */
function needed(at: StatementAt, table: Table, index: Index, command: number | null): Draft[] {
  if (!index.unique || index.predicate) return []
  const same = (columns: readonly (string | null)[]) =>
    [...columns].sort().join() === [...index.columns].sort().join()
  const twins = [...table.indexes.values()].filter(
    (each) => each.unique && !each.predicate && same(each.columns),
  )
  const keys = foreignKeysTo(at.schema, table.key).filter(
    ({ constraint }) =>
      constraint.references &&
      same(constraint.references.columns) &&
      !at.commands.some(({ subtype, name }) => subtype === 'AT_DropConstraint' && name === constraint.name),
  )
  if (keys.length === 0 || twins.length > 1) return []
  const names = inWords(
    keys.map(({ table: owner, constraint }) => `${constraint.name} of ${shown(owner.key)}`),
  )
  return [
    {
      title: `${index.name} cannot be dropped: the foreign ${keys.length > 1 ? 'keys' : 'key'} ${names} ${keys.length > 1 ? 'point' : 'points'} at it`,
      reason: 'PostgreSQL refuses this statement, and the deploy stops there.',
      tables: [table.key, ...new Set(keys.map(({ table: owner }) => owner.key))],
      command,
    },
  ]
}
