/** Orders names so that numbers count as numbers: `V2__b.sql` before `V10__a.sql`. */
export function naturally(a: string, b: string): number {
  const left = pieces(a)
  const right = pieces(b)
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const one = left[at] ?? ''
    const other = right[at] ?? ''
    const byNumber = digits.test(one) && digits.test(other) ? compareNumbers(one, other) : 0
    if (byNumber !== 0) return byNumber
    if (one !== other && !(digits.test(one) && digits.test(other))) return one < other ? -1 : 1
  }
  return left.length - right.length || (a < b ? -1 : a > b ? 1 : 0)
}

const digits = /^\d/
const pieces = (name: string) => name.match(/\d+|\D+/g) ?? []

/** Of any length: timestamps and versions may exceed what a number holds. */
function compareNumbers(a: string, b: string): number {
  const [left, right] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')]
  if (left.length !== right.length) return left.length - right.length
  return left < right ? -1 : left > right ? 1 : 0
}
