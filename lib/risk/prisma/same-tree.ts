/** Whether two trees say the same, wherever they were written. A cast to the column's own type says nothing. */
export function sameTree(a: object | null | undefined, b: object | null | undefined): boolean {
  return treeText(a) === treeText(b)
}

/** A tree as text, without the places that it was written at. */
export function treeText(tree: object | null | undefined): string {
  if (!tree) return 'null'
  return JSON.stringify(tree, (name, value) =>
    name === 'location' || name === 'relpersistence' || /_location$|list_(start|end)$/.test(name)
      ? undefined
      : value,
  )
}
