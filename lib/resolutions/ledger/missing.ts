import type { Trouble, TroubleKind, Way } from '../../domain/resolution'
import type { ResolvingPorts, Situation } from '../situation'
import { inOrder } from './draft-resolution'
import { divergedTrouble } from './missing/diverged-trouble'
import { forgetWay, type Held, heldBySchema, holdsNothing } from './missing/forget-way'
import { type MissingCase, type MissingPicture, missingPicture } from './missing/missing-case'
import { recoverWay } from './missing/recover-way'
import { renamedWays } from './missing/renamed-ways'
import { restoreWay } from './missing/restore-way'
import { originWords } from './origin-words'
import { changesWords } from './words'

/**
 * Applied migrations without a file: where their text is known from, what of them is in the schema, and the ways to
 * bring the file back, to write it anew, or to forget it. With pending files beside them, two lines of history met.
 */
export async function explainMissing(ports: ResolvingPorts, situation: Situation): Promise<Trouble[]> {
  const picture = await missingPicture(ports, situation)
  if (!picture) return []
  const troubles: Trouble[] = []
  // The same for all of them, and not cheap.
  const recovered = await recoverWay(ports, situation, picture)
  const gone = picture.cases.filter(({ renamed }) => renamed === null)
  if (gone.length > 0 && picture.pending.length > 0) {
    const whole = recovered && forTrouble(recovered, 'diverged', null)
    troubles.push(await divergedTrouble(ports, situation, { ...picture, cases: gone }, whole))
  }
  for (const missing of picture.cases) {
    troubles.push(await missingTrouble(ports, situation, picture, missing, recovered))
  }
  return troubles
}

async function missingTrouble(
  ports: ResolvingPorts,
  situation: Situation,
  picture: MissingPicture,
  missing: MissingCase,
  recovered: Way | null,
): Promise<Trouble> {
  const { name, row, renamed, past } = missing
  const applied = `It was applied at ${row.finishedAt}; the ledger’s checksum is ${row.checksum}.`
  if (renamed) {
    return {
      kind: 'missing',
      migration: name,
      what: `${name} is applied and has no file; ${renamed.name} has the very same text, so its folder was renamed.`,
      details: [applied, ...(await originWords(situation.question.past, renamed.name))],
      ways: inOrder(renamedWays(situation, missing, renamed)),
    }
  }
  const held = await heldBySchema(ports, situation, missing, picture)
  const ways = [
    restoreWay(situation, missing, picture, holdsNothing(held)),
    ...(past === null && recovered ? [forTrouble(recovered, 'missing', name)] : []),
    forgetWay(situation, missing, picture, held),
  ]
  return {
    kind: 'missing',
    migration: name,
    what: what(missing, held),
    details: [
      applied,
      past ? `Its text is known from ${past.from}.` : 'Its text is not known any more.',
      ...(await originWords(situation.question.past, name)),
      ...heldDetails(held),
    ],
    ways: inOrder(ways),
  }
}

function what({ name, past }: MissingCase, held: Held): string {
  const missing = `${name} is applied, and the project has no file for it`
  if (holdsNothing(held)) return `${missing}; the schema holds nothing of it.`
  return past === null ? `${missing}; nobody knows its text any more.` : `${missing}; its text is known.`
}

function heldDetails({ changes, why, silent }: Held): string[] {
  if (why) return [`What of it is in the schema could not be worked out. ${why}`]
  if (silent) return ['It changes nothing of the schema: whether it ran is in no schema.']
  if (!changes || changes.length === 0)
    return ['The schema holds nothing beyond the rest of the history that could be of it.']
  return [`Of it, the schema holds: ${changesWords(changes, 20)}.`]
}

function forTrouble(way: Way, trouble: TroubleKind, migration: string | null): Way {
  return way.resolution === null ? way : { ...way, resolution: { ...way.resolution, trouble, migration } }
}
