import type { SchemaModel } from './model'

/** Another model of the same content. Tables and the like are shared, since they never change. */
export function copyModel(schema: SchemaModel): SchemaModel {
  return {
    defaultSchema: schema.defaultSchema,
    homeSchema: schema.homeSchema,
    searchPath: schema.searchPath,
    schemas: new Map(schema.schemas),
    tables: new Map(schema.tables),
    views: new Map(schema.views),
    types: new Map(schema.types),
    sequences: new Map(schema.sequences),
    functions: new Map(schema.functions),
    extensions: new Map(schema.extensions),
    complete: schema.complete,
  }
}
