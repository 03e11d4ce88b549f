import { type ColumnRef, parseSync } from 'libpg-query'
import type { Probe } from '../../domain/finding'
import type { SchemaModel, TypeRef } from '../model/model'
import { namesOfReference, walk } from '../model/walk'

/**
 * Null unless a probe compares a column of citext, in words why it then proves nothing: with the search path that probes
 * run under, its values are compared as text, case by case. Other types of extensions are an error there, no wrong answer.
 */
export function comparesByExtension({ sql, table }: Probe, schema: SchemaModel): string | null {
  const columns = [...(schema.tables.get(table)?.columns.values() ?? [])]
  const caseless = new Set(columns.filter(({ type }) => isCitext(type, schema)).map(({ name }) => name))
  if (caseless.size === 0) return null
  const named = comparedColumns(sql).find((name) => caseless.has(name))
  return named === undefined ? null : `${named} is citext, which only its own operators compare rightly`
}

function isCitext({ schema: home, name }: TypeRef, schema: SchemaModel, depth = 0): boolean {
  if (name === 'citext') return true
  const domain = schema.types.get(`${home ?? schema.defaultSchema}.${name}`)
  return depth < 20 && domain?.base != null && isCitext(domain.base, schema, depth + 1)
}

/** Columns that stand anywhere within an operator's operands. */
function comparedColumns(sql: string): string[] {
  const names: string[] = []
  walk(parseSync(sql), (name, inner) => {
    if (name !== 'A_Expr') return undefined
    walk(inner, (each, column) => {
      if (each === 'ColumnRef') names.push(namesOfReference(column as ColumnRef).column)
      return undefined
    })
    return undefined
  })
  return names
}
