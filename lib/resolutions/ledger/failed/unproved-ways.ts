import type { Way } from '../../../domain/resolution'
import type { Situation } from '../../situation'
import { draftResolution, impossible, inOrder, possible } from '../draft-resolution'
import { causeWords } from './cause'
import type { FailedCase } from './failed-case'

/** Where nothing could be tried, the ledger can still be set right by somebody who knows what is there. */
export function unprovedWays(situation: Situation, failed: FailedCase, because: string): Way[] {
  const { name, row, file } = failed
  const warning = `Nothing was proved: ${because} Look at the schema yourself before you choose this.`
  const common = { trouble: 'failed' as const, migration: name, proof: [] }
  return inOrder([
    possible(
      draftResolution(situation, {
        ...common,
        kind: 'mark_rolled_back',
        title: 'Record it as rolled back, on your word that nothing of it is there',
        does: [
          `Sets rolled_back_at on the unfinished row of ${name} in the ledger. Nothing else is touched.`,
        ],
        warnings: [warning, 'If a part of it is there, the next deploy fails on it or runs it twice.'],
        takeBack:
          'It is a mark in the ledger; the row itself stays. Deploying the migration records it as applied.',
        next: file
          ? `Remove the cause, then deploy: ${name} is pending again.${causeWords(failed)}`
          : 'Look again: nothing of it is left in the ledger’s account.',
        ledger: [{ change: 'mark_rolled_back', id: row.id, name }],
      }),
    ),
    possible(
      draftResolution(situation, {
        ...common,
        kind: 'mark_applied',
        title: 'Record it as applied, on your word that all of it is there',
        does: [`Sets finished_at on the row of ${name} in the ledger. Nothing else is touched.`],
        warnings: [warning, 'What is not there of it will be told as drift.'],
        takeBack: 'Roll back to the migration before it, as after a deploy.',
        next: 'Look again: what is missing in the schema is told as drift.',
        ledger: [{ change: 'finish', id: row.id, name }],
      }),
    ),
    impossible('finish', 'Finish it', [because]),
    impossible('undo', 'Undo it', [because]),
  ])
}
