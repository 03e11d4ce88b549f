import type { Node } from 'libpg-query'
import { parseTexts } from './parse-texts'

/** The trees of texts that are one statement each; null for what is none. Needs `loadParser()` before. */
export function parsePieces(pieces: readonly string[]): (Node | null)[] {
  return parseTexts(pieces).map((parsed) =>
    parsed.ok && parsed.trees.length === 1 ? (parsed.trees[0]?.tree ?? null) : null,
  )
}
