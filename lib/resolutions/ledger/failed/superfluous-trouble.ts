import type { LedgerRow } from '../../../domain/migration'
import type { Trouble } from '../../../domain/resolution'
import type { Situation } from '../../situation'
import { draftResolution, possible } from '../draft-resolution'

/**
 * An unfinished row beside another one that tells what became of the migration: one that says applied, or one that was
 * begun later. The left-over row alone would stop every deploy.
 */
export function superfluousTrouble(situation: Situation, row: LedgerRow, other: LedgerRow): Trouble {
  const { name } = row
  const applied = other.finishedAt !== null
  return {
    kind: 'failed',
    migration: name,
    what: applied
      ? `The ledger holds ${name} twice: as applied, and as begun and never ended. The second row lets no other migration in.`
      : `The ledger holds ${name} more than once as begun and never ended. This is a left-over row; the newest is told by itself.`,
    details: [
      applied
        ? `Applied: begun at ${other.startedAt}, ended at ${other.finishedAt}.`
        : `Begun again at ${other.startedAt}.`,
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
          proof: [
            applied
              ? 'The ledger’s other row of the same name says that the migration is applied.'
              : 'The newer row of the same name is the one that will be resolved by what is in the schema.',
          ],
          takeBack: 'It is a mark in the ledger; both rows stay.',
          next: applied ? 'Deploy what is pending.' : 'Look again: the newer row is still to be resolved.',
          ledger: [{ change: 'mark_rolled_back', id: row.id, name }],
        }),
        true,
      ),
    ],
  }
}
