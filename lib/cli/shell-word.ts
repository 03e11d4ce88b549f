/** A word of a command line that is printed to be copied: quoted for a POSIX shell where it is more than a plain word. */
export function shellWord(word: string): string {
  if (/^[\w./:@%+=,-]+$/.test(word)) return word
  // Line ends and escapes would run, or paint, before anybody read them.
  const control = /[\p{Cc}\p{Cf}\u2028\u2029]/u
  if (!control.test(word)) return `'${word.replaceAll("'", "'\\''")}'`
  const escaped = [...word].map((character) => {
    if (character === '\\' || character === "'") return `\\${character}`
    if (!control.test(character)) return character
    return [...Buffer.from(character)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
  })
  return `$'${escaped.join('')}'`
}
