export type Places = (position: number) => { line: number; column: number }

/** From UTF-16 offsets to 1-based lines and columns. */
export function createPlaces(sql: string): Places {
  const starts = [0]
  for (let at = sql.indexOf('\n'); at >= 0; at = sql.indexOf('\n', at + 1)) starts.push(at + 1)
  return (position) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((starts[middle] ?? 0) <= position) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: position - (starts[low] ?? 0) + 1 }
  }
}
