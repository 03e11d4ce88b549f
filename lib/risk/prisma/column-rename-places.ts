import type { RewrittenPlace } from '../../domain/finding'
import { nodeOf } from '../../sql/node-of'
import { objectName } from '../model/default-names'
import { foreignKeysTo } from '../model/lookup'
import type { Constraint, Index, Table } from '../model/model'
import type { MigrationAt } from '../rule'
import { sqlOf } from '../words/expressions'
import { quoteIdent, relationSql } from '../words/names'
import type { ColumnRename } from './column-renames'
import { nameHere } from './name-here'
import { constraintsOver, indexesOver, isPlain } from './over-columns'
import { sameTree } from './same-tree'
import {
  addedConstraint,
  createdIndex,
  droppedConstraint,
  droppedIndex,
  type NewName,
  same,
} from './script-objects'

type Script = Pick<MigrationAt, 'statements' | 'before'>

/**
 * What to write where so that `rename` keeps its values, and all that hangs on the column keeps existing under the names
 * that the script gives it. `all` are the script's renames of that table. Null: more differs than names.
 */
export function columnRenamePlaces(
  migration: Script,
  rename: ColumnRename,
  all: ColumnRename[],
): RewrittenPlace[] | null {
  const table = migration.before.tables.get(rename.from.table)
  if (!table?.complete) return null
  const together = partners(table, rename, all)
  const newColumn = namesAfter(together)
  const places: RewrittenPlace[] = []
  for (const each of together) {
    const own = columnPlaces(migration, table, each)
    if (!own) return null
    places.push(...own)
  }
  const touched = new Set(together.map(({ from }) => from.name))
  const parts = [
    ...indexesOver(table, touched).map((index) => indexPlaces(migration, table, index, newColumn)),
    ...constraintsOver(table, touched).map((constraint) =>
      constraintPlaces(migration, table, constraint, newColumn),
    ),
    ...foreignKeysTo(migration.before, table.key)
      .filter(({ constraint }) => constraint.references?.columns.some((column) => touched.has(column)))
      .map(({ table: owner, constraint }) =>
        constraintPlaces(migration, owner, constraint, owner.key === table.key ? newColumn : same, newColumn),
      ),
  ]
  for (const part of parts) {
    if (!part) return null
    places.push(...part)
  }
  return withoutDoubles(places)
}

/** Renames that share an index or a constraint go together. */
function partners(table: Table, rename: ColumnRename, all: ColumnRename[]): ColumnRename[] {
  const here = all.filter(({ from }) => from.table === rename.from.table)
  const shared = [...table.indexes.values(), ...table.constraints.values()].some(
    ({ columns }) => here.filter(({ from }) => columns.includes(from.name)).length > 1,
  )
  return shared ? [rename, ...here.filter((each) => each !== rename)] : [rename]
}

function namesAfter(renames: ColumnRename[]): NewName {
  const names = new Map(renames.map(({ from, to }) => [from.name, to.name]))
  return (name) => names.get(name) ?? name
}

function columnPlaces(
  migration: Script,
  table: Table,
  { from, to, sameType }: ColumnRename,
): RewrittenPlace[] | null {
  const { column } = from
  if (!column || !sameType || column.generated || column.identity || !isPlain(to)) return null
  if (
    isConditional(migration, from.statement, from.command) ||
    isConditional(migration, to.statement, to.command)
  )
    return null
  const target = tableSql(migration, from.statement)
  const statements = [
    `ALTER TABLE ${target} RENAME COLUMN ${quoteIdent(from.name)} TO ${quoteIdent(to.name)}`,
  ]
  if (column.serial) {
    const sequence = sequenceOf(migration, table, from.name)
    if (sequence === null) return null
    const name = objectName(table.name, to.name, 'seq')
    statements.push(`ALTER SEQUENCE ${nameHere(migration.before, sequence)} RENAME TO ${quoteIdent(name)}`)
  }
  const rest: string[] = []
  const name = quoteIdent(to.name)
  if (!column.serial && !sameTree(column.default, to.default)) {
    const statement = migration.statements[to.statement]
    const text = to.default && statement ? sqlOf(statement, to.default) : null
    if (to.default && text === null) return null
    rest.push(`ALTER COLUMN ${name} ${text === null ? 'DROP DEFAULT' : `SET DEFAULT ${text}`}`)
  }
  if (column.notNull !== to.notNull) rest.push(`ALTER COLUMN ${name} ${to.notNull ? 'SET' : 'DROP'} NOT NULL`)
  return [
    { statement: from.statement, command: from.command, instead: statements.join(';\n') },
    { statement: to.statement, command: to.command, instead: rest.join(',\n') },
  ]
}

/** IF EXISTS and IF NOT EXISTS have no counterpart in RENAME COLUMN. CASCADE would take more along. */
function isConditional({ statements }: Script, statement: number, command: number): boolean {
  const tree = statements[statement]?.tree
  const node = (tree && nodeOf(tree, 'AlterTableStmt'))?.cmds?.[command]
  const found = node && nodeOf(node, 'AlterTableCmd')
  return found?.missing_ok === true || found?.behavior === 'DROP_CASCADE'
}

function tableSql({ statements }: Script, statement: number): string {
  const tree = statements[statement]?.tree
  const relation = (tree && nodeOf(tree, 'AlterTableStmt'))?.relation
  return relation ? relationSql(relation) : ''
}

function sequenceOf({ before }: Script, table: Table, column: string): string | null {
  for (const { key, ownedBy } of before.sequences.values()) {
    if (ownedBy?.table === table.key && ownedBy.column === column) return key
  }
  return null
}

function indexPlaces(
  migration: Script,
  table: Table,
  index: Index,
  newColumn: NewName,
): RewrittenPlace[] | null {
  const dropped = droppedIndex(migration, index.name)
  const created = createdIndex(migration, index, table.key, newColumn)
  // Dropped and not built again: that stays. Gone with its column, silently: a rename would keep it.
  if (!created) return dropped === null ? null : []
  const instead =
    created.name === index.name
      ? ''
      : `ALTER INDEX ${nameHere(migration.before, `${table.schema}.${index.name}`)} RENAME TO ${quoteIdent(created.name)}`
  return [
    ...(dropped === null ? [] : [{ statement: dropped, command: null, instead: '' }]),
    { statement: created.statement, command: null, instead },
  ]
}

function constraintPlaces(
  migration: Script,
  table: Table,
  constraint: Constraint,
  newColumn: NewName,
  newReferred: NewName = same,
): RewrittenPlace[] | null {
  const dropped = droppedConstraint(migration, table.key, constraint.name)
  const self = constraint.references?.table === table.key ? newColumn : newReferred
  const added = addedConstraint(migration, constraint, table.key, newColumn, { table: same, column: self })
  if (!added) return dropped ? [] : null
  const instead =
    added.name === constraint.name
      ? ''
      : `ALTER TABLE ${tableSql(migration, added.statement)} RENAME CONSTRAINT ${quoteIdent(constraint.name)} TO ${quoteIdent(added.name)}`
  return [
    ...(dropped ? [{ statement: dropped.statement, command: dropped.command, instead: '' }] : []),
    { statement: added.statement, command: added.command, instead },
  ]
}

function withoutDoubles(places: RewrittenPlace[]): RewrittenPlace[] {
  return places.filter(
    (place, index) =>
      places.findIndex((each) => each.statement === place.statement && each.command === place.command) ===
      index,
  )
}
