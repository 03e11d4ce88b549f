import type { CatalogChange } from '../../../domain/catalog'
import type { LedgerRow, MigrationFile } from '../../../domain/migration'
import { checksumMatches } from '../../../domain/migration-status'
import type { Statement } from '../../../domain/statement'
import type { ShadowRequest } from '../../../engines/engine'
import type { Situation } from '../../situation'
import { type AppliedHistory, appliedHistory } from '../applied-history'
import { type LoggedError, loggedError } from '../log-hint'
import type { Reached } from '../reached'
import type { ScriptStates, Walk } from '../script-states'
import { shadowRequest } from '../shadow-of'

/** A row of the ledger that was begun and never ended, and all that is known about its script. */
export interface FailedCase {
  row: LedgerRow
  name: string
  file: MigrationFile | null
  /** What ran, as far as it is known. */
  ran: { sql: string; from: string } | null
  /** The file is another text than what ran, or what ran is not known any more. */
  changed: boolean
  error: LoggedError
  history: AppliedHistory
  /** What other failed scripts have left before it. */
  before: { name: string; sql: string; walk: Walk; count: number }[]
  request: ShadowRequest
}

/** Where a failed script stands. */
export interface Standing extends Reached {
  script: ScriptStates
  /** How many of its statements count as done. */
  at: number
  /** What told `at` where several states look alike. */
  told: string | null
  /** Statements between the candidates that may change rows: whether they ran is in no schema. */
  uncertain: Statement[]
  /**
   * Where an empty copy refuses the statement after `at`: how else the live schema differs from that state. What the
   * statements from there on would do is not known, so it may be of them.
   */
  untried: CatalogChange[]
}

export async function failedCase(
  situation: Situation,
  row: LedgerRow,
  before: FailedCase['before'],
): Promise<FailedCase> {
  const { question } = situation
  const file = question.revision.migrations.find(({ name }) => name === row.name) ?? null
  const unchanged = file !== null && checksumMatches(file, row.checksum)
  const past = unchanged ? null : await question.past.text(row.name, row.checksum)
  const ran = unchanged ? { sql: file.sql, from: 'the file' } : past
  return {
    row,
    name: row.name,
    file,
    ran: ran ?? (file && { sql: file.sql, from: 'the file as it is now, since what ran is not known' }),
    changed: file !== null && !unchanged,
    error: loggedError(row.logs),
    history: await appliedHistory(situation),
    before,
    request: shadowRequest(situation),
  }
}
