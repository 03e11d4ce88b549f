/** From UTF-8 bytes, in which the parser counts, to UTF-16 indices. */
export function byteIndex(text: string): (byte: number) => number {
  let table: Uint32Array | null = null
  const length = Buffer.byteLength(text)
  if (length === text.length) return (byte) => byte
  return (byte) => {
    table ??= tableOf(text, length)
    return table[Math.max(0, Math.min(byte, length))] ?? text.length
  }
}

function tableOf(text: string, length: number): Uint32Array {
  const table = new Uint32Array(length + 1)
  let byte = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    const next = text.charCodeAt(index + 1)
    const isPair = code >= 0xd800 && code < 0xdc00 && next >= 0xdc00 && next < 0xe000
    const bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : isPair ? 4 : 3
    for (let each = 0; each < bytes; each++) table[byte++] = index
    if (isPair) index++
  }
  table[length] = text.length
  return table
}
