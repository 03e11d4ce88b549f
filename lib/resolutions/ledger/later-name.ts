/** Names that sort after others, as Prisma makes them: fourteen digits of a time, then words. */
const pattern = /^(\d{14})_(.+)$/

/** What a migration's name says besides its time. */
export function wordsOfName(name: string): string {
  return pattern.exec(name)?.[2] ?? name.replace(/^\d+[_-]?/, '')
}

/**
 * A name with these words that sorts after all of `names` and, where there is room, before all of `before`: the newest
 * time and a second more. No clock is asked, so that the same question has the same answer.
 */
export function laterName(names: string[], words: string, before: string[] = []): string {
  const newest = names.reduce((a, b) => (a > b ? a : b), '')
  const time = pattern.exec(newest)?.[1]
  const limit = before.reduce<string | null>((a, b) => (a === null || b < a ? b : a), null)
  for (const name of candidates(newest, time, words)) {
    if (name > newest && (limit === null || name < limit) && !names.includes(name)) return name
  }
  if (before.length > 0) return laterName([...names, ...before], words)
  return `${newest}_${words}`
}

function candidates(newest: string, time: string | undefined, words: string): string[] {
  if (time) return [`${addSecond(time)}_${words}`]
  // 001_init, 2024-01-01-init and whatever else sorts: the same shape with a number that is one more.
  const number = /^(\D*)(\d+)/.exec(newest)
  if (!number) return [`z_${words}`]
  const [, lead = '', digits = ''] = number
  const next = String(BigInt(digits) + 1n).padStart(digits.length, '0')
  return [`${lead}${next}_${words}`]
}

/** One more second; where the digits are no time (they only have to sort), one more. */
function addSecond(time: string): string {
  const [year, month, day, hour, minute, second] = [0, 4, 6, 8, 10, 12].map((at) =>
    Number(time.slice(at, at === 0 ? 4 : at + 2)),
  )
  const at = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second)
  if (digitsOf(at) === time) return digitsOf(at + 1000)
  return String(BigInt(time) + 1n).padStart(14, '0')
}

function digitsOf(milliseconds: number): string {
  if (Number.isNaN(milliseconds)) return ''
  return new Date(milliseconds).toISOString().replace(/\D/g, '').slice(0, 14)
}
