import { type Node, parseSync } from 'libpg-query'

/**
 * The trees of single statements, null for what does not parse. One call of the parser for all of them, since each call
 * costs more than a statement. Needs `loadParser()` before.
 */
export function parsePieces(pieces: readonly string[]): (Node | null)[] {
  if (pieces.length === 0) return []
  const trees = treesOf(pieces.join('\n;\n'))
  if (trees?.length === pieces.length) return trees
  if (pieces.length === 1) return [null]
  const middle = pieces.length >> 1
  return [...parsePieces(pieces.slice(0, middle)), ...parsePieces(pieces.slice(middle))]
}

function treesOf(text: string): Node[] | null {
  try {
    return (parseSync(text).stmts ?? []).map(({ stmt }) => stmt as Node)
  } catch {
    return null
  }
}
