import type { CatalogChange } from '../../../domain/catalog'
import { catalogDelta } from '../../../domain/catalog-delta'
import type { Failure } from '../../../domain/failure'
import type { Way } from '../../../domain/resolution'
import type { ResolvingPorts, Situation } from '../../situation'
import { draftResolution, impossible, possible } from '../draft-resolution'
import { runningStatements } from '../script-states'
import { builds } from '../shadow-of'
import { mayTouchRows } from '../touches-rows'
import { changesWords, failureWords } from '../words'
import type { MissingCase, MissingPicture } from './missing-case'

/** What of a missing migration is in the live schema. */
export interface Held {
  /** What the live schema holds of it; null: not known, see `why`. */
  changes: CatalogChange[] | null
  why: string | null
  /** Its text is known, and changes nothing of any schema: whether it ran is in none. */
  silent: boolean
  /** The rest of the history applies to an empty database without it. */
  restApplies: boolean
}

export async function heldBySchema(
  ports: ResolvingPorts,
  situation: Situation,
  { name, past }: MissingCase,
  { built, history }: MissingPicture,
): Promise<Held> {
  const { catalog } = situation
  if (!built.ok) return unknownFor(built.failure)
  if (past === null) {
    const changes = catalogDelta(built.value, catalog)
    return { changes, why: null, silent: false, restApplies: true }
  }
  const rest = history.scripts.filter((script) => script.name !== name)
  const without = await builds(ports, situation, rest)
  if (!without.ok) return unknownFor(without.failure)
  const effect = catalogDelta(without.value, built.value)
  const there = effect.filter(({ key, before }) => (catalog[key] ?? null) !== before)
  return { changes: there, why: null, silent: effect.length === 0, restApplies: true }
}

/** That no shadow can be had says nothing of the history. */
function unknownFor(failure: Failure): Held {
  const restApplies = failure.code !== 'migration_does_not_replay'
  return { changes: null, why: failureWords(failure), silent: false, restApplies }
}

/** Of what it does to a schema, the live one has nothing. */
export function holdsNothing({ changes, silent }: Held): boolean {
  return changes?.length === 0 && !silent
}

/** The ledger forgets it. */
export function forgetWay(
  situation: Situation,
  { name, row, past }: MissingCase,
  { history }: MissingPicture,
  held: Held,
): Way {
  const title = 'Forget it: the ledger records it as rolled back'
  if (!held.restApplies && past !== null) {
    return impossible('forget', title, [`Without it, the rest of the history does not apply. ${held.why}`])
  }
  const { changes, why, silent } = held
  const nothing = holdsNothing(held)
  const rows = past !== null && runningStatements(past.sql).some(mayTouchRows)
  const others = history.lost.filter((lost) => lost.name !== name)
  return possible(
    draftResolution(situation, {
      kind: 'forget',
      trouble: 'missing',
      migration: name,
      title: nothing ? 'Forget it: the schema holds nothing of it' : title,
      does: [`Sets rolled_back_at on the row of ${name} in the ledger. The schema is not touched.`],
      proof: nothing
        ? [
            past === null
              ? 'The history without it, replayed on a shadow database, builds exactly the live schema.'
              : 'Everything that it changes is in the live schema as it would be without it; both were replayed on shadow databases.',
          ]
        : [],
      warnings: [
        ...(why && held.restApplies ? [`Nothing was proved: ${why}`] : []),
        ...(why && !held.restApplies
          ? [`Without it, the rest of the history does not apply to an empty database. ${why}`]
          : []),
        ...(changes && changes.length > 0
          ? [
              `This stays in the schema, and is told as drift: ${changesWords(changes)}.${others.length > 0 ? ` Some of it may be of ${others.map((lost) => lost.name).join(', ')}.` : ''}`,
            ]
          : []),
        ...(silent ? ['It changes nothing of the schema: whether it ran is in no schema.'] : []),
        ...(rows ? ['What it did to rows stays.'] : []),
        'If its file comes back, by a merge for instance, the next deploy runs it.',
      ],
      takeBack: `Put the file back and record it as applied; the checksum of the ledger was ${row.checksum}.`,
      next:
        changes?.length === 0
          ? 'Deploy what is pending.'
          : 'Look again: what stays can be adopted as a migration, object by object.',
      ledger: [{ change: 'mark_rolled_back', id: row.id, name }],
    }),
    nothing,
  )
}
