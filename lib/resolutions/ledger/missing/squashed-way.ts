import { catalogDelta } from '../../../domain/catalog-delta'
import type { LedgerChange, Way } from '../../../domain/resolution'
import type { ResolvingPorts, Situation } from '../../situation'
import { draftResolution, possible } from '../draft-resolution'
import { builds } from '../shadow-of'
import { count } from '../words'
import type { MissingPicture } from './missing-case'

/** Old migrations were squashed into new ones: the files alone build the live schema, and only the ledger is behind. */
export async function squashedWay(
  ports: ResolvingPorts,
  situation: Situation,
  { cases, pending }: MissingPicture,
): Promise<Way | null> {
  const files = situation.question.revision.migrations
  const built = await builds(ports, situation, files)
  if (!built.ok || catalogDelta(built.value, situation.catalog).length > 0) return null
  const ledger: LedgerChange[] = [
    ...cases.map(({ name, row }): LedgerChange => ({ change: 'mark_rolled_back', id: row.id, name })),
    ...pending.map(({ name, checksum }): LedgerChange => ({ change: 'insert_applied', name, checksum })),
  ]
  return possible(
    draftResolution(situation, {
      kind: 'mark_applied',
      trouble: 'diverged',
      migration: null,
      title: 'Record the new files as what built this schema: old ones were squashed into them',
      does: [
        `Sets rolled_back_at on ${count(cases.length, 'row')} of the ledger whose ${cases.length === 1 ? 'file is' : 'files are'} gone.`,
        `Inserts ${count(pending.length, 'row')} that ${pending.length === 1 ? 'says' : 'say'} that ${pending.map(({ name }) => name).join(', ')} ${pending.length === 1 ? 'is' : 'are'} applied. The schema is not touched.`,
      ],
      proof: ['The project’s files alone, replayed on a shadow database, build exactly the live schema.'],
      warnings: ['What the new files say about rows is taken as done.'],
      takeBack: 'The old rows are kept in the ledger, marked as rolled back.',
      next: 'Nothing is pending then.',
      ledger,
    }),
    true,
  )
}
