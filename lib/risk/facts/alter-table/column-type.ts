import type { AlterTableCmd, ColumnDef, Node } from 'libpg-query'
import { nodeOf } from '../../../sql/node-of'
import { foreignKeysTo } from '../../model/lookup'
import type { Column, Index, Table } from '../../model/model'
import { typeOf } from '../../model/types'
import { columnsIn } from '../../model/walk'
import { viewOn } from '../drop-table'
import type { Gather } from '../gather'
import { foreignKeysOf, ownedSequences, stringsOf } from '../names'
import { isSerial } from '../new-values'
import { type TypeChange, typeChange } from '../type-change'
import { lockDescendants, type Target, workOnFamily } from './target'

export function readColumnType({ name = '', def }: AlterTableCmd, target: Target, gather: Gather) {
  const { schema } = gather
  lockDescendants(target, gather)
  lockForeignKeys(name, target, gather)
  const definition = def && nodeOf(def, 'ColumnDef')
  const column = target.table?.columns.get(name)
  refuse(name, definition, target, gather)
  if (!definition || !column || column.type.name === 'unknown') {
    gather.because('What type the column has now is not known.')
    return workOnFamily(target, gather, 'rewrite')
  }
  const change = changeOf(name, column, definition, gather)
  if (!definition.raw_default && (change.safeCast === 'explicit' || change.safeCast === 'none')) {
    gather.refuse('PostgreSQL does not convert these types by itself: it wants USING.')
  }
  gather.because(change.why)
  lockIdentity(name, target, gather)
  if (change.rewrite) {
    workOnFamily(target, gather, 'rewrite')
    return checkForeignKeys(name, target, gather)
  }
  const collation = collationOf(definition)
  // Without COLLATE the column goes back to the collation of its type.
  const otherCollation = (collation ?? 'default') !== (column.collation ?? 'default')
  for (const each of [target.key, ...target.descendants]) {
    const table = schema.tables.get(each)
    if (!table || table.kind === 'partitioned') continue
    if (usedByCheck(table, name)) gather.work('scan', each)
    for (const index of table.indexes.values()) {
      if (isRebuilt(index, name, change.indexRebuild || otherCollation)) {
        gather.work('index build', each, index.name)
      }
    }
  }
}

/** What no data can help. */
function refuse(name: string, definition: ColumnDef | undefined, { key }: Target, gather: Gather) {
  if (isSerial(definition?.typeName)) {
    gather.refuse('SERIAL is no type: it only means something where a column is made.')
  }
  const view = viewOn(gather.schema, key, name)
  if (view) gather.refuse(`The view ${view} reads the column.`)
}

function changeOf(name: string, column: Column, definition: ColumnDef, gather: Gather): TypeChange {
  const { schema, postgres } = gather
  const to = typeOf(definition.typeName, schema)
  const change = typeChange(column.type, to, { schema, postgres })
  const using = definition.raw_default
  if (!using || isColumn(using, name)) return change
  const cast = nodeOf(using, 'TypeCast')
  if (cast?.arg && isColumn(cast.arg, name)) {
    const through = typeOf(cast.typeName, schema)
    const first = typeChange(column.type, through, { schema, postgres })
    const second = typeChange(through, to, { schema, postgres })
    const worse = first.rewrite ? first : second
    return { ...change, ...worse, narrowing: change.narrowing, safeCast: change.safeCast }
  }
  return { ...change, rewrite: true, why: 'USING computes a new value for every row.' }
}

function isColumn(node: Node, name: string): boolean {
  return stringsOf(nodeOf(node, 'ColumnRef')?.fields).at(-1) === name
}

function collationOf({ collClause }: ColumnDef): string | null {
  return stringsOf(collClause?.collname).at(-1) ?? null
}

function usedByCheck(table: Table, column: string): boolean {
  return [...table.constraints.values()].some(
    ({ kind, validated, columns }) => kind === 'check' && validated && columns.includes(column),
  )
}

/** Indexes with expressions or a predicate are never kept. */
function isRebuilt(index: Index, column: string, rebuild: boolean): boolean {
  const inExpressions = [...index.expressions, ...(index.predicate ? [index.predicate] : [])].some((node) =>
    [...columnsIn(node)].includes(column),
  )
  const named = index.columns.includes(column) || index.include.includes(column)
  if (!inExpressions && !named) return false
  return rebuild || index.expressions.length > 0 || index.predicate !== null
}

/** Foreign keys of the column, in both directions, are made anew. */
function lockForeignKeys(name: string, { key, table }: Target, gather: Gather) {
  for (const { columns, references } of foreignKeysOf(table)) {
    if (references && columns.includes(name)) gather.lock(references.table, 'ACCESS EXCLUSIVE')
  }
  for (const { table: other, constraint } of foreignKeysTo(gather.schema, key)) {
    const columns = constraint.references?.columns ?? []
    if (columns.includes(name) || columns.length === 0) gather.lock(other.key, 'ACCESS EXCLUSIVE')
  }
}

/** After a rewrite the foreign keys that are made anew are checked anew. */
function checkForeignKeys(name: string, { key, table }: Target, gather: Gather): void {
  for (const { columns, references, validated } of foreignKeysOf(table)) {
    if (references && validated && columns.includes(name)) gather.work('scan', references.table)
  }
  for (const { table: other, constraint } of foreignKeysTo(gather.schema, key)) {
    const columns = constraint.references?.columns ?? []
    if (constraint.validated && (columns.includes(name) || columns.length === 0))
      gather.work('scan', other.key)
  }
}

/** The sequence of an identity column changes its type with it. */
function lockIdentity(name: string, { key, table }: Target, gather: Gather): void {
  if (!table?.columns.get(name)?.identity) return
  for (const sequence of ownedSequences(gather.schema, key, name)) {
    gather.lock(sequence, 'SHARE ROW EXCLUSIVE', 'sequence')
  }
}
