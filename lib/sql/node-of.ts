import type { Node } from 'libpg-query'

type Wrapped<Name extends string> = Node extends infer Each
  ? Each extends Record<Name, infer Inner>
    ? Inner
    : never
  : never

/** The inside of a node when it is of that name. Trees wrap each node as `{ AlterTableStmt: { … } }`. */
export function nodeOf<Name extends string>(node: Node, name: Name): Wrapped<Name> | undefined {
  return (node as Record<string, unknown>)[name] as Wrapped<Name> | undefined
}
