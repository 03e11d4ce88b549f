import type { PlannedMigration } from '../domain/plan'
import type { StoppedPlace } from './stepwise-place'

/** `statements 1-3, 5` of indices from 0. */
export function counted(indices: number[]): string {
  const numbers = indices.map((index) => index + 1).sort((a, b) => a - b)
  const ranges: string[] = []
  for (let at = 0; at < numbers.length; ) {
    let end = at
    while (numbers[end + 1] === (numbers[end] ?? 0) + 1) end++
    ranges.push(end > at ? `${numbers[at]}-${numbers[end]}` : `${numbers[at]}`)
    at = end + 1
  }
  return `${numbers.length > 1 ? 'statements' : 'statement'} ${ranges.join(', ')}`
}

/** "statements 1-3 done, statement 4 in doubt, statements 5-6 not run" */
export function placeWords({ segments }: Pick<PlannedMigration, 'segments'>, place: StoppedPlace): string {
  const of = (from: number, to?: number) => segments.slice(from, to).flatMap(({ statements }) => statements)
  const done = of(0, place.done)
  const doubtful = place.next === 'doubt' ? of(place.done, place.done + 1) : []
  const notRun = of(place.done + (doubtful.length > 0 ? 1 : 0))
  return [
    done.length > 0 && `${counted(done)} done`,
    doubtful.length > 0 && `${counted(doubtful)} in doubt`,
    notRun.length > 0 && `${counted(notRun)} not run`,
  ]
    .filter(Boolean)
    .join(', ')
}
