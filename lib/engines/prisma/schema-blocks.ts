/** A piece of a Prisma schema: a block (`model User { … }`), or what stands between two blocks. */
export type SchemaPiece =
  | { block: false; text: string }
  /** `head` is what stands before the brace, `body` what stands between both. */
  | { block: true; keyword: string; head: string; body: string }

/** Takes a schema apart at its outermost braces. Braces in strings and comments are none. Concatenated, nothing is lost. */
export function schemaPieces(schema: string): SchemaPiece[] {
  const pieces: SchemaPiece[] = []
  let start = 0
  let open = -1
  let depth = 0
  for (let at = 0; at < schema.length; at = afterToken(schema, at)) {
    if (schema[at] === '{') {
      if (depth === 0) open = at
      depth += 1
    } else if (schema[at] === '}' && depth > 0) {
      depth -= 1
      if (depth > 0) continue
      pieces.push(...blockFrom(schema.slice(start, open), schema.slice(open + 1, at)))
      start = at + 1
    }
  }
  if (start < schema.length) pieces.push({ block: false, text: schema.slice(start) })
  return pieces
}

/** The last keyword before the brace begins the block; comments before it stay where they are. */
function blockFrom(before: string, body: string): SchemaPiece[] {
  const head = /(?:^|\n)[ \t]*((\w+)\s+\w+\s*)$/.exec(before)
  if (head?.[1] === undefined || head[2] === undefined) return [{ block: false, text: `${before}{${body}}` }]
  const between = before.slice(0, before.length - head[1].length)
  const block: SchemaPiece = { block: true, keyword: head[2], head: head[1], body }
  return between === '' ? [block] : [{ block: false, text: between }, block]
}

/** Index after the string, comment or character that begins at `at`. */
function afterToken(text: string, at: number): number {
  if (text.startsWith('//', at)) {
    const end = text.indexOf('\n', at)
    return end === -1 ? text.length : end
  }
  if (text[at] !== '"') return at + 1
  for (let end = at + 1; end < text.length; end += 1) {
    if (text[end] === '\\') end += 1
    else if (text[end] === '"' || text[end] === '\n') return end + 1
  }
  return text.length
}
