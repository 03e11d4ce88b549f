import { catalogDelta } from '../../../domain/catalog-delta'
import type { Trouble } from '../../../domain/resolution'
import type { ResolvingPorts, Situation } from '../../situation'
import { draftResolution, impossible, inOrder, possible } from '../draft-resolution'
import { builds } from '../shadow-of'
import { changesWords, failureWords } from '../words'
import type { FailedCase } from './failed-case'
import { failedDetails, failedWhat } from './failed-words'
import { unprovedWays } from './unproved-ways'

/** A failed row whose script nobody has: what the schema holds beyond the rest of the history must be its doing. */
export async function lostTrouble(
  ports: ResolvingPorts,
  situation: Situation,
  failed: FailedCase,
): Promise<Trouble> {
  const { name, row } = failed
  const trouble = { kind: 'failed' as const, migration: name, what: failedWhat(failed, null) }
  const known = await builds(ports, situation, failed.history.scripts)
  const unknown = 'Its script is lost: the project has no file for it, and nobody kept its text.'
  if (!known.ok) {
    const because = `${unknown} ${failureWords(known.failure)}`
    return {
      ...trouble,
      details: [...failedDetails(failed), because],
      ways: unprovedWays(situation, failed, because),
    }
  }
  const beyond = catalogDelta(known.value, situation.catalog)
  if (beyond.length > 0 || failed.history.lost.length > 0) {
    const because = `${unknown} The schema differs from what the rest of the history builds: ${changesWords(beyond)}.`
    return {
      ...trouble,
      details: [...failedDetails(failed), because],
      ways: unprovedWays(situation, failed, because),
    }
  }
  return {
    ...trouble,
    what: `${name} was begun and never ended, so no other migration is let in; nothing of it is in the schema.`,
    details: [...failedDetails(failed), unknown],
    ways: inOrder([
      possible(
        draftResolution(situation, {
          kind: 'mark_rolled_back',
          trouble: 'failed',
          migration: name,
          title: 'Record it as rolled back: the schema holds nothing of it',
          does: [
            `Sets rolled_back_at on the unfinished row of ${name} in the ledger. Nothing else is touched.`,
          ],
          proof: ['The rest of the history, replayed on a shadow database, builds exactly the live schema.'],
          warnings: ['What it may have done to rows is in no schema.'],
          takeBack: 'It is a mark in the ledger; the row itself stays.',
          next: 'Deploy what is pending.',
          ledger: [{ change: 'mark_rolled_back', id: row.id, name }],
        }),
        true,
      ),
      impossible('finish', 'Finish it', [unknown]),
      impossible('undo', 'Undo it', ['There is nothing to take back.']),
    ]),
  }
}
