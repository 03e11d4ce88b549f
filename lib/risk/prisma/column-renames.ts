import { nodeOf } from '../../sql/node-of'
import type { TypeRef } from '../model/model'
import { newKeyOf } from '../model/names'
import { typeText } from '../model/types'
import type { MigrationAt } from '../rule'
import { addedForeignKeys } from './added-foreign-keys'
import { type AddedColumn, changedColumns, type DroppedColumn, groupedByTable } from './changed-columns'
import { sameTree } from './same-tree'
import { nameSimilarity } from './similar-names'
import { tableRenames } from './table-renames'

/** A column that is dropped and one that is added, which look like one column under two names. */
export interface ColumnRename {
  from: DroppedColumn
  to: AddedColumn
  /** The type is the very same, and known. */
  sameType: boolean
}

/** A column that is dropped and added again under its own name. */
export interface ColumnAgain {
  from: DroppedColumn
  to: AddedColumn
}

export interface ReplacedColumns {
  renames: ColumnRename[]
  again: ColumnAgain[]
}

type Script = Pick<MigrationAt, 'statements' | 'before' | 'isFresh'>

const known = new WeakMap<object, ReplacedColumns>()

/** What a script drops and adds in tables that were there before it, paired: each column at most once, best match first. */
export function replacedColumns(migration: Script): ReplacedColumns {
  const found = known.get(migration) ?? find(migration)
  known.set(migration, found)
  return found
}

/** Whether a command of the script drops a column that it adds again, under its own or another name. */
export function isReplaced(migration: Script, statement: number, command: number | null): boolean {
  const { renames, again } = replacedColumns(migration)
  const isThis = ({ from }: ColumnAgain) => from.statement === statement && from.command === command
  return renames.some(isThis) || again.some(isThis)
}

function find(migration: Script): ReplacedColumns {
  if (!dropsColumns(migration)) return { renames: [], again: [] }
  const { dropped, added } = changedColumns(migration)
  if (dropped.length === 0 || added.length === 0) return { renames: [], again: [] }
  const old = dropped.filter((each) => wasThere(migration, each))
  const [droppedOf, addedTo] = [groupedByTable(dropped), groupedByTable(added)]
  const again = old.flatMap((from) => {
    const to = addedTo.get(from.table)?.find(({ name }) => name === from.name)
    return to ? [{ from, to }] : []
  })
  const paired = new Set<DroppedColumn | AddedColumn>(again.flatMap(({ from, to }) => [from, to]))
  const free = {
    dropped: old.filter((each) => !paired.has(each)),
    added: added.filter((each) => !paired.has(each) && !isBuiltFirst(each, droppedOf.get(each.table) ?? [])),
  }
  return { renames: pairs(migration, free.dropped, free.added), again }
}

/** Most scripts drop none, and then there is nothing to compare. */
function dropsColumns({ statements }: Script): boolean {
  return statements.some(({ tree }) =>
    (tree && nodeOf(tree, 'AlterTableStmt'))?.cmds?.some(
      (node) => nodeOf(node, 'AlterTableCmd')?.subtype === 'AT_DropColumn',
    ),
  )
}

/** Before the script, as far as is known. */
function wasThere({ before, statements, isFresh }: Script, { table: key, column }: DroppedColumn): boolean {
  const table = before.tables.get(key)
  if (table) return !isFresh(table) && !isFresh(column) && (column !== null || !table.complete)
  return !statements.some(({ tree }) => {
    const relation = (tree && nodeOf(tree, 'CreateStmt'))?.relation
    return relation !== undefined && newKeyOf(before, relation) === key
  })
}

/** Added by an earlier statement than anything that the table loses: expand and contract, in one script. */
function isBuiltFirst(added: AddedColumn, dropped: DroppedColumn[]): boolean {
  return dropped.every(({ statement }) => statement > added.statement)
}

function pairs(migration: Script, dropped: DroppedColumn[], added: AddedColumn[]): ColumnRename[] {
  const byTable = { dropped: groupedByTable(dropped), added: groupedByTable(added) }
  const candidates = dropped
    .flatMap((from) => (byTable.added.get(from.table) ?? []).map((to) => ({ from, to })))
    .map((pair) => {
      const { table } = pair.from
      const isOnly = byTable.dropped.get(table)?.length === 1 && byTable.added.get(table)?.length === 1
      return { ...pair, ...likeness(migration, pair, isOnly) }
    })
    .filter(({ score }) => score >= 0.5)
    .sort((a, b) => b.score - a.score)
  const renames: ColumnRename[] = []
  const taken = new Set<DroppedColumn | AddedColumn>()
  for (const { from, to, sameType } of candidates) {
    if (taken.has(from) || taken.has(to)) continue
    taken.add(from).add(to)
    renames.push({ from, to, sameType })
  }
  return renames.sort((a, b) => a.from.statement - b.from.statement || a.from.command - b.from.command)
}

/** `isOnly`: the only column that is dropped of the table, and the only one that is added to it. */
function likeness(
  migration: Script,
  { from, to }: { from: DroppedColumn; to: AddedColumn },
  isOnly: boolean,
): { score: number; sameType: boolean } {
  const names = nameSimilarity(from.name, to.name)
  if (!from.column)
    return { score: names >= 0.8 && from.statement === to.statement ? names : 0, sameType: false }
  const sameType = typeText(from.column.type) === typeText(to.type) && from.column.serial === to.serial
  if (!sameType)
    return { score: names >= 0.8 && isAlike(from.column.type, to.type) ? names - 0.2 : 0, sameType }
  const [target, newTarget] = [targetOf(migration, from), newTargetOf(migration, to)]
  // What points elsewhere, or begins or ceases to point, holds other values.
  if (target !== newTarget) return { score: 0, sameType }
  if (target !== null) return { score: 0.95 + names / 10, sameType }
  const sameRest =
    from.column.notNull === to.notNull && (to.serial || sameTree(from.column.default, to.default))
  const inPlace = isOnly && sameRest && from.statement === to.statement
  return { score: Math.max(names, inPlace ? 0.5 : 0), sameType }
}

/** Types between which a value keeps its meaning. */
function isAlike(a: TypeRef, b: TypeRef): boolean {
  if (a.array !== b.array) return false
  return families.some((family) => family.includes(a.name) && family.includes(b.name))
}

const families = [
  ['int2', 'int4', 'int8', 'numeric', 'float4', 'float8'],
  ['varchar', 'text', 'bpchar', 'citext'],
  ['timestamp', 'timestamptz', 'date'],
  ['json', 'jsonb'],
]

/** The table that a foreign key over this column alone points at, under the name that it has at the end. */
function targetOf(migration: Script, { table, name }: DroppedColumn): string | null {
  const { constraints } = migration.before.tables.get(table) ?? {}
  for (const { references, columns } of constraints?.values() ?? []) {
    if (!references || columns.length !== 1 || columns[0] !== name) continue
    const renamed = tableRenames(migration).find(({ from }) => from.key === references.table)
    return renamed?.to ?? references.table
  }
  return null
}

function newTargetOf(migration: Script, { table, name }: AddedColumn): string | null {
  const found = addedForeignKeys(migration).find(
    (each) => each.table === table && each.columns.length === 1 && each.columns[0] === name,
  )
  return found?.to ?? null
}
