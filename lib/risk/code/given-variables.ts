import type { ColumnRef, Node } from 'libpg-query'
import { namesOfReference } from '../model/walk'

/** A statement of a block with its variables as what they are in it: values that are given, no columns. */
export function withGivenVariables(tree: Node, variables: readonly string[]): Node {
  if (variables.length === 0) return tree
  try {
    return given(tree, new Set(variables)) as Node
  } catch {
    // Deeper than anybody writes.
    return tree
  }
}

function given(tree: unknown, variables: ReadonlySet<string>): unknown {
  if (Array.isArray(tree)) return tree.map((each) => given(each, variables))
  if (tree === null || typeof tree !== 'object') return tree
  const reference = (tree as { ColumnRef?: ColumnRef }).ColumnRef
  if (reference) {
    const { table, column } = namesOfReference(reference)
    return variables.has(table ?? column) ? { ParamRef: { location: reference.location } } : tree
  }
  return Object.fromEntries(Object.entries(tree).map(([name, inner]) => [name, given(inner, variables)]))
}
