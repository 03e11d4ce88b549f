/** A range of predicted seconds: `less than a second`, `about 3 s`, `about 40-90 s`, `about 2-5 min`. */
export function secondsWords(low: number, high: number): string {
  if (high < 1) return 'less than a second'
  const { name, seconds } = unitOf(high)
  const [from, to] = [rounded(low / seconds), rounded(high / seconds)]
  if (from === to) return `about ${to} ${name}`
  if (from === 0) return `up to ${to} ${name}`
  return `about ${from}-${to} ${name}`
}

function unitOf(seconds: number): { name: string; seconds: number } {
  if (seconds < 120) return { name: 's', seconds: 1 }
  return seconds < 2 * 3600 ? { name: 'min', seconds: 60 } : { name: 'h', seconds: 3600 }
}

/** A prediction is no more exact than two digits. */
function rounded(value: number): number {
  if (value < 20) return Math.round(value)
  const step = value < 100 ? 5 : 10 ** (Math.floor(Math.log10(value)) - 1)
  return Math.round(value / step) * step
}
