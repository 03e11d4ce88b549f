import type { AlterDomainStmt } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import type { SchemaModel, TypeRef } from '../model/model'
import { typeKeyOf } from '../model/names'
import type { Gather } from './gather'

/** A new constraint is checked in every column of the domain. */
export function readAlterDomain({ subtype, typeName, def }: AlterDomainStmt, gather: Gather) {
  const constraint = def && nodeOf(def, 'Constraint')
  const checks = subtype === 'O' || subtype === 'V' || (subtype === 'C' && !constraint?.skip_validation)
  if (!checks) return
  const key = typeKeyOf(gather.schema, typeName ?? [])
  for (const table of tablesUsing(gather.schema, key)) {
    gather.lock(table, 'SHARE')
    gather.work('scan', table)
  }
}

/** Tables with a column of that type, or of a domain over it. */
export function tablesUsing(schema: SchemaModel, type: string): string[] {
  const keys = new Set([type])
  for (let size = 0; size !== keys.size; ) {
    size = keys.size
    for (const each of schema.types.values()) {
      if (each.base && isOf(each.base, keys, schema)) keys.add(each.key)
    }
  }
  return [...schema.tables.values()]
    .filter(({ kind }) => kind !== 'partitioned')
    .filter(({ columns }) => [...columns.values()].some((column) => isOf(column.type, keys, schema)))
    .map(({ key }) => key)
}

function isOf(type: TypeRef, keys: Set<string>, schema: SchemaModel): boolean {
  return keys.has(`${type.schema ?? schema.defaultSchema}.${type.name}`)
}
