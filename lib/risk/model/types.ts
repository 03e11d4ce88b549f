import type { TypeName } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import type { SchemaModel, TypeRef } from './model'
import { schemaOf, texts, typeKeyOf } from './names'

/** A type as PostgreSQL's catalogs name it. `serial` is left as it is written: `columnOfDefinition` knows what it means. */
export function typeOf(type: TypeName | undefined, schema: SchemaModel): TypeRef {
  const written = texts(type?.names)
  const builtIn = written[0] === 'pg_catalog'
  const names = builtIn ? written.slice(1) : written
  const bare = names.at(-1) ?? ''
  const isArrayName = bare.startsWith('_') && arrayNames.has(bare)
  const name = isArrayName ? bare.slice(1) : bare
  return {
    schema: builtIn ? null : schemaOfType(schema, names),
    name: aliases[name] ?? name,
    modifiers: modifiersOf(type, name),
    array: isArrayName || (type?.arrayBounds?.length ?? 0) > 0,
  }
}

/** Types of extensions are in no list of ours, and which schema they are in says nothing. */
function schemaOfType(schema: SchemaModel, names: string[]): string | null {
  const key = typeKeyOf(schema, names)
  if (schema.types.has(key) || schema.tables.has(key)) return schemaOf(key)
  return schema.complete ? null : (names.at(-2) ?? null)
}

function modifiersOf(type: TypeName | undefined, name: string): number[] {
  const given = (type?.typmods ?? []).flatMap((node) => {
    const constant = nodeOf(node, 'A_Const')
    return constant?.ival ? [constant.ival.ival ?? 0] : []
  })
  return name === 'numeric' && given.length === 1 ? [...given, 0] : given
}

/** What can be written without the grammar turning it into the catalog's name. */
const aliases: Record<string, string> = {
  int: 'int4',
  integer: 'int4',
  bigint: 'int8',
  smallint: 'int2',
  boolean: 'bool',
  decimal: 'numeric',
  real: 'float4',
}

const arrayNames = new Set(
  ['text', 'int2', 'int4', 'int8', 'float4', 'float8', 'bool', 'uuid', 'varchar', 'bpchar', 'jsonb', 'json']
    .concat(['numeric', 'date', 'timestamp', 'timestamptz', 'time', 'timetz', 'bytea'])
    .map((name) => `_${name}`),
)

/** `varchar(20)[]`, `app.status`: for comparing and showing. */
export function typeText({ schema, name, modifiers, array }: TypeRef): string {
  const given = modifiers.length > 0 ? `(${modifiers.join(',')})` : ''
  return `${schema === null ? '' : `${schema}.`}${name}${given}${array ? '[]' : ''}`
}
