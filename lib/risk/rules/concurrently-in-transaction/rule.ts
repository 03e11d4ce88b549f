import type { Node } from 'libpg-query'
import { nameOf as writtenName } from '../../../sql/names'
import { nodeOf } from '../../../sql/node-of'
import { keyOf, nameIn } from '../../model/names'
import { byItself } from '../../recipes/concurrent-index'
import type { Rule, RuleMeta, StatementAt } from '../../rule'
import { suffixOf } from '../../words/names'

const meta: RuleMeta = {
  id: 'concurrently-in-transaction',
  title: 'A statement that cannot run in a transaction, in one',
  family: 'transaction',
  severity: 'danger',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'CREATE INDEX CONCURRENTLY, DROP INDEX CONCURRENTLY, REINDEX CONCURRENTLY, DETACH PARTITION CONCURRENTLY, VACUUM and a few others commit in between and are refused inside a transaction (SQLSTATE 25001). A script of several statements that is sent as one is a transaction, also without BEGIN. So each of them wants a migration of its own.',
  safe: [
    {
      what: 'Leave BEGIN and COMMIT away, and put the statement alone into a migration.',
      sql: 'CREATE INDEX CONCURRENTLY orders_user_id_idx ON orders (user_id);',
    },
  ],
}

export const concurrentlyInTransaction: Rule = {
  meta,
  nodes: ['*'],
  check(at) {
    const { statement, transaction, migration } = at
    if (!statement.needsAutocommit || transaction === null) return []
    const begun = migration.walked.some(
      (each) => each.transaction === transaction && each.statement.controlsTransaction,
    )
    const why = begun
      ? 'The script opens a transaction around it'
      : 'The script has more than this statement and is sent as one, which makes it one transaction'
    return [
      {
        title: `${statement.summary} fails: it cannot run in a transaction`,
        reason: `${why}; PostgreSQL refuses the statement there, and nothing of the transaction stays.`,
        tables: tablesOf(at),
        recipe: byItself(at, suffixOf(statement.summary).slice(0, 60), namesIn(at.tree)),
      },
    ]
  },
}

function tablesOf({ tree, schema }: StatementAt): string[] {
  const relation = nodeOf(tree, 'IndexStmt')?.relation ?? nodeOf(tree, 'AlterTableStmt')?.relation
  return relation ? [keyOf(schema, relation)] : []
}

/** Names that it makes or drops. */
function namesIn(tree: Node): string[] {
  const created = nodeOf(tree, 'IndexStmt')?.idxname
  const dropped = (nodeOf(tree, 'DropStmt')?.objects ?? []).map((node) => nameIn(`.${writtenName(node)}`))
  return [...(created ? [created] : []), ...dropped.map((name) => name.split('.').at(-1) ?? name)]
}
