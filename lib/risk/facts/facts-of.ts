import type { Node } from 'libpg-query'
import type { Origin, SchemaModel } from '../model/model'
import type { StatementFacts } from './facts'

export interface FactsContext {
  /** Just before the statement. */
  schema: SchemaModel
  /** Major version. */
  postgres: number
  isFresh(thing: { born: Origin } | null | undefined): boolean
  /** Null: it runs by itself, outside a transaction. */
  transaction: number | null
}

/** What PostgreSQL does to execute it: locks, scans, rewrites. A statement that does not parse (null) is opaque. */
export function factsOf(_tree: Node | null, _context: FactsContext): StatementFacts {
  return { effects: [], locks: [], work: [], opaque: true, refused: null }
}
