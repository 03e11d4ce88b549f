import type { AlterTableCmd, Node } from 'libpg-query'
import { nodeOf } from '../../../sql/node-of'
import { commandsOfLater } from '../../altering/later-commands'
import { treeText } from '../../prisma/same-tree'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { columnIn, type OldTable, oldTable } from '../../tables/old-table'
import { sqlOf } from '../../words/expressions'

const meta: RuleMeta = {
  id: 'changed-default',
  title: 'Changing or dropping the default of a column',
  family: 'breaks_app',
  severity: 'notice',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'Code that runs while the migration is deployed and leaves the column out of its inserts gets another value from the commit on. Where the default is dropped from a column that must not be NULL, these inserts fail.',
  safe: [
    { what: 'First deploy code that always gives the value.' },
    { what: 'Then change or drop the default.', sql: 'ALTER TABLE orders ALTER COLUMN state DROP DEFAULT;' },
  ],
}

export const changedDefault: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_AddIdentity', 'AT_ColumnDefault', 'AT_DropColumn', 'AT_DropIdentity', 'AT_DropNotNull'],
  check(at) {
    const statement = nodeOf(at.tree, 'AlterTableStmt')
    const old = statement?.objtype === 'OBJECT_TABLE' ? oldTable(at, statement.relation) : null
    return old ? at.commands.flatMap((command, index) => judged(at, old, command, index)) : []
  },
}

function judged(at: StatementAt, old: OldTable, command: AlterTableCmd, index: number): Draft[] {
  const { subtype, name = '', def } = command
  if (subtype !== 'AT_ColumnDefault' && subtype !== 'AT_DropIdentity') return []
  const column = columnIn(at, old, name)
  const before = at.migration.before.tables.get(old.key)?.columns.get(name)
  if (!column || column === 'fresh' || column === 'missing' || !before) return []
  const had = before.default !== null || before.identity !== null || before.serial
  if (!had || isGivenLater(at, old.key, name, index)) return []
  if (!def) {
    if (!column.notNull || isLoosened(at, old.key, name)) return []
    return [
      {
        title: `Inserts into ${old.name} that leave ${name} out fail from now on`,
        reason: `${name} must not be NULL and has no default any more: running code that relies on it fails from the commit on.`,
        tables: [old.key],
        command: index,
        severity: 'warning',
        breaksApp: true,
      },
    ]
  }
  if (before.default && meaning(before.default) === meaning(def)) return []
  const value = sqlOf(at.statement, def)
  return [
    {
      title: `New rows of ${old.name} get another ${name}${value ? `: ${value}` : ''}`,
      reason: `Running code that leaves ${name} out of its inserts gets the new default from the commit on; rows that are there keep what they have.`,
      tables: [old.key],
      command: index,
    },
  ]
}

/** A later command or statement of the script gives the column a default again: this one only makes way. */
function isGivenLater(at: StatementAt, key: string, column: string, index: number): boolean {
  const gives = ({ subtype, name, def }: AlterTableCmd) =>
    name === column && ((subtype === 'AT_ColumnDefault' && def !== undefined) || subtype === 'AT_AddIdentity')
  return at.commands.slice(index + 1).some(gives) || commandsOfLater(at, key).some(gives)
}

/** The script drops the column or lets it be NULL: its inserts do not fail for want of a default. */
function isLoosened(at: StatementAt, key: string, column: string): boolean {
  const loosens = ({ subtype, name }: AlterTableCmd) =>
    name === column && (subtype === 'AT_DropNotNull' || subtype === 'AT_DropColumn')
  return at.commands.some(loosens) || commandsOfLater(at, key).some(loosens)
}

/** Without casts and places: `'A'::"Old"` and `'A'::"New"` are one default. */
function meaning(node: Node): string {
  const cast = nodeOf(node, 'TypeCast')
  if (cast?.arg) return meaning(cast.arg)
  return treeText(node)
}
