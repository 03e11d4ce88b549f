import type { TypeName } from 'libpg-query'
import type { SchemaModel } from '../model/model'
import { texts, typeKeyOf } from '../model/names'

const integers: Record<string, string> = {
  bigserial: 'BIGINT',
  serial8: 'BIGINT',
  serial: 'INTEGER',
  serial4: 'INTEGER',
  smallserial: 'SMALLINT',
  serial2: 'SMALLINT',
}

/** The integer type that somebody means who writes SERIAL where only a type can stand; null: it is another type. */
export function integerMeant(type: TypeName | undefined, schema: SchemaModel): string | null {
  const names = texts(type?.names)
  const integer = integers[names.at(-1) ?? '']
  // A type of that name may exist, where somebody made one.
  return names.length === 1 && integer && !schema.types.has(typeKeyOf(schema, names)) ? integer : null
}

export function isRefusedSerial(type: TypeName | undefined, schema: SchemaModel): boolean {
  return integerMeant(type, schema) !== null
}
