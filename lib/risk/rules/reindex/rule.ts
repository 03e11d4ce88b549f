import type { Recipe } from '../../../domain/finding'
import { nodeOf } from '../../../sql/node-of'
import { findIndex } from '../../model/lookup'
import { partsOf } from '../../model/names'
import { alone } from '../../recipes/concurrent-index'
import { releases } from '../../recipes/releases'
import type { Rule, RuleMeta, StatementAt } from '../../rule'
import { usedKey, usedTable } from '../../tables/used-table'
import { shown, suffixOf } from '../../words/names'
import { tokensOf } from '../../words/tokens'

const meta: RuleMeta = {
  id: 'reindex',
  title: 'Rebuilding an index while nobody can write',
  family: 'blocks',
  severity: 'danger',
  lock: 'SHARE on the table, ACCESS EXCLUSIVE on its indexes',
  cost: 'index build',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'REINDEX keeps everybody from writing to the table and locks the index it rebuilds. Most reads wait too, since a query asks for all indexes of a table before it chooses one. REINDEX … CONCURRENTLY builds the new index beside the old one. It cannot run in a transaction, so it wants a migration of its own.',
  safe: [{ what: 'In a migration of its own.', sql: 'REINDEX INDEX CONCURRENTLY orders_user_id_idx;' }],
}

export const reindex: Rule = {
  meta,
  nodes: ['ReindexStmt'],
  check(at) {
    const statement = nodeOf(at.tree, 'ReindexStmt')
    if (!statement || isConcurrent(at)) return []
    const { relation, kind } = statement
    if (!relation) {
      const what = at.statement.text.split(/\s+/).slice(0, 3).join(' ')
      return [
        {
          title: `${what} keeps everybody from writing to each table while its indexes are rebuilt`,
          reason:
            'Writes of a table wait while its indexes are rebuilt, and most reads too, since a query asks for all indexes of a table.',
          tables: [],
          cost: 'index build',
          blocks: 'reads and writes',
          recipe: kind === 'REINDEX_OBJECT_SYSTEM' ? null : concurrently(at, 'all'),
        },
      ]
    }
    const name = relation.relname ?? ''
    const key = kind === 'REINDEX_OBJECT_INDEX' ? tableOf(at) : usedTable(at, relation)?.key
    if (key === null || key === undefined) return []
    const used = key === '' ? null : usedKey(at, key)
    if (key !== '' && !used) return []
    const table = used?.name ?? 'its table'
    const what = kind === 'REINDEX_OBJECT_INDEX' ? `REINDEX INDEX ${name}` : `REINDEX TABLE ${shown(key)}`
    return [
      {
        title: `${what} keeps everybody from writing to ${table} while it runs`,
        reason: `Every write of ${table} waits until the transaction ends, and most reads too, since a query asks for all indexes of a table.`,
        tables: used ? [used.key] : [],
        cost: 'index build',
        blocks: 'reads and writes',
        recipe: concurrently(at, name),
      },
    ]
  },
}

function isConcurrent({ statement }: StatementAt): boolean {
  const tokens = tokensOf(statement)
  const at = tokens.findIndex(({ text }) => /^concurrently$/i.test(text))
  return at >= 0 && !/^(false|off|0)$/i.test(tokens[at + 1]?.text ?? '')
}

/** The table of an index; empty: not known; null: known not to be there. */
function tableOf({ tree, schema }: StatementAt): string | null {
  const relation = nodeOf(tree, 'ReindexStmt')?.relation
  if (!relation) return null
  const { schema: written, name } = partsOf(relation)
  const found = findIndex(schema, written === null ? name : `${written}.${name}`)
  if (found) return (found.table ?? found.view).key
  return schema.complete ? null : ''
}

function concurrently(at: StatementAt, name: string): Recipe {
  const { statement } = at
  const tokens = tokensOf(statement)
  const kind = tokens.find(({ text }) => /^(index|table|schema|database)$/i.test(text))
  const end = kind?.end ?? statement.text.length
  const sql = `${statement.text.slice(0, end)} CONCURRENTLY${statement.text.slice(end)};`
  return {
    id: 'concurrent-index',
    title: 'Build the new index beside the old one',
    steps: [{ what: 'A migration of its own, with nothing else in it.', sql }],
    rewrite: alone(at, [{ suffix: suffixOf('reindex', name), sql, release: releases.next }]),
  }
}
