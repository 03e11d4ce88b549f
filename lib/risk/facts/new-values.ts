import type { TypeName } from 'libpg-query'
import { findType } from '../model/lookup'
import type { SchemaModel, UserType } from '../model/model'
import { stringsOf } from './names'

const serials = new Set(['serial', 'serial2', 'serial4', 'serial8', 'smallserial', 'bigserial'])

export function isSerial(type: TypeName | undefined): boolean {
  const names = stringsOf(type?.names)
  return names.length === 1 && serials.has(names[0] ?? '')
}

export function domainOf(type: TypeName | undefined, schema: SchemaModel): UserType | null {
  if (!type || (type.arrayBounds ?? []).length > 0) return null
  const found = findType(schema, type.names)
  return found?.kind === 'domain' ? found : null
}
