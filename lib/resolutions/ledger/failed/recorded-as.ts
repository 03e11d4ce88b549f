import { createHash } from 'node:crypto'
import type { FileChange } from '../../../domain/file-change'
import { checksumMatches } from '../../../domain/migration-status'
import type { LedgerChange } from '../../../domain/resolution'
import { folderNameProblem } from '../folder-name'
import type { FailedCase } from './failed-case'

interface Recorded {
  does: string[]
  warnings: string[]
  files: FileChange[]
  ledger: LedgerChange[]
  next: string | null
}

/**
 * How the ledger's row becomes one of an applied migration whose script is `sql`: its checksum is to be that of what
 * ran, and a file with just that text is to be there.
 */
export function recordedAs({ row, name, file }: FailedCase, sql: string): Recorded {
  const recorded: Recorded = {
    does: [],
    warnings: [],
    files: [],
    ledger: [{ change: 'finish', id: row.id, name }],
    next: null,
  }
  const checksum = createHash('sha256').update(sql).digest('hex')
  const stands = checksumMatches({ name, sql, checksum }, row.checksum)
  if (!stands) {
    recorded.does.push(`Sets the checksum of its row to that of the text that is there now.`)
    recorded.ledger.unshift({ change: 'set_checksum', id: row.id, name, checksum })
  }
  const recordedChecksum = stands ? row.checksum : checksum
  if (file && !checksumMatches(file, recordedChecksum)) {
    recorded.warnings.push(`The file of ${name} is not what ran; it will be told as edited.`)
    recorded.next = `Look again: ${name} counts as edited then, and both texts are known.`
  }
  if (!file && folderNameProblem(name) === null) {
    recorded.does.push(`Writes ${name}/migration.sql with the text that ran, which the project has lost.`)
    recorded.files.push({ change: 'write', path: `${name}/migration.sql`, content: sql, replaces: null })
  }
  return recorded
}
