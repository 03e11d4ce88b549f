import type { Trouble } from '../../../domain/resolution'
import type { Situation } from '../../situation'
import { changesWords, count } from '../words'
import type { FailedCase, Standing } from './failed-case'
import { failedDetails } from './failed-words'
import { unprovedWays } from './unproved-ways'

/** None of the script's states is the live one: somebody went on by hand, or had changed the same objects before. */
export function astrayWays(
  situation: Situation,
  failed: FailedCase,
  { script, closest, compared }: Standing,
): Pick<Trouble, 'details' | 'ways'> {
  const all = script.statements.length
  const place =
    closest.at === 0 ? 'before its first statement' : `after ${closest.at} of ${count(all, 'statement')}`
  const because = `None of the script’s states is the live one: closest is the one ${place}, from which the live schema differs in ${changesWords(closest.differences)}.`
  return {
    details: [
      ...failedDetails(failed),
      `The script was run on a shadow database statement by statement, and ${count(compared, 'object')} that it changes compared with the live ones.`,
      because,
      'Somebody may have gone on by hand, or have changed the same objects before. Once the ledger says which it is, the rest is told as drift and can be adopted or reverted object by object.',
    ],
    ways: unprovedWays(situation, failed, because),
  }
}
