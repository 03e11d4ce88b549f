import type { Way } from '../../../domain/resolution'
import type { Situation } from '../../situation'
import { draftResolution, possible } from '../draft-resolution'
import type { EditedCase } from '../edited'
import { runningStatements } from '../script-states'
import { mayTouchRows } from '../touches-rows'
import { changesWords, count } from '../words'
import type { ComparedTexts } from './compare-texts'
import { onlyWrittenOddly } from './odd-checksum'

/** The ledger takes the file's checksum. */
export function acceptWay(situation: Situation, edited: EditedCase, texts: ComparedTexts): Way {
  const { name, row, file } = edited
  const warnings = acceptWarnings(edited, texts)
  return possible(
    draftResolution(situation, {
      kind: 'accept_edit',
      trouble: 'edited',
      migration: name,
      title: 'Accept the file as it is now: the ledger takes its checksum',
      does: [`Sets the checksum of ${name} in the ledger to that of the file. The schema is not touched.`],
      proof: acceptProof(edited, texts),
      warnings,
      takeBack: `Put the old text back; the checksum of the ledger was ${row.checksum || 'empty'}.`,
      next: drifts(texts) ? 'Look again: what differs is told as drift.' : 'Deploy what is pending.',
      ledger: [{ change: 'set_checksum', id: row.id, name, checksum: file.checksum }],
    }),
    onlyWrittenOddly(edited) || warnings.length === 0,
  )
}

function acceptProof(edited: EditedCase, { sameStatements, effect, live, beyond }: ComparedTexts): string[] {
  if (onlyWrittenOddly(edited)) return ['The ledger’s checksum, in lower case, is the file’s.']
  if (sameStatements) return ['PostgreSQL’s parser reads the same statements from both texts.']
  const proof: string[] = []
  if (effect?.length === 0) {
    proof.push(
      'The history was replayed on shadow databases with each of the texts: both build the same schema.',
    )
  }
  if (effect && effect.length > 0 && live === 'as edited') {
    proof.push(
      `The ${count(effect.length, 'object')} in which the texts differ are in the live schema as the new text builds them.`,
    )
  }
  if (beyond?.length === 0)
    proof.push('The files as they are now, replayed on a shadow database, build exactly the live schema.')
  return proof
}

function acceptWarnings(edited: EditedCase, texts: ComparedTexts): string[] {
  const { sameStatements, effect, live, beyond, rowsDiffer, why } = texts
  if (sameStatements || onlyWrittenOddly(edited)) return []
  const warnings: string[] = []
  if (why) warnings.push(`Nothing was proved: ${why}`)
  if (edited.old === null && beyond === null && !why) warnings.push('Nothing was proved.')
  if (drifts(texts)) {
    const differs = effect && live !== 'as edited' ? effect : (beyond ?? [])
    warnings.push(
      `A fresh database, built from the files, would differ from this one: ${changesWords(differs)}.`,
    )
  }
  if (edited.old === null && runningStatements(edited.file.sql).some(mayTouchRows))
    warnings.push('Whether what the file says about rows ever ran here is not known.')
  if (rowsDiffer)
    warnings.push('The rows here are those of the old text: what the new one says about rows never ran.')
  return warnings
}

/** Afterwards, the files would build something else than what is there. */
function drifts({ effect, live, beyond }: ComparedTexts): boolean {
  if (effect && effect.length > 0) return live !== 'as edited'
  return effect === null && beyond !== null && beyond.length > 0
}
