import type { ColumnDef } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { keyOf } from '../model/lookup'
import type { TypeRef } from '../model/model'
import { newKeyOf } from '../model/names'
import { typeOf } from '../model/types'
import type { StatementAt } from '../rule'
import { shown } from '../words/names'

export interface WrittenType {
  /** `orders.note`. */
  what: string
  table: string
  /** `serial` and the like as they are written. */
  type: TypeRef
  command: number | null
  /** In the script. */
  position: number
}

/** The types that a CREATE TABLE or an ALTER TABLE gives to columns. */
export function writtenTypes(at: StatementAt): WrittenType[] {
  const create = nodeOf(at.tree, 'CreateStmt')
  if (create?.relation) {
    const table = newKeyOf(at.schema, create.relation)
    return (create.tableElts ?? []).flatMap((node) => written(at, table, nodeOf(node, 'ColumnDef'), null))
  }
  const relation = nodeOf(at.tree, 'AlterTableStmt')?.relation
  if (!relation) return []
  const table = keyOf(at.schema, relation)
  return at.commands.flatMap(({ subtype, def, name }, command) => {
    if ((subtype !== 'AT_AddColumn' && subtype !== 'AT_AlterColumnType') || !def) return []
    const definition = nodeOf(def, 'ColumnDef')
    return written(
      at,
      table,
      definition && { ...definition, colname: definition.colname ?? name ?? '' },
      command,
    )
  })
}

function written(
  at: StatementAt,
  table: string,
  column: ColumnDef | undefined,
  command: number | null,
): WrittenType[] {
  if (!column?.typeName) return []
  const what = `${shown(table)}.${column.colname ?? ''}`
  const position = at.statement.indexAt(column.location ?? 0)
  return [{ what, table, type: typeOf(column.typeName, at.schema), command, position }]
}
