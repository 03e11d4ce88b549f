import type { Table } from '../../model/model'
import type { Rule, RuleMeta } from '../../rule'
import { changedTables, statementOf } from '../../tables/changed-tables'
import { shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'table-without-primary-key',
  title: 'A table without a primary key',
  family: 'integrity',
  severity: 'notice',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'Without a primary key, or a unique key of columns that are never NULL, a row cannot be named: duplicates cannot be told apart or deleted one by one, and logical replication refuses updates and deletes.',
  safe: [
    {
      what: 'Name what makes a row itself, or give it a number.',
      sql: 'CREATE TABLE events (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL);',
    },
  ],
}

export const tableWithoutPrimaryKey: Rule = {
  meta,
  nodes: [],
  end(at) {
    return changedTables(at).flatMap((table) => {
      const statement = statementOf(at, table)
      if (statement === null || !table.complete || table.kind === 'foreign' || hasKey(table)) return []
      return [
        {
          title: `${shown(table.key)} has no primary key`,
          reason: `No row of ${shown(table.key)} can be told from one that holds the same, and logical replication refuses to update or delete them.`,
          tables: [table.key],
          statement,
        },
      ]
    })
  },
}

/** Also a unique key over columns that are never NULL: it names rows as well. What inherits may be keyed above. */
function hasKey({ constraints, indexes, columns, inherits }: Table): boolean {
  if (inherits.length > 0 || [...constraints.values()].some(({ kind }) => kind === 'primary')) return true
  return [...indexes.values()].some(
    (index) =>
      index.unique &&
      !index.predicate &&
      index.columns.every((name) => name !== null && columns.get(name)?.notNull),
  )
}
