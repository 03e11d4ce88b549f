import type { LedgerRow, MigrationFile } from '../../domain/migration'
import type { Situation } from '../situation'

/** A migration that the ledger counts as applied, with the text that was applied as far as anybody knows it. */
export interface AppliedScript extends MigrationFile {
  row: LedgerRow
}

export interface AppliedHistory {
  /** In the order in which they were applied. */
  scripts: AppliedScript[]
  /** Applied, and nobody knows their text any more. */
  lost: LedgerRow[]
  /** Where the text that was applied is guessed or missing, a sentence each. */
  doubts: string[]
}

const read = new WeakMap<Situation, Promise<AppliedHistory>>()

/**
 * What was really applied: of an edited migration the text before the edit, of a missing one its text in the past,
 * where either is known. A migration that the ledger holds twice ran once.
 */
export function appliedHistory(situation: Situation): Promise<AppliedHistory> {
  const known = read.get(situation)
  if (known) return known
  const reading = gather(situation)
  read.set(situation, reading)
  return reading
}

async function gather({ question, ledger, statuses }: Situation): Promise<AppliedHistory> {
  const files = new Map(question.revision.migrations.map((file) => [file.name, file]))
  const states = new Map(statuses.map((status) => [status.name, status]))
  const history: AppliedHistory = { scripts: [], lost: [], doubts: [] }
  for (const row of appliedOnce(ledger.rows)) {
    const file = files.get(row.name)
    const decided = states.get(row.name)
    if (file && decided?.state === 'applied') {
      history.scripts.push({ ...file, row })
      continue
    }
    const checksum = decided?.row?.checksum ?? row.checksum
    const past = await question.past.text(row.name, checksum)
    if (past) {
      history.scripts.push({ name: row.name, sql: past.sql, checksum, row })
    } else if (file) {
      history.scripts.push({ ...file, row })
      history.doubts.push(
        `The text with which ${row.name} was applied is not known; its file as it is now stands for it.`,
      )
    } else {
      history.lost.push(row)
      history.doubts.push(`What ${row.name} did is not known: it has no file, and nobody kept its text.`)
    }
  }
  return history
}

function appliedOnce(rows: LedgerRow[]): LedgerRow[] {
  const first = new Map<string, LedgerRow>()
  const applied = rows
    .filter((row) => row.finishedAt !== null && row.rolledBackAt === null)
    .sort((a, b) => compare(a.startedAt, b.startedAt) || compare(a.name, b.name))
  for (const row of applied) if (!first.has(row.name)) first.set(row.name, row)
  return [...first.values()]
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
