import { nodeOf } from '../../../sql/node-of'
import { foreignKeysTo, keyOf } from '../../model/lookup'
import { nameIn } from '../../model/names'
import { tableRenames } from '../../prisma/table-renames'
import { askedTable } from '../../probes/asked-table'
import { rowsProbe } from '../../probes/rows'
import { canWait } from '../../recipes/can-wait'
import { removeLater } from '../../recipes/remove-later'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { askable } from '../../tables/askable'
import { type OldTable, oldTableAt } from '../../tables/old-table'
import { droppedRelations } from '../../words/dropped'
import { inWords, shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'ban-drop-table',
  title: 'Dropping a table',
  family: 'loses_data',
  severity: 'danger',
  lock: 'ACCESS EXCLUSIVE on the table, and on each table that it references or that references it',
  cost: 'instant',
  blocks: 'reads and writes',
  dataLoss: 'certain',
  breaksApp: true,
  versions: null,
  why: 'All rows are gone with the commit, and only a backup brings them back. Every query of running code that names the table fails from that moment until the new release runs everywhere.',
  safe: [
    { what: 'Deploy code that neither reads nor writes the table.' },
    { what: 'Drop it in a later release, when a backup holds its rows.', sql: 'DROP TABLE orders;' },
  ],
}

export const banDropTable: Rule = {
  meta,
  nodes: ['DropStmt'],
  check(at) {
    const statement = nodeOf(at.tree, 'DropStmt')
    if (statement?.removeType !== 'OBJECT_TABLE') return []
    const all = droppedRelations(statement)
    const olds = all.flatMap((names) => oldTableAt(at, keyOf(at.schema, names), statement.missing_ok) ?? [])
    // A table that comes back under another name has a finding of its own.
    const renamed = tableRenames(at.migration).filter(({ dropped }) => dropped === at.statement.index)
    return olds
      .filter(({ key }) => renamed.every(({ from }) => from.key !== key))
      .map((old) => draft(at, old, all.length === olds.length))
  },
}

function draft(at: StatementAt, old: OldTable, whole: boolean): Draft {
  const pointing = foreignKeysTo(at.schema, old.key).filter(({ table }) => table.key !== old.key)
  const others = [...new Set(pointing.map(({ table }) => shown(table.key)))]
  const linked =
    others.length > 0 ? ` ${inWords(others)} still ${others.length > 1 ? 'point' : 'points'} at it.` : ''
  return {
    title: `Drops ${old.name} with all of its rows`,
    reason: `What is in ${old.name} is gone once this commits, and every query of running code that names it fails.${linked}`,
    tables: [old.key],
    probes: askable(at, old.key, [])
      ? [rowsProbe(meta.id, askedTable(at.migration.before, old.key), 'loses')]
      : [],
    recipe: removeLater({
      what: old.name,
      sql: `${at.statement.text};`,
      loosen: null,
      command: null,
      movable: whole && canWait(at, { names: [nameIn(old.key)], table: null }),
    }),
  }
}
