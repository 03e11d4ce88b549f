import type { Node } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import type { TypeRef } from '../model/model'
import { typeOf } from '../model/types'
import { isRefusedSerial } from '../prisma/refused-serial'
import type { StatementAt } from '../rule'
import { columnIn, type OldTable, oldTable } from './old-table'

export interface Retyped {
  old: OldTable
  column: string
  command: number
  /** Null: not known. */
  from: TypeRef | null
  to: TypeRef
  using: Node | null
}

/** The columns of old tables that an ALTER TABLE gives another type. Those that the scripts added are left out. */
export function retypedColumns(at: StatementAt): Retyped[] {
  const statement = nodeOf(at.tree, 'AlterTableStmt')
  const old = statement?.objtype === 'OBJECT_TABLE' ? oldTable(at, statement.relation) : null
  if (!old) return []
  return at.commands.flatMap(({ subtype, name, def }, command): Retyped[] => {
    const definition = subtype === 'AT_AlterColumnType' && def ? nodeOf(def, 'ColumnDef') : undefined
    if (!definition || !name) return []
    const found = columnIn(at, old, name)
    if (found === 'fresh' || found === 'missing') return []
    // SERIAL is no type here: it is refused, which has a rule of its own.
    if (isRefusedSerial(definition.typeName, at.schema)) return []
    const from = found && found.type.name !== 'unknown' ? found.type : null
    const to = typeOf(definition.typeName, at.schema)
    return [{ old, column: name, command, from, to, using: definition.raw_default ?? null }]
  })
}

/** `USING` that is nothing but casts of the column itself. */
export function isPlainCast(using: Node, column: string): boolean {
  const cast = nodeOf(using, 'TypeCast')
  if (cast?.arg) return isPlainCast(cast.arg, column)
  const fields = nodeOf(using, 'ColumnRef')?.fields ?? []
  const last = fields.at(-1)
  return last !== undefined && nodeOf(last, 'String')?.sval === column
}
