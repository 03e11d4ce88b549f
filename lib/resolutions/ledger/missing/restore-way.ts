import { catalogDelta } from '../../../domain/catalog-delta'
import type { Way } from '../../../domain/resolution'
import type { Situation } from '../../situation'
import { draftResolution, impossible, possible } from '../draft-resolution'
import { folderNameProblem } from '../folder-name'
import type { MissingCase, MissingPicture } from './missing-case'

/** The file comes back with the text that is known from the project's past. */
export function restoreWay(
  situation: Situation,
  { name, past }: MissingCase,
  { built, history }: MissingPicture,
  holdsNothing: boolean,
): Way {
  const title = 'Put its file back as it was when it was applied'
  if (past === null) {
    return impossible('restore_file', title, [
      'Its text is not known: no revision of the project holds one with the ledger’s checksum. Another branch or clone may.',
    ])
  }
  const problem = folderNameProblem(name)
  if (problem) return impossible('restore_file', title, [problem])
  const whole =
    built.ok && history.lost.length === 0 && catalogDelta(built.value, situation.catalog).length === 0
  return possible(
    draftResolution(situation, {
      kind: 'restore_file',
      trouble: 'missing',
      migration: name,
      title,
      does: [`Writes ${name}/migration.sql with its text from ${past.from}. The database is not touched.`],
      proof: [
        'The text’s checksum is the one in the ledger.',
        ...(whole
          ? ['With it, the history replayed on a shadow database builds exactly the live schema.']
          : []),
      ],
      warnings: holdsNothing
        ? ['The schema holds nothing of it: with its file back, that is told as drift.']
        : [],
      takeBack: `Delete the folder ${name}.`,
      next: 'Commit the file, or merge the branch that has it.',
      files: [{ change: 'write', path: `${name}/migration.sql`, content: past.sql, replaces: null }],
    }),
    !holdsNothing,
  )
}
