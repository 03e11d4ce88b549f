import type { Loss } from '../../domain/plan'

/** What statements would destroy, a sentence each; what was counted as nothing is left out. */
export function lossWords(losses: Loss[]): string[] {
  return losses.flatMap((loss) => {
    if (loss.count === 0 && loss.exact) return []
    const number = loss.count === null ? null : loss.count.toLocaleString('en-US')
    const of = loss.of === null || loss.of === loss.count ? '' : ` of ${loss.of.toLocaleString('en-US')}`
    const told =
      number === null ? (loss.why ?? 'not counted') : `${loss.exact ? '' : 'about '}${number}${of} rows`
    return [`${loss.what} (${told}).`]
  })
}
