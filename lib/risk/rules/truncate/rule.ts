import { nodeOf } from '../../../sql/node-of'
import { foreignKeysTo } from '../../model/lookup'
import type { SchemaModel } from '../../model/model'
import { askedTable } from '../../probes/asked-table'
import { rowsProbe } from '../../probes/rows'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { askable } from '../../tables/askable'
import { type OldTable, oldTable, oldTableAt } from '../../tables/old-table'
import { inWords } from '../../words/names'

const meta: RuleMeta = {
  id: 'truncate',
  title: 'Emptying a table by TRUNCATE',
  family: 'loses_data',
  severity: 'danger',
  lock: 'ACCESS EXCLUSIVE on the table; with CASCADE on every table that references it',
  cost: 'instant',
  blocks: 'reads and writes',
  dataLoss: 'certain',
  breaksApp: false,
  versions: null,
  why: 'All rows are gone with the commit, without a trigger for each row and without a condition. CASCADE empties every table with a foreign key to it as well, and theirs, whether or not their rows point anywhere.',
  safe: [
    {
      what: 'Delete what shall go, by a condition, in batches.',
      sql: "DELETE FROM events WHERE created_at < now() - interval '1 year';",
    },
  ],
}

export const truncate: Rule = {
  meta,
  nodes: ['TruncateStmt'],
  check(at) {
    const { relations = [], behavior } = nodeOf(at.tree, 'TruncateStmt') ?? {}
    const named = relations.flatMap((node) => oldTable(at, nodeOf(node, 'RangeVar')) ?? [])
    const cascade = behavior === 'DROP_CASCADE'
    return named.map((old) => draft(at, old, cascade ? reached(at, old, named) : [], cascade))
  },
}

function draft(at: StatementAt, old: OldTable, along: OldTable[], cascade: boolean): Draft {
  const names = inWords(along.map(({ name }) => name))
  const more = names
    ? ` CASCADE empties ${names} as well.`
    : cascade && !at.schema.complete
      ? ' CASCADE empties every table that references it as well.'
      : ''
  return {
    title: names ? `Deletes all rows of ${old.name}, and of ${names}` : `Deletes all rows of ${old.name}`,
    reason: `Whatever ${old.name} holds is gone once this commits.${more}`,
    tables: [old.key, ...along.map(({ key }) => key)],
    probes: [old, ...along]
      .filter(({ key }) => askable(at, key, []))
      .map(({ key }) => rowsProbe(meta.id, askedTable(at.migration.before, key), 'loses')),
  }
}

/** The tables that CASCADE reaches and the statement does not name. */
function reached(at: StatementAt, from: OldTable, named: readonly OldTable[]): OldTable[] {
  const keys = new Set<string>()
  collect(at.schema, from.key, keys)
  for (const { key } of named) keys.delete(key)
  return [...keys].flatMap((key) => oldTableAt(at, key) ?? [])
}

function collect(schema: SchemaModel, key: string, into: Set<string>): void {
  for (const { table } of foreignKeysTo(schema, key)) {
    if (into.has(table.key)) continue
    into.add(table.key)
    collect(schema, table.key, into)
  }
}
