import { nodeOf } from '../../../sql/node-of'
import { askedTable } from '../../probes/asked-table'
import { rowsProbe } from '../../probes/rows'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { askable } from '../../tables/askable'
import { droppedRelations } from '../../words/dropped'
import { inWords, shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'ban-drop-schema',
  title: 'Dropping a schema',
  family: 'loses_data',
  severity: 'danger',
  lock: 'ACCESS EXCLUSIVE on every table in it, with CASCADE',
  cost: 'instant',
  blocks: 'reads and writes',
  dataLoss: 'certain',
  breaksApp: true,
  versions: null,
  why: 'With CASCADE, every table, view, type and function in the schema goes, with all rows, and with whatever elsewhere depends on them. Without CASCADE PostgreSQL refuses while there is anything in it.',
  safe: [
    { what: 'Drop what is in the schema table by table, each in a release after the code stopped using it.' },
    { what: 'Drop the empty schema, without CASCADE.', sql: 'DROP SCHEMA billing;' },
  ],
}

/** Each is a count of a whole table. */
const mostProbes = 10

export const banDropSchema: Rule = {
  meta,
  nodes: ['DropStmt'],
  check(at) {
    const statement = nodeOf(at.tree, 'DropStmt')
    if (statement?.removeType !== 'OBJECT_SCHEMA') return []
    const cascade = statement.behavior === 'DROP_CASCADE'
    return droppedRelations(statement).flatMap(([name = '']) => {
      const known = at.schema.schemas.get(name)
      if (
        at.isFresh(known) ||
        (!known && at.schema.complete && statement.missing_ok && tablesIn(at, name).length === 0)
      )
        return []
      return [cascade ? withAll(at, name) : refusedUnlessEmpty(at, name)]
    })
  },
}

function tablesIn({ schema, isFresh }: StatementAt, name: string): string[] {
  return [...schema.tables.values()]
    .filter((table) => table.schema === name && !isFresh(table))
    .map(({ key }) => key)
}

function withAll(at: StatementAt, name: string): Draft {
  const tables = tablesIn(at, name)
  const few = tables.slice(0, 5).map(shown)
  const named = tables.length > 5 ? `${few.join(', ')} and ${tables.length - 5} more` : inWords(few)
  return {
    title: `Drops the schema ${name} with everything in it`,
    reason: `CASCADE takes every table of ${name} with its rows${named ? ` (${named})` : ''}, and whatever elsewhere depends on them. Running code that uses them fails.`,
    tables,
    probes: tables
      .filter((key) => askable(at, key, []))
      .slice(0, mostProbes)
      .map((key) => rowsProbe(meta.id, askedTable(at.migration.before, key), 'loses')),
  }
}

function refusedUnlessEmpty(at: StatementAt, name: string): Draft {
  const tables = tablesIn(at, name)
  return {
    title: `Drops the schema ${name}`,
    reason:
      tables.length > 0
        ? `PostgreSQL refuses: ${inWords(tables.slice(0, 5).map(shown))} ${tables.length > 1 ? 'are' : 'is'} still in it.`
        : `PostgreSQL refuses unless ${name} is empty, so no rows are lost; code that still creates or looks for something in it fails.`,
    tables,
    severity: tables.length > 0 ? 'danger' : 'warning',
    family: 'breaks_app',
    dataLoss: 'none',
  }
}
