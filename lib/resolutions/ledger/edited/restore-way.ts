import type { Way } from '../../../domain/resolution'
import type { Situation } from '../../situation'
import { draftResolution, impossible, possible } from '../draft-resolution'
import type { EditedCase } from '../edited'
import { changesWords } from '../words'
import type { ComparedTexts } from './compare-texts'

const title = 'Put the file back as it was when it was applied'

export function restoreWay(situation: Situation, edited: EditedCase, { effect, live }: ComparedTexts): Way {
  const { name, old, file } = edited
  if (old === null) {
    return impossible('restore_file', title, [
      'The text with which it was applied is not known. Another clone or a backup may hold a file with the ledger’s checksum.',
    ])
  }
  return possible(
    draftResolution(situation, {
      kind: 'restore_file',
      trouble: 'edited',
      migration: name,
      title,
      does: [`Writes ${name}/migration.sql with its text from ${old.from}. The database is not touched.`],
      proof: ['The text’s checksum is the one in the ledger.'],
      warnings: [
        ...(effect && effect.length > 0
          ? [`What the edit says is gone from the files: ${changesWords(effect)}.`]
          : []),
        ...(live === 'as edited'
          ? ['The live schema is as the edit has it: that will be told as drift.']
          : []),
      ],
      takeBack: 'The text that is there now stays in the project’s own history, if it was committed.',
      next: 'Commit the file.',
      files: [{ change: 'write', path: `${name}/migration.sql`, content: old.sql, replaces: file.checksum }],
    }),
    live === 'as before' || live === 'neither',
  )
}
