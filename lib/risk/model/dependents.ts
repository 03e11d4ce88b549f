import type { SchemaModel } from './model'

export interface Dependent {
  kind:
    | 'view'
    | 'check'
    | 'index'
    | 'foreign key'
    | 'trigger'
    | 'policy'
    | 'rule'
    | 'generated column'
    | 'partition key'
    | 'sequence'
  name: string
  /** The key of the table or view that it belongs to, or that it is. */
  of: string
  /** `the view active_orders`. */
  words: string
}

/** What names a table, or one of its columns. */
export function dependentsOf(_schema: SchemaModel, _of: { table: string; column?: string }): Dependent[] {
  return []
}
