import type { ColumnRef, Node } from 'libpg-query'

/**
 * Calls `visit` with each node of a tree, by its name, outer ones first, in order; `false` stops it from going deeper
 * there. However deep the tree is.
 */
export function walk(tree: unknown, visit: (name: string, inner: unknown) => boolean | undefined): void {
  const open: unknown[] = [tree]
  while (open.length > 0) {
    const each = open.pop()
    if (each === null || typeof each !== 'object') continue
    if (each instanceof Visit) {
      if (visit(each.name, each.inner) !== false) open.push(each.inner)
      continue
    }
    if (Array.isArray(each)) {
      for (let at = each.length - 1; at >= 0; at--) open.push(each[at])
      continue
    }
    const entries = Object.entries(each)
    for (let at = entries.length - 1; at >= 0; at--) {
      const [name, inner] = entries[at] as [string, unknown]
      if (inner === null || typeof inner !== 'object') continue
      // Nodes are wrapped under their name, which is capitalised; fields are not.
      const isNode = !Array.isArray(inner) && name >= 'A' && name < '['
      open.push(isNode ? new Visit(name, inner) : inner)
    }
  }
}

class Visit {
  constructor(
    readonly name: string,
    readonly inner: unknown,
  ) {}
}

/** The names in a reference: `{ column: 'a', table: 'o' }`; a star is the column `*`. */
export function namesOfReference(reference: ColumnRef): { column: string; table: string | null } {
  const names = (reference.fields ?? []).map((field) =>
    'String' in field ? (field.String.sval ?? '') : 'A_Star' in field ? '*' : '',
  )
  return { column: names.at(-1) ?? '', table: names.at(-2) ?? null }
}

/** The columns that an expression on one table names, each once, in order. */
export function columnsIn(expression: Node | Node[] | null | undefined): string[] {
  const found = new Set<string>()
  walk(expression, (name, inner) => {
    if (name === 'ColumnRef') found.add(namesOfReference(inner as ColumnRef).column)
    return undefined
  })
  found.delete('*')
  return [...found]
}

/** The expression with a column under its new name. What does not name it is returned as it is. */
export function renameColumnIn<T>(tree: T, from: string, to: string): T {
  if (Array.isArray(tree)) {
    let changed = false
    const items = tree.map((each) => {
      const after = renameColumnIn(each, from, to)
      if (after !== each) changed = true
      return after
    })
    return changed ? (items as T) : tree
  }
  if (tree === null || typeof tree !== 'object') return tree
  const reference = (tree as { ColumnRef?: ColumnRef }).ColumnRef
  if (reference) {
    if (namesOfReference(reference).column !== from) return tree
    const fields = [...(reference.fields ?? []).slice(0, -1), { String: { sval: to } }]
    return { ColumnRef: { ...reference, fields } } as T
  }
  let copy: Record<string, unknown> | null = null
  for (const [name, inner] of Object.entries(tree)) {
    const after = renameColumnIn(inner, from, to)
    if (after === inner) continue
    copy ??= { ...(tree as Record<string, unknown>) }
    copy[name] = after
  }
  return (copy ?? tree) as T
}
