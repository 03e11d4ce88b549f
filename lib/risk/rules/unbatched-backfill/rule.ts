import type { Recipe } from '../../../domain/finding'
import { nodeOf } from '../../../sql/node-of'
import { heldLocks } from '../../locks/held-locks'
import { type ManyRows, writesManyRows } from '../../locks/writes-many-rows'
import { primaryKeyOf } from '../../model/lookup'
import { touchedRows } from '../../probes/touched-rows'
import type { Rule, RuleMeta, StatementAt } from '../../rule'
import { columnIn } from '../../tables/old-table'
import { sqlOf } from '../../words/expressions'
import { quoteIdent } from '../../words/names'

const meta: RuleMeta = {
  id: 'unbatched-backfill',
  title: 'Writing many rows in one statement',
  family: 'transaction',
  severity: 'warning',
  lock: 'ROW EXCLUSIVE on the table, and each written row until the transaction ends',
  cost: 'scan',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'An UPDATE or DELETE of many rows locks each of them until its transaction ends, so others who write the same rows wait all that time. It makes one large transaction: replicas fall behind, the old versions of the rows cannot be cleaned up meanwhile, and a failure near the end takes all of it back.',
  safe: [
    {
      what: 'Write in batches, each in a transaction of its own, until none is left.',
      sql: "UPDATE orders SET region = 'eu' WHERE id IN (SELECT id FROM orders WHERE region IS NULL LIMIT 10000);",
    },
  ],
}

export const unbatchedBackfill: Rule = {
  meta,
  nodes: ['UpdateStmt', 'DeleteStmt', 'MergeStmt'],
  check(at) {
    const many = writesManyRows(at)
    if (!many || isOverwrite(at, many)) return []
    const { old, verb, where } = many
    const held = heldLocks(at.migration.walked, at.transaction, 'SHARE')
    if (held.some(({ relation }) => relation === old.key)) return []
    return [
      {
        title: `${verb} ${verb === 'DELETE' ? 'removes' : 'writes'} ${where ? 'all matching rows' : 'every row'} of ${old.name} in one transaction`,
        reason: `Each row it writes stays locked until the transaction ends: whoever changes the same rows of ${old.name} waits, and the larger ${old.name} is, the longer.`,
        tables: [old.key],
        recipe: inBatches(at, many),
        probes: touchedRows(meta.id, at, many),
      },
    ]
  },
}

/** Without a condition it is more than slow, and told as that: it overwrites, or deletes, everything. */
function isOverwrite(at: StatementAt, { old, where }: ManyRows): boolean {
  if (where !== null) return false
  const { fromClause, targetList } = nodeOf(at.tree, 'UpdateStmt') ?? {}
  if (!targetList) return true
  const columns = targetList.flatMap((node) => nodeOf(node, 'ResTarget')?.name ?? [])
  return !fromClause?.length && columns.some((column) => columnIn(at, old, column) !== 'fresh')
}

/** For people: only they know how to tell rows that are done from rows that are not. */
function inBatches(at: StatementAt, { old, verb, where }: ManyRows): Recipe {
  const [only, ...more] = primaryKeyOf(old.table)?.columns ?? []
  // Where every row is, for want of a key of one column.
  const key = only === undefined || more.length > 0 ? 'ctid' : quoteIdent(only)
  const written = nodeOf(at.tree, 'UpdateStmt') ?? nodeOf(at.tree, 'DeleteStmt')
  const alias = written?.relation?.alias?.aliasname
  const table = alias === undefined ? old.sql : `${old.sql} AS ${quoteIdent(alias)}`
  const column = alias === undefined ? key : `${quoteIdent(alias)}.${key}`
  const condition = where && sqlOf(at.statement, where)
  const others = nodeOf(at.tree, 'UpdateStmt')?.fromClause ?? nodeOf(at.tree, 'DeleteStmt')?.usingClause
  const set = (nodeOf(at.tree, 'UpdateStmt')?.targetList ?? []).flatMap((node) => {
    const { name = '', val } = nodeOf(node, 'ResTarget') ?? {}
    const value = val && sqlOf(at.statement, val)
    return value ? [`${quoteIdent(name)} = ${value}`] : []
  })
  const head = verb === 'DELETE' ? `DELETE FROM ${table}` : `UPDATE ${table} SET ${set.join(', ')}`
  const rows = `SELECT ${column} FROM ${table}${condition ? ` WHERE ${condition}` : ''} LIMIT 10000`
  return {
    id: 'in-batches',
    title: 'Write in batches',
    steps: [
      {
        what: 'From a script outside the migration, until it finds nothing any more; the condition must not hold for rows that are done.',
        ...(others?.length || !condition || verb === 'MERGE'
          ? {}
          : { sql: `${head} WHERE ${column} IN (${rows});` }),
      },
    ],
    rewrite: null,
  }
}
