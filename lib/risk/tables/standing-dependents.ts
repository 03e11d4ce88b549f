import { type Dependent, dependentsOf } from '../model/dependents'
import type { SchemaModel } from '../model/model'
import { nameIn } from '../model/names'

/**
 * What stands on a column, and makes PostgreSQL refuse to drop it: not its own indexes, checks and foreign keys, which go
 * with it.
 */
export function standingOnColumn(
  schema: SchemaModel,
  of: { table: string; column: string },
  postgres: number,
): Dependent[] {
  return dependentsOf(schema, of).filter(({ kind, of: owner }) => {
    if (kind === 'index' || kind === 'check' || kind === 'sequence') return false
    // Up to 15 a column computed from it goes along without a word.
    if (kind === 'generated column') return postgres >= 16
    return kind !== 'foreign key' || owner !== of.table
  })
}

/** As `standingOnColumn`, of tables or views; what goes in the same statement is no obstacle. */
export function standingOn(schema: SchemaModel, keys: readonly string[]): (Dependent & { on: string })[] {
  return keys.flatMap((key) =>
    dependentsOf(schema, { table: key })
      .filter(({ kind, of }) => kind !== 'sequence' && !keys.includes(of))
      .map((each) => ({ ...each, on: key })),
  )
}

/** Columns of a type, as `orders.state`, by their table's key. */
export function columnsOfType(schema: SchemaModel, key: string): { table: string; column: string }[] {
  const wanted = nameIn(key)
  return [...schema.tables.values()].flatMap((table) =>
    [...table.columns.values()].flatMap(({ name, type }) => {
      if (type.name !== wanted) return []
      const places = type.schema === null ? schema.searchPath : [type.schema]
      const found = places.map((place) => `${place}.${type.name}`).find((each) => schema.types.has(each))
      return found === key ? [{ table: table.key, column: name }] : []
    }),
  )
}
