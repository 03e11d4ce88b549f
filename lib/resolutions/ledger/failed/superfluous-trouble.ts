import type { LedgerRow } from '../../../domain/migration'
import type { Trouble } from '../../../domain/resolution'
import type { Situation } from '../../situation'
import { draftResolution, possible } from '../draft-resolution'

/** An unfinished row beside one that says applied: the migration is fine, and the left-over row stops every deploy. */
export function superfluousTrouble(situation: Situation, row: LedgerRow, applied: LedgerRow): Trouble {
  const { name } = row
  return {
    kind: 'failed',
    migration: name,
    what: `The ledger holds ${name} twice: as applied, and as begun and never ended. The second row lets no other migration in.`,
    details: [
      `Applied: begun at ${applied.startedAt}, ended at ${applied.finishedAt}.`,
      `Never ended: begun at ${row.startedAt}.`,
    ],
    ways: [
      possible(
        draftResolution(situation, {
          kind: 'mark_rolled_back',
          trouble: 'failed',
          migration: name,
          title: 'Record the left-over row as rolled back; the other one stays',
          does: [`Sets rolled_back_at on the row of ${name} that never ended. Nothing else is touched.`],
          proof: ['The ledger’s other row of the same name says that the migration is applied.'],
          takeBack: 'It is a mark in the ledger; both rows stay.',
          next: 'Deploy what is pending.',
          ledger: [{ change: 'mark_rolled_back', id: row.id, name }],
        }),
        true,
      ),
    ],
  }
}
