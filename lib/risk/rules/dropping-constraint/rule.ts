import type { Constraint as ConstraintNode } from 'libpg-query'
import { nodeOf } from '../../../sql/node-of'
import { type CommandAt, commandsAt } from '../../altering/commands-at'
import {
  isDroppedLater,
  isTableDroppedLater,
  laterCommands,
  laterTrees,
  namesLater,
} from '../../altering/later-commands'
import { keyOf } from '../../model/lookup'
import type { Constraint } from '../../model/model'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { columnsShown, shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'dropping-constraint',
  title: 'Dropping a constraint',
  family: 'integrity',
  severity: 'notice',
  lock: 'ACCESS EXCLUSIVE on the table',
  cost: 'instant',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'What the constraint kept out can be written from now on, and to have it back later means to find and mend what came in meanwhile. Without a unique constraint, INSERT … ON CONFLICT on its columns fails, and so does every upsert that is made of it.',
  safe: [
    { what: 'See that nothing relies on it: foreign keys, upserts, code that expects one row.' },
    { what: 'Where another constraint takes its place, add that one first.' },
  ],
}

export const droppingConstraint: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_AddConstraint', 'AT_DropConstraint', 'AT_SetNotNull'],
  check(at) {
    return commandsAt(at, 'AT_DropConstraint').flatMap((each) => {
      const { table, command } = each
      const known = table?.constraints.get(command.name ?? '') ?? null
      if (at.isFresh(table) || at.isFresh(known) || (table?.complete && !known)) return []
      if (known?.kind === 'not null' || isSuperseded(at, each, known)) return []
      return [draftOf(each, known)]
    })
  },
}

/** Something takes its place, or what it was about goes too. */
function isSuperseded(
  at: StatementAt,
  { key, table, index, command }: CommandAt,
  known: Constraint | null,
): boolean {
  if (isTableDroppedLater(at, key)) return true
  if (known?.columns.some((column) => isDroppedLater(at, key, column, index))) return true
  const referenced = known?.references?.table
  if (referenced && isTableDroppedLater(at, referenced)) return true
  const added = laterCommands(at, key, index).flatMap(({ subtype, def }) => {
    const constraint = subtype === 'AT_AddConstraint' && def && nodeOf(def, 'Constraint')
    return constraint ? [constraint] : []
  })
  if (added.some((each) => each.conname === command.name || (known && isAlike(known, each)))) return true
  if (known?.references && isTiedAgain(at, key, known.references.table)) return true
  if (known?.references && isTiedOtherwise(table, known)) return true
  if (known?.kind === 'unique' && hasUniqueIndex(at, key, known)) return true
  return known?.kind === 'check' && table !== null && onlySaysNotNull(at, key, known)
}

const kinds: Record<string, Constraint['kind']> = {
  CONSTR_CHECK: 'check',
  CONSTR_FOREIGN: 'foreign',
  CONSTR_PRIMARY: 'primary',
  CONSTR_UNIQUE: 'unique',
  CONSTR_EXCLUSION: 'exclusion',
}

/** Another foreign key over the same columns is there already, and proved. */
function isTiedOtherwise(table: CommandAt['table'], known: Constraint): boolean {
  return [...(table?.constraints.values() ?? [])].some(
    (each) =>
      each.name !== known.name &&
      each.validated &&
      each.references?.table === known.references?.table &&
      each.columns.join('\n') === known.columns.join('\n'),
  )
}

/** A later foreign key ties the same two tables, perhaps by other columns or under new names. */
function isTiedAgain(at: StatementAt, key: string, parent: string): boolean {
  const [own, other] = [namesLater(at, key), namesLater(at, parent)]
  return [at.tree, ...laterTrees(at)].some((tree) => {
    const alter = nodeOf(tree, 'AlterTableStmt')
    if (!alter?.relation || !own.includes(keyOf(at.schema, alter.relation))) return false
    return (alter.cmds ?? []).some((node) => {
      const def = nodeOf(node, 'AlterTableCmd')?.def
      const constraint = def && nodeOf(def, 'Constraint')
      return constraint?.pktable !== undefined && other.includes(keyOf(at.schema, constraint.pktable))
    })
  })
}

/** Also a key over fewer or more columns: that one is judged as what it is. */
function isAlike(known: Constraint, { contype, keys, fk_attrs }: ConstraintNode): boolean {
  if (kinds[contype ?? ''] !== known.kind) return false
  if (known.kind === 'primary') return true
  const columns = (keys ?? fk_attrs ?? []).flatMap((node) => nodeOf(node, 'String')?.sval ?? [])
  return columns.length === known.columns.length && columns.every((column) => known.columns.includes(column))
}

function hasUniqueIndex(at: StatementAt, key: string, { columns, index }: Constraint): boolean {
  const same = (names: readonly (string | null | undefined)[]) =>
    names.length === columns.length && names.every((name) => columns.includes(name ?? ''))
  const there = [...(at.schema.tables.get(key)?.indexes.values() ?? [])].some(
    (each) => each.unique && each.name !== index && each.predicate === null && same(each.columns),
  )
  return (
    there ||
    laterTrees(at).some((tree) => {
      const create = nodeOf(tree, 'IndexStmt')
      if (!create?.unique || create.whereClause || !create.relation) return false
      const names = (create.indexParams ?? []).map((node) => nodeOf(node, 'IndexElem')?.name)
      return keyOf(at.schema, create.relation) === key && same(names)
    })
  )
}

/** It did its work: the column itself is NOT NULL. */
function onlySaysNotNull(at: StatementAt, key: string, known: Constraint): boolean {
  const [column, ...others] = known.columns
  const table = at.schema.tables.get(key)
  if (!table || column === undefined || others.length > 0) return false
  const test = known.expression && nodeOf(known.expression, 'NullTest')
  if (test?.nulltesttype !== 'IS_NOT_NULL' || !test.arg || !nodeOf(test.arg, 'ColumnRef')) return false
  return (
    table.columns.get(column)?.notNull === true ||
    at.commands.some(({ subtype, name }) => subtype === 'AT_SetNotNull' && name === column)
  )
}

function draftOf(
  { index, position, key, shown: table, command }: CommandAt,
  known: Constraint | null,
): Draft {
  const name = command.name ?? ''
  const strict = known?.kind === 'unique' || known?.kind === 'primary'
  return {
    command: index,
    position: position(),
    tables: [key],
    severity: strict ? 'warning' : 'notice',
    breaksApp: strict,
    title: `Dropping ${name}: ${whatEnds(table, known)}`,
    reason: strict
      ? `Duplicates can be written from now on, and INSERT … ON CONFLICT ${columnsShown(known.columns)} fails in the application that still runs.`
      : 'What it kept out can be written from now on; to have it back later means to find and mend what came in meanwhile.',
  }
}

function whatEnds(table: string, known: Constraint | null): string {
  const columns = columnsShown(known?.columns ?? [])
  switch (known?.kind) {
    case 'foreign':
      return `${table} ${columns} may point to rows of ${shown(known.references?.table ?? '')} that are not there`
    case 'unique':
      return `nothing keeps ${table} ${columns} unique any more`
    case 'primary':
      return `${table} has no primary key any more`
    case 'exclusion':
      return `nothing keeps rows of ${table} apart any more`
    default:
      return `nothing checks it for ${table} any more`
  }
}
