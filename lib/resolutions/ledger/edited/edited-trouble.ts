import type { Trouble, Way } from '../../../domain/resolution'
import type { ResolvingPorts, Situation } from '../../situation'
import { inOrder } from '../draft-resolution'
import type { EditedCase } from '../edited'
import { originWords } from '../origin-words'
import { changesWords } from '../words'
import { acceptWay } from './accept-way'
import type { ComparedTexts } from './compare-texts'
import { oddChecksum } from './odd-checksum'
import { restoreWay } from './restore-way'
import { splitWay } from './split-way'

export async function editedTrouble(
  ports: ResolvingPorts,
  situation: Situation,
  edited: EditedCase,
  texts: ComparedTexts,
): Promise<Trouble> {
  const { name, old, file } = edited
  const ways: Way[] = [
    acceptWay(situation, edited, texts),
    await splitWay(ports, situation, edited, texts),
    restoreWay(situation, edited, texts),
  ]
  return {
    kind: 'edited',
    migration: name,
    what: what(edited, texts),
    details: [
      ...oddChecksum(edited),
      old
        ? `The text with which it was applied is known from ${old.from}.`
        : 'The text with which it was applied is not known: no revision of the project holds one with the ledger’s checksum.',
      ...(await originWords(situation.question.past, name)),
      ...effectDetails(texts),
      ...(old === null && texts.beyond && texts.beyond.length > 0 ? [notToldApart] : []),
    ],
    texts: { before: old?.sql ?? null, beforeFrom: old?.from ?? null, after: file.sql },
    ways: inOrder(ways),
  }
}

const notToldApart =
  'What of this the edit brought, and what was changed by hand, cannot be told apart without the old text: what is left is told as drift once this is decided.'

function what({ name, old }: EditedCase, { sameStatements, effect, live }: ComparedTexts): string {
  const changed = `${name} was changed after it was applied`
  if (sameStatements) return `${changed}; only its comments, blanks or line ends are others.`
  if (old === null) return `${changed}, and nobody knows any more from what.`
  if (effect === null) return `${changed}; what that means for the schema could not be worked out.`
  if (effect.length === 0) return `${changed}; both texts build the same schema.`
  if (live === 'as edited') return `${changed}; the live schema already is as the new text builds it.`
  if (live === 'as before') return `${changed}; a fresh database would get another schema than this one has.`
  return `${changed}; the live schema is neither what the old text builds nor what the new one does.`
}

function effectDetails({ effect, why, beyond, rowsDiffer }: ComparedTexts): string[] {
  const lines: string[] = []
  if (why) lines.push(why)
  if (effect && effect.length > 0)
    lines.push(`From the old text to the new one: ${changesWords(effect, 20)}.`)
  if (rowsDiffer)
    lines.push('Statements that may change rows differ too; what they did here is in no schema.')
  if (beyond?.length === 0) lines.push('The files as they are now build exactly the live schema.')
  else if (beyond && (effect === null || effect.length === 0)) {
    lines.push(`The live schema differs from what the files as they are now build: ${changesWords(beyond)}.`)
  }
  return lines
}
