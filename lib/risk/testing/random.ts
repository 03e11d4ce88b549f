/** The same numbers for the same seed: mulberry32. */
export function randomFrom(seed: number) {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (most: number) => Math.floor(next() * most)
  const oneOf = <T>(list: readonly T[]): T => list[below(list.length)] as T
  return { below, oneOf, damaged }

  /** The text with a few of its tokens exchanged, dropped or doubled, or replaced by what is unlikely there. */
  function damaged(sql: string): string {
    const tokens = sql.match(/\s+|\w+|"[^"]*"|'[^']*'|./gs) ?? []
    for (let times = 1 + below(4); times > 0; times--) {
      const at = below(tokens.length)
      const [one, other] = [tokens[at] ?? '', tokens[below(tokens.length)] ?? '']
      const replaced = [[], [one, one], [other], [one, other], [oneOf(unlikely)]]
      tokens.splice(at, 1, ...oneOf(replaced))
    }
    return tokens.join('')
  }
}

const unlikely = [
  ...[';', '(', ')', "'", '"', '$$', '/*', '*/', '--', '\0', '\uD800', '\uFEFF', '\r', ' ', '::', '[', '😀'],
  ...['NULL', 'CASCADE', 'USING', 'ALTER TABLE', 'ONLY', 'CONCURRENTLY', 'IF EXISTS', 'NOT VALID', 'DEFAULT'],
  ...['PARTITION OF', 'BEGIN', 'COMMIT', 'DROP COLUMN "a"', '99999999999999999999', '""', "E'\\u0000'", '\\'],
]
