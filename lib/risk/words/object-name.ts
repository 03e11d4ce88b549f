/** PostgreSQL's limit on a name, in bytes. */
const limit = 63

/**
 * The name that PostgreSQL gives to what was not named: `orders_note_check`. Where it would be too long, the longer of
 * the first two parts is cut, byte by byte. `taken`: names that a number makes way for.
 */
export function objectName(
  table: string,
  columns: readonly string[],
  label: string,
  taken: (name: string) => boolean = () => false,
): string {
  const middle = columns.join('_')
  for (let pass = 0; ; pass++) {
    const name = fitted(table, middle, pass === 0 ? label : `${label}${pass}`)
    if (!taken(name)) return name
  }
}

function fitted(table: string, middle: string, label: string): string {
  const room = limit - Buffer.byteLength(label) - 1 - (middle ? 1 : 0)
  let first = Buffer.byteLength(table)
  let second = Buffer.byteLength(middle)
  while (first + second > room) {
    if (first > second) first--
    else second--
  }
  return [clip(table, first), ...(middle ? [clip(middle, second)] : []), label].join('_')
}

/** At most so many bytes, and no half character. */
function clip(text: string, bytes: number): string {
  const whole = Buffer.from(text)
  if (whole.length <= bytes) return text
  let end = bytes
  while (end > 0 && ((whole[end] ?? 0) & 0xc0) === 0x80) end--
  return whole.subarray(0, end).toString('utf8')
}
