import type { CreateStmt } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { keyOf } from '../model/lookup'
import type { SchemaModel, Table } from '../model/model'
import { nameIn, newKeyOf, texts } from '../model/names'
import { typeText } from '../model/types'
import type { MigrationAt } from '../rule'
import { type AddedColumn, addedColumn } from './changed-columns'
import { nameSimilarity } from './similar-names'

/** A table that is dropped and one of nearly the same columns that is created. */
export interface TableRename {
  from: Table
  /** Index of the DROP TABLE. */
  dropped: number
  /** `schema.name`. */
  to: string
  /** Index of the CREATE TABLE. */
  created: number
  create: CreateStmt
  columns: AddedColumn[]
}

type Script = Pick<MigrationAt, 'statements' | 'before' | 'isFresh'>

const known = new WeakMap<object, TableRename[]>()

/** Tables that a script drops and creates under another name, as Prisma writes the renaming of a model. */
export function tableRenames(migration: Script): TableRename[] {
  const found = known.get(migration) ?? find(migration)
  known.set(migration, found)
  return found
}

function find({ statements, before, isFresh }: Script): TableRename[] {
  const drops = statements.flatMap(({ tree, index }) => {
    const drop = tree && nodeOf(tree, 'DropStmt')
    if (drop?.removeType !== 'OBJECT_TABLE') return []
    return (drop.objects ?? []).flatMap((object) => {
      const table = before.tables.get(keyOf(before, texts(nodeOf(object, 'List')?.items)))
      return table?.complete && !isFresh(table) ? [{ index, table }] : []
    })
  })
  if (drops.length === 0) return []
  const creates = statements.flatMap(({ tree, index }) => {
    const create = tree && nodeOf(tree, 'CreateStmt')
    if (!create?.relation) return []
    return [{ index, create, key: newKeyOf(before, create.relation), columns: columnsOf(create, before) }]
  })
  const pairs = drops
    // Created before the other is dropped, it may have been filled from it.
    .flatMap((drop) => creates.filter(({ index }) => index > drop.index).map((create) => ({ drop, create })))
    .map(({ drop, create }) => ({ drop, create, score: likeness(drop.table, create) }))
    .filter(({ score }) => score >= 0.8)
    .sort((a, b) => b.score - a.score)
  const renames: TableRename[] = []
  for (const { drop, create } of pairs) {
    if (renames.some((each) => each.from === drop.table || each.to === create.key)) continue
    const { index: created, key: to, columns } = create
    renames.push({ from: drop.table, dropped: drop.index, to, created, create: create.create, columns })
  }
  return renames.sort((a, b) => a.dropped - b.dropped)
}

function columnsOf(create: CreateStmt, schema: SchemaModel): AddedColumn[] {
  return (create.tableElts ?? []).flatMap((node) => {
    const definition = nodeOf(node, 'ColumnDef')
    return definition ? [addedColumn({ statement: 0, command: 0, table: '' }, definition, schema)] : []
  })
}

/** The share of columns that both have, 0 to 1. Small tables look alike by chance: there the names must, too. */
function likeness(from: Table, to: { key: string; columns: AddedColumn[] }): number {
  if (from.key === to.key) return 0
  const shared = to.columns.filter(({ name, type }) => {
    const column = from.columns.get(name)
    return column !== undefined && typeText(column.type) === typeText(type)
  }).length
  const share = shared / Math.max(from.columns.size, to.columns.length, 1)
  const names = nameSimilarity(from.name, nameIn(to.key))
  if (from.columns.size < 5 && names < 0.5 && share < 1) return 0
  if (from.columns.size < 3 && names < 0.5) return 0
  // The tables of Prisma's many-to-many relations all have the same two columns.
  if (/^_\w+To\w+$/.test(from.name) && names < 0.8) return 0
  return share + names / 10
}
