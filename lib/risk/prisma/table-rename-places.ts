import type { Constraint as ConstraintNode } from 'libpg-query'
import type { RewrittenPlace } from '../../domain/finding'
import { nodeOf } from '../../sql/node-of'
import { objectName } from '../model/default-names'
import { foreignKeysTo } from '../model/lookup'
import type { Constraint, Index, Table } from '../model/model'
import { nameIn, schemaOf } from '../model/names'
import { typeText } from '../model/types'
import type { MigrationAt } from '../rule'
import { quoteIdent } from '../words/names'
import { nameHere } from './name-here'
import { sameTree } from './same-tree'
import { addedConstraint, createdIndex, droppedConstraint, isThe, type NewName, same } from './script-objects'
import type { TableRename } from './table-renames'

type Script = Pick<MigrationAt, 'statements' | 'before'>

/** As `columnRenamePlaces`, for a whole table. Null: it is not the same table but for names. */
export function tableRenamePlaces(migration: Script, rename: TableRename): RewrittenPlace[] | null {
  const { from, to } = rename
  if (!isSame(migration, rename)) return null
  const newTable: NewName = (key) => (key === from.key ? to : key)
  const first = [
    `ALTER TABLE ${nameHere(migration.before, from.key)} RENAME TO ${quoteIdent(nameIn(to))}`,
    ...sequenceRenames(migration, rename),
  ]
  const places: RewrittenPlace[] = []
  for (const constraint of from.constraints.values()) {
    if (constraint.kind === 'not null') continue
    const own = inlinePlace(migration, rename, constraint)
    if (own !== null) first.push(...own)
    else {
      const added = foreignPlaces(migration, from.key, to, constraint, newTable)
      if (!added) return null
      places.push(...added)
    }
  }
  for (const index of from.indexes.values()) {
    const own = index.constraint === null ? indexPlaces(migration, from, to, index) : []
    if (!own) return null
    places.push(...own)
  }
  for (const { table, constraint } of foreignKeysTo(migration.before, from.key)) {
    if (table.key === from.key) continue
    const own = foreignPlaces(migration, table.key, table.key, constraint, newTable)
    if (!own) return null
    places.push(...own)
  }
  return [
    { statement: rename.dropped, command: null, instead: first.join(';\n') },
    { statement: rename.created, command: null, instead: '' },
    ...places,
  ]
}

/** Every column is there on both sides, and nothing hangs on the table that only the old one has. */
function isSame(
  { statements, before }: Script,
  { from, to, columns, create, dropped }: TableRename,
): boolean {
  const tree = statements[dropped]?.tree
  const drop = tree && nodeOf(tree, 'DropStmt')
  const hidden =
    from.triggers.size + from.policies.size + from.rules.size > 0 ||
    from.rowSecurity ||
    [...from.constraints.values()].some(({ kind }) => kind === 'check' || kind === 'exclusion')
  const plain = from.kind === 'table' && !create.partspec && !create.inhRelations && !create.options
  if (hidden || !plain || drop?.objects?.length !== 1 || drop.missing_ok || create.if_not_exists) return false
  if (schemaOf(from.key) !== schemaOf(to) || before.tables.has(to)) return false
  if (columns.length !== from.columns.size) return false
  return columns.every((each) => {
    const column = from.columns.get(each.name)
    return (
      column !== undefined &&
      typeText(column.type) === typeText(each.type) &&
      column.notNull === each.notNull &&
      column.serial === each.serial &&
      (column.serial || sameTree(column.default, each.default)) &&
      !column.identity &&
      !column.generated
    )
  })
}

function sequenceRenames({ before }: Script, { from, to }: TableRename): string[] {
  return [...before.sequences.values()].flatMap(({ key, ownedBy }) => {
    if (ownedBy?.table !== from.key) return []
    const name = objectName(nameIn(to), ownedBy.column, 'seq')
    return name === nameIn(key)
      ? []
      : [`ALTER SEQUENCE ${nameHere(before, key)} RENAME TO ${quoteIdent(name)}`]
  })
}

/** For what CREATE TABLE itself defines: the key, mostly. Null: it defines no such constraint. */
function inlinePlace(
  { before }: Script,
  { create, from, to }: TableRename,
  constraint: Constraint,
): string[] | null {
  const nodes = (create.tableElts ?? []).flatMap((node): ConstraintNode[] => {
    const found = nodeOf(node, 'Constraint')
    return found ? [found] : []
  })
  const newTable: NewName = (key) => (key === from.key ? to : key)
  const found = nodes.find((node) => isThe(node, constraint, before, same, { table: newTable, column: same }))
  if (!found?.conname) return null
  if (found.conname === constraint.name) return []
  return [
    `ALTER TABLE ${nameHere(before, to)} RENAME CONSTRAINT ${quoteIdent(constraint.name)} TO ${quoteIdent(found.conname)}`,
  ]
}

function indexPlaces(migration: Script, from: Table, to: string, index: Index): RewrittenPlace[] | null {
  const created = createdIndex(migration, index, to, same)
  if (!created) return null
  const old = nameHere(migration.before, `${from.schema}.${index.name}`)
  const instead =
    created.name === index.name ? '' : `ALTER INDEX ${old} RENAME TO ${quoteIdent(created.name)}`
  return [{ statement: created.statement, command: null, instead }]
}

function foreignPlaces(
  migration: Script,
  ownerBefore: string,
  ownerAfter: string,
  constraint: Constraint,
  newTable: NewName,
): RewrittenPlace[] | null {
  const dropped = droppedConstraint(migration, ownerBefore, constraint.name)
  const added = addedConstraint(migration, constraint, ownerAfter, same, { table: newTable, column: same })
  if (!added) return null
  const instead =
    added.name === constraint.name
      ? ''
      : `ALTER TABLE ${nameHere(migration.before, ownerAfter)} RENAME CONSTRAINT ${quoteIdent(constraint.name)} TO ${quoteIdent(added.name)}`
  return [
    ...(dropped ? [{ statement: dropped.statement, command: dropped.command, instead: '' }] : []),
    { statement: added.statement, command: added.command, instead },
  ]
}
