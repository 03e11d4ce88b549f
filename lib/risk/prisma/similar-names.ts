/** Words that say nothing about what a column holds. */
const common = new Set(['id', 'at', 'is', 'has', 'new', 'old', 'the', 'of', 'to', 'by', 'on'])

/**
 * How much two names say the same, 0 to 1: `user_id` and `userId` are 1, `name` and `fullName` 0.8, `color` and `colour`
 * somewhat below 1.
 */
export function nameSimilarity(a: string, b: string): number {
  const [wordsA, wordsB] = [wordsOf(a), wordsOf(b)]
  if (wordsA.join('') === wordsB.join('')) return 1
  const [tellingA, tellingB] = [telling(wordsA), telling(wordsB)]
  const shared = tellingA.filter((word) => tellingB.includes(word)).length
  const fewer = Math.min(tellingA.length, tellingB.length)
  if (shared > 0 && shared === fewer) return 0.8
  const letters = likeness(wordsA.join(''), wordsB.join(''))
  return Math.max(shared > 0 ? (0.6 * shared) / fewer : 0, letters >= 0.7 ? letters : 0)
}

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
    .map((word) => word.replace(/(?<=..)s$/, ''))
}

function telling(words: string[]): string[] {
  return words.filter((word) => !common.has(word))
}

/** Of the letters: 1 less their edit distance for each letter. */
function likeness(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return 1 - (row[b.length] ?? 0) / Math.max(a.length, b.length, 1)
}
