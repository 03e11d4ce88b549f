import type { SchemaModel, TypeRef, UserType } from '../model/model'

/** The enum behind a column's type; null: it is none, or not known. */
export function enumOf(schema: SchemaModel, { schema: written, name }: TypeRef): UserType | null {
  const places = written === null ? schema.searchPath : [written]
  for (const place of places) {
    const found = schema.types.get(`${place}.${name}`)
    if (found) return found.kind === 'enum' ? found : null
  }
  return null
}
