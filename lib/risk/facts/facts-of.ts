import type { Node } from 'libpg-query'
import type { Origin, SchemaModel } from '../model/model'
import type { StatementFacts } from './facts'
import { createGather, type Gather } from './gather'
import { readers } from './readers'

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
export function factsOf(tree: Node | null, context: FactsContext): StatementFacts {
  const gather = createGather(context, tree)
  try {
    if (tree) readStatement(tree, gather)
    else gather.opaque()
  } catch {
    // A tree that nobody has foreseen must not end an analysis.
    gather.opaque()
  }
  return gather.facts()
}

function readStatement(tree: Node, gather: Gather): void {
  const [name = '', inside] = Object.entries(tree)[0] ?? []
  const read = readers[name]
  gather.command(null)
  if (read) read(inside, gather)
}
