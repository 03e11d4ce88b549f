import type { Node, TypeName } from 'libpg-query'
import { findType } from '../model/lookup'
import type { SchemaModel, TypeRef, UserType } from '../model/model'
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

/** It, or the domain below it, refuses some values: every one must be looked at. */
export function isConstrained(domain: UserType, schema: SchemaModel): boolean {
  return chainOf(domain, schema).some(({ notNull, checks }) => notNull || checks.size > 0)
}

/** What a column of the domain gets when nothing is said. */
export function defaultOfDomain(domain: UserType, schema: SchemaModel): Node | null {
  return chainOf(domain, schema).find((each) => each.default)?.default ?? null
}

/** The domain, the domain that it is made of, and so on. */
function chainOf(domain: UserType, schema: SchemaModel): UserType[] {
  const chain: UserType[] = []
  for (let each: UserType | null = domain; each && !chain.includes(each); ) {
    chain.push(each)
    each = each.base && domainOfRef(each.base, schema)
  }
  return chain
}

export function domainOfRef(type: TypeRef, schema: SchemaModel): UserType | null {
  const found = type.array
    ? undefined
    : schema.types.get(`${type.schema ?? schema.defaultSchema}.${type.name}`)
  return found?.kind === 'domain' ? found : null
}
