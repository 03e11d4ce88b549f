import type { Index, Table } from '../../model/model'
import { treeText } from '../../prisma/same-tree'
import type { Draft, MigrationAt, Rule, RuleMeta } from '../../rule'
import { changedTables, commandOf, statementOf } from '../../tables/changed-tables'
import { columnsShown, shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'duplicate-index',
  title: 'An index that another one makes superfluous',
  family: 'integrity',
  severity: 'notice',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'Every index is written with every row and takes room in memory. One whose columns are the first ones of another finds nothing that the other would not find as well.',
  safe: [
    { what: 'Keep the longer one, and drop the other.', sql: 'DROP INDEX CONCURRENTLY orders_user_id_idx;' },
  ],
}

export const duplicateIndex: Rule = {
  meta,
  nodes: [],
  end(at) {
    return changedTables(at).flatMap((table) => {
      const all = [...table.indexes.values()]
      return all.flatMap((index) => {
        const statement = statementOf(at, index)
        return statement === null ? [] : judged(at, table, index, statement, all)
      })
    })
  },
}

function judged(at: MigrationAt, table: Table, index: Index, statement: number, all: Index[]): Draft[] {
  const others = all.filter((each) => each !== index)
  // Of two that are alike, the later one is too much.
  const better = others.find(
    (other) => isCovered(index, other) && (!isCovered(other, index) || isEarlier(other, index)),
  )
  const where = () => ({ tables: [table.key], statement, command: commandOf(at, statement, [index.name]) })
  if (better) {
    const alike = isCovered(better, index) || better.columns.length === index.columns.length
    return [
      {
        ...where(),
        title: `${index.name} finds nothing that ${better.name} would not find`,
        reason: `${shown(table.key)} has ${better.name} on ${columnsShown(better.columns)}${alike ? ' already' : `, which begins with ${columnsShown(index.columns)}`}. Both are written with every row.`,
        severity: alike ? 'warning' : 'notice',
      },
    ]
  }
  const worse = others.find((other) => statementOf(at, other) === null && isCovered(other, index))
  if (!worse) return []
  return [
    {
      ...where(),
      title: `${worse.name} is superfluous beside ${index.name}`,
      reason: `${index.name} on ${columnsShown(index.columns)} of ${shown(table.key)} finds whatever ${worse.name} on ${columnsShown(worse.columns)} does. Both are written with every row.`,
    },
  ]
}

/** Whether the second finds whatever the first does. One that keeps values unique is never too much. */
function isCovered(index: Index, by: Index): boolean {
  if (index.unique || index.constraint !== null || index.method !== by.method || !by.valid) return false
  if (index.method !== 'btree' && index.columns.length !== by.columns.length) return false
  if (treeText(index.predicate) !== treeText(by.predicate)) return false
  if (index.include.some((name) => !by.include.includes(name) && !by.columns.includes(name))) return false
  const [own, other] = [partsOf(index), partsOf(by)]
  return own.every((part, at) => part === other[at])
}

/** By index: each is compared with all others of its table. */
const known = new WeakMap<Index, string[]>()

function partsOf(index: Index): string[] {
  const before = known.get(index)
  if (before) return before
  const { columns, expressions, manners } = index
  let expression = 0
  const parts = columns.map(
    (name, at) => `${name ?? treeText(expressions[expression++])} ${manners[at] ?? ''}`,
  )
  known.set(index, parts)
  return parts
}

function isEarlier(a: Index, b: Index): boolean {
  if (!a.born || !b.born) return a.born === null
  return (
    a.born.migration < b.born.migration ||
    (a.born.migration === b.born.migration && a.born.statement < b.born.statement)
  )
}
