import { nodeOf } from '../../../sql/node-of'
import type { Constraint, Table } from '../../model/model'
import type { Draft, MigrationAt, Rule, RuleMeta } from '../../rule'
import { changedTables, commandOf, statementOf } from '../../tables/changed-tables'
import { coveringIndex, covers } from '../../tables/covering-index'
import { droppedRelations } from '../../words/dropped'
import { inWords, quotedList, quoteIdent, quoteKey, shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'foreign-key-missing-index',
  title: 'A foreign key without an index on its columns',
  family: 'integrity',
  severity: 'notice',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'PostgreSQL puts an index on the referenced columns, never on those that reference. Each DELETE of a parent, and each change of its key, then reads the whole child table to look for rows that point at it, while it holds the parent; so does every query that goes from the parent to its children.',
  safe: [
    {
      what: 'Build the index before the key, concurrently if the table is in use.',
      sql: 'CREATE INDEX CONCURRENTLY orders_user_id_idx ON orders (user_id);',
    },
    { what: 'With Prisma: @@index([userId]).' },
  ],
}

export const foreignKeyMissingIndex: Rule = {
  meta,
  nodes: [],
  end(at) {
    return changedTables(at).flatMap((table) =>
      [...table.constraints.values()]
        .filter(({ kind, columns }) => kind === 'foreign' && !coveringIndex(table, columns))
        .flatMap((key) => [...added(at, table, key), ...uncovered(at, table, key)]),
    )
  },
}

function added(at: MigrationAt, table: Table, key: Constraint): Draft[] {
  const statement = statementOf(at, key)
  const isKnown =
    table.complete || key.columns.some((name) => statementOf(at, table.columns.get(name) ?? table) !== null)
  // A table that these scripts do not show whole may have the index.
  if (statement === null || !isKnown) return []
  const command = commandOf(at, statement, [key.name, ...key.columns])
  // Nothing breaks when it is deployed: whoever adds a key to a table seldom deletes its parents, or adds the index next.
  return [{ ...words(table, key), statement, command }]
}

/** A key that stood before, and whose index the script drops. */
function uncovered(at: MigrationAt, table: Table, key: Constraint): Draft[] {
  const before = at.before.tables.get(table.key)
  const lost = before && [...before.indexes.values()].find((index) => covers(index, key.columns))
  if (!lost || !before.constraints.has(key.name) || statementOf(at, key) !== null) return []
  const drop = at.walked.find(({ tree, commands }) => {
    const statement = tree && nodeOf(tree, 'DropStmt')
    return statement
      ? droppedRelations(statement).some((names) => names.at(-1) === lost.name)
      : commands.some(({ subtype, name }) => subtype === 'AT_DropConstraint' && name === lost.name)
  })
  if (!drop) return []
  return [
    { ...words(table, key, lost.name), statement: drop.statement.index, command: null, severity: 'warning' },
  ]
}

function words(table: Table, { name, columns, references }: Constraint, lost?: string): Draft {
  const [child, parent] = [shown(table.key), shown(references?.table ?? '')]
  const index = quoteIdent(`${table.name}_${columns.join('_')}_idx`)
  return {
    title: lost
      ? `Without ${lost}, no index on ${child} (${columns.join(', ')}) helps its foreign key ${name}`
      : `No index on ${child} (${columns.join(', ')}) for its foreign key to ${parent}`,
    reason: `Every delete from ${parent} reads all of ${child} to look for rows with that ${inWords(columns)}, and so does every query from ${parent} to its ${child}.`,
    tables: [table.key],
    recipe: {
      id: 'foreign-key-index',
      title: `Put an index on ${child} (${columns.join(', ')})`,
      steps: [
        {
          what: 'Build it; concurrently, in a migration of its own, where the table is in use. With Prisma, add @@index to the model.',
          sql: `CREATE INDEX ${index} ON ${quoteKey(table.key)} (${quotedList(columns)});`,
        },
      ],
      rewrite: null,
    },
  }
}
