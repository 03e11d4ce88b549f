import type { MigrationFile } from '../../../domain/migration'
import type { Way } from '../../../domain/resolution'
import type { Situation } from '../../situation'
import { draftResolution, impossible, possible } from '../draft-resolution'
import { folderNameProblem } from '../folder-name'
import type { MissingCase } from './missing-case'

/** The folder was renamed after it was applied: it takes its old name back, or the ledger takes the new one. */
export function renamedWays(situation: Situation, { name, row }: MissingCase, renamed: MigrationFile): Way[] {
  const proof = [`${renamed.name} has the very text that the ledger has for ${name}: the checksums agree.`]
  const common = { trouble: 'missing' as const, migration: name, proof }
  const problem = folderNameProblem(name)
  const title = `Give the folder ${renamed.name} its old name back`
  return [
    problem === null
      ? possible(
          draftResolution(situation, {
            ...common,
            kind: 'restore_file',
            title,
            does: [`Renames the folder ${renamed.name} to ${name}. The database is not touched.`],
            warnings: ['A database to which it was applied under its new name misses it then.'],
            takeBack: 'Rename the folder again.',
            next: 'Commit the files.',
            files: [{ change: 'rename', from: renamed.name, to: name }],
          }),
          true,
        )
      : impossible('restore_file', title, [problem]),
    possible(
      draftResolution(situation, {
        ...common,
        kind: 'mark_applied',
        title: `Record it in the ledger under its new name, ${renamed.name}`,
        does: [
          `Sets rolled_back_at on the row of ${name} in the ledger.`,
          `Inserts a row that says that ${renamed.name} is applied. The schema is not touched.`,
        ],
        warnings: ['Every other database to which it was applied needs the same.'],
        takeBack: 'Give the folder its old name back; its row is kept.',
        next: 'Deploy what is pending.',
        ledger: [
          { change: 'mark_rolled_back', id: row.id, name },
          { change: 'insert_applied', name: renamed.name, checksum: renamed.checksum },
        ],
      }),
      problem !== null,
    ),
  ]
}
