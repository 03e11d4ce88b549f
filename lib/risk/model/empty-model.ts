import type { SchemaModel } from './model'

/** `complete`: the database is known to be empty. Otherwise everything may exist already, and is taken to be in use. */
export function emptyModel(options: { complete: boolean; defaultSchema?: string }): SchemaModel {
  const { complete, defaultSchema = 'public' } = options
  return {
    defaultSchema,
    homeSchema: defaultSchema,
    searchPath: [defaultSchema],
    schemas: new Map(),
    tables: new Map(),
    views: new Map(),
    types: new Map(),
    sequences: new Map(),
    functions: new Map(),
    extensions: new Map(),
    complete,
  }
}
