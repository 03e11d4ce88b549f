import { count } from '../words'
import { causeWords } from './cause'
import type { FailedCase, Standing } from './failed-case'

/** One sentence; `standing` is null where it is not known how far the script came. */
export function failedWhat({ name }: FailedCase, standing: Standing | null): string {
  const begun = `${name} was begun and never ended, so no other migration is let in`
  if (!standing) return `${begun}; how far it came is not known.`
  const all = standing.script.statements.length
  const { candidates, uncertain, at, half } = standing
  const index = half ? `, and an index is ${half.how}` : ''
  if (standing.compared === 0 && uncertain.length > 0 && !standing.told) {
    return `${begun}; it changes rows and nothing of the schema, so how far it came cannot be seen there.`
  }
  if (uncertain.length > 0 && !standing.told) {
    return `${begun}; the schema shows ${candidates.join(' or ')} of its ${count(all, 'statement')} done${index}.`
  }
  if (at === 0) return `${begun}; nothing of it is in the schema${index}.`
  if (at === all) return `${begun}; all of it is in the schema.`
  return `${begun}; ${at} of its ${count(all, 'statement')} ${at === 1 ? 'is' : 'are'} done${index}.`
}

export function failedDetails(failed: FailedCase): string[] {
  const { row, ran, changed, file, history } = failed
  return [
    `It was begun at ${row.startedAt.slice(0, 16).replace('T', ' ')} UTC.${causeWords(failed)}`,
    ...(changed ? ['Its file was changed since it was begun.'] : []),
    ...(file === null ? ['The project has no file for it any more.'] : []),
    ...(ran && (changed || file === null) ? [`The text that ran is taken from ${ran.from}.`] : []),
    ...history.doubts,
  ]
}
