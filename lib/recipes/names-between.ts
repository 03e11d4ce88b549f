/**
 * A name with these words that sorts after `after` (null: nothing is before it) and before `before` (null: nothing is after it), and is none of `taken`: the time
 * of `after` and some seconds where there is room, else `after` itself and the words.
 */
export function nameBetween(
  after: string | null,
  before: string | null,
  words: string,
  taken: readonly string[] = [],
): string {
  const fits = (name: string) =>
    (after === null || name > after) && (before === null || name < before) && !taken.includes(name)
  for (const name of candidates(after, before, words)) if (fits(name)) return name
  let name = `${after ?? '0'}_${words}`
  while (taken.includes(name)) name += '_'
  return name
}

function* candidates(after: string | null, before: string | null, words: string): Generator<string> {
  const [time, limit] = [timeOf(after), timeOf(before)]
  if (time !== null) {
    for (let seconds = 1; seconds <= 5; seconds++) yield `${shifted(time, seconds)}_${words}`
    yield `${digits(time)}_${wordsOf(after)}_${words}`
  } else if (limit !== null) {
    for (let seconds = 5; seconds >= 1; seconds--) yield `${shifted(limit, -seconds)}_${words}`
  }
  const number = /^(\D*)(\d{1,9})(?=\D|$)/.exec(after ?? '')
  if (number && time === null) {
    const [, lead = '', figures = ''] = number
    yield `${lead}${String(Number(figures) + 1).padStart(figures.length, '0')}_${words}`
  }
}

/** Milliseconds of a name's fourteen digits; null: they are no time. */
function timeOf(name: string | null): number | null {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)_/
    .exec(name ?? '')
    ?.slice(1)
    .map(Number)
  if (!parts) return null
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts
  const at = Date.UTC(year, month - 1, day, hour, minute, second)
  return name?.startsWith(digits(at)) ? at : null
}

function shifted(time: number, seconds: number): string {
  return digits(time + seconds * 1000)
}

function digits(time: number): string {
  return new Date(time).toISOString().replace(/\D/g, '').slice(0, 14)
}

function wordsOf(name: string | null): string {
  return (name ?? '').replace(/^\d{14}_/, '')
}
