import { nodeOf } from '../../../sql/node-of'
import { dropFirst } from '../../recipes/concurrent-index'
import type { Rule, RuleMeta, StatementAt } from '../../rule'
import { usedTable } from '../../tables/used-table'

const meta: RuleMeta = {
  id: 'concurrent-index-if-not-exists',
  title: 'CREATE INDEX CONCURRENTLY IF NOT EXISTS takes a failed build for the index',
  family: 'integrity',
  severity: 'warning',
  lock: null,
  cost: 'index build',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'A concurrent build that fails (a duplicate, a deadlock, a timeout) leaves an index behind that is marked INVALID: every write keeps it up to date, no query uses it, and if it is unique it still refuses duplicates. When the migration runs again, IF NOT EXISTS finds that name, does nothing, and reports success. Drop what a failed build left behind first, and leave IF NOT EXISTS away.',
  safe: [
    {
      what: 'A migration of its own drops what a failed build may have left.',
      sql: 'DROP INDEX CONCURRENTLY IF EXISTS orders_user_id_idx;',
    },
    {
      what: 'The next one builds.',
      sql: 'CREATE INDEX CONCURRENTLY orders_user_id_idx ON orders (user_id);',
    },
  ],
}

export const concurrentIndexIfNotExists: Rule = {
  meta,
  nodes: ['IndexStmt'],
  check(at) {
    const index = nodeOf(at.tree, 'IndexStmt')
    const { idxname } = index ?? {}
    const target = usedTable(at, index?.relation)
    if (!index?.concurrent || !index.if_not_exists || !idxname || !target) return []
    if (wasDropped(idxname, at) || target.table?.kind === 'partitioned') return []
    return [
      {
        title: `IF NOT EXISTS takes what a failed build left for the index ${idxname}`,
        reason: `If the build on ${target.name} fails, an invalid ${idxname} stays; the next attempt finds it, does nothing and succeeds, and no query ever uses it.`,
        tables: [target.key],
        recipe: dropFirst(at, index),
      },
    ]
  },
}

/** The script itself drops it just before. */
function wasDropped(name: string, { migration }: StatementAt): boolean {
  return migration.walked.some(({ tree }) => {
    const drop = tree && nodeOf(tree, 'DropStmt')
    if (drop?.removeType !== 'OBJECT_INDEX') return false
    return (drop.objects ?? []).some((node) => {
      const last = nodeOf(node, 'List')?.items?.at(-1)
      return last !== undefined && nodeOf(last, 'String')?.sval === name
    })
  })
}
