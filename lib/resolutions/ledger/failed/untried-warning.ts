import { changesWords } from '../words'
import type { Standing } from './failed-case'

/** What an empty copy refuses could not be compared, and the live schema differs elsewhere. */
export function untriedWarning({ untried }: Standing): string[] {
  if (untried.length === 0) return []
  return [
    `What follows could not be tried, and the live schema holds differences that may be of it: ${changesWords(untried)}.`,
  ]
}
