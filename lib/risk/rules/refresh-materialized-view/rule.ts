import type { Recipe } from '../../../domain/finding'
import { nodeOf } from '../../../sql/node-of'
import type { View } from '../../model/model'
import type { Rule, RuleMeta } from '../../rule'
import { usedTable } from '../../tables/used-table'
import { quoteKey, relationSql } from '../../words/names'

const meta: RuleMeta = {
  id: 'refresh-materialized-view',
  title: 'Refreshing a materialized view while nobody can read it',
  family: 'blocks',
  severity: 'danger',
  lock: 'ACCESS EXCLUSIVE on the materialized view; with CONCURRENTLY EXCLUSIVE, which lets others read',
  cost: 'rewrite',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'REFRESH MATERIALIZED VIEW keeps everybody from reading the view while its query runs, and until the transaction ends. With CONCURRENTLY others go on reading what was there; it wants a unique index over all rows of the view, on columns alone. WITH NO DATA empties the view: every read of it fails until it is refreshed.',
  safe: [
    {
      what: 'Once: a unique index, without WHERE and without expressions.',
      sql: 'CREATE UNIQUE INDEX totals_day_key ON totals (day);',
    },
    { what: 'Then refresh beside the readers.', sql: 'REFRESH MATERIALIZED VIEW CONCURRENTLY totals;' },
  ],
}

export const refreshMaterializedView: Rule = {
  meta,
  nodes: ['RefreshMatViewStmt'],
  check(at) {
    const refresh = nodeOf(at.tree, 'RefreshMatViewStmt')
    const target = usedTable(at, refresh?.relation)
    if (!refresh?.relation || !target) return []
    const { key, name, view } = target
    if (refresh.concurrent) {
      if (!view || hasKey(view)) return []
      return [
        {
          title: `REFRESH MATERIALIZED VIEW CONCURRENTLY fails: ${name} has no unique index over all rows`,
          reason: `PostgreSQL tells old rows of ${name} from new ones by a unique index without WHERE and without expressions.`,
          tables: [key],
          family: 'transaction',
          blocks: 'nothing',
          locks: [],
          cost: 'instant',
        },
      ]
    }
    if (refresh.skipData) {
      return [
        {
          title: `REFRESH MATERIALIZED VIEW ${name} WITH NO DATA makes every read of it fail`,
          reason: `${name} is emptied and marked as not populated: whoever reads it gets an error until it is refreshed.`,
          tables: [key],
          family: 'breaks_app',
          breaksApp: true,
        },
      ]
    }
    return [
      {
        title: `REFRESH MATERIALIZED VIEW ${name} keeps everybody from reading it while its query runs`,
        reason: `Every query of ${name} waits until the view’s own query is done and the transaction ends.`,
        tables: [key],
        recipe: concurrently(relationSql(refresh.relation), view),
      },
    ]
  },
}

function hasKey({ indexes }: View): boolean {
  return [...indexes.values()].some(
    ({ unique, valid, predicate, columns }) =>
      unique && valid && predicate === null && columns.every((column) => column !== null),
  )
}

function concurrently(name: string, view: View | null): Recipe {
  const sql = `REFRESH MATERIALIZED VIEW CONCURRENTLY ${name}`
  const ready = view !== null && hasKey(view)
  return {
    id: 'concurrent-refresh',
    title: 'Refresh beside the readers',
    steps: [
      ...(ready
        ? []
        : [
            {
              what: 'It wants a unique index over all rows, on columns alone.',
              sql: `CREATE UNIQUE INDEX ON ${view ? quoteKey(view.key) : name} (…);`,
            },
          ]),
      { what: 'Readers go on with the old rows until it is done.', sql: `${sql};` },
    ],
    rewrite: ready ? { command: null, instead: sql, before: [], after: [] } : null,
  }
}
