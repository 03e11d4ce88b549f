import type { Session } from '../databases/database'
import { fail, type Result } from '../domain/failure'
import { databaseFailure } from './database-failure'
import type { SnapshotSource } from './method'
import type { SnapshotParts } from './parts'

/** Sessions that copy rows side by side, besides the one that leads. */
export const jobs = 2

/** How long a snapshot waits for ACCESS SHARE before it gives up: whoever queues behind it waits as long. */
export const lockWaitMs = 10_000

/** Of every session that takes a snapshot. */
export function takingName(id: string): string {
  return `headgate snapshot ${id}`
}

/** A session on the live database that may read for long, bears the snapshot's name, and waits for nobody for long. */
export function openToTake(
  parts: SnapshotParts,
  source: SnapshotSource,
  id: string,
  settings: Record<string, string> = {},
): Promise<Result<Session>> {
  return parts.database.open(source.url, {
    applicationName: takingName(id),
    refusePooler: true,
    settings: {
      statement_timeout: '0',
      idle_in_transaction_session_timeout: '0',
      lock_timeout: String(lockWaitMs),
      row_security: 'off',
      ...settings,
    },
  })
}

export function cancelled() {
  return fail('run_cancelled', 'It was cancelled while the snapshot was at work; nothing of it is left.')
}

/** What is said of what stopped it; `reading` begins the sentence where that was the database. */
export function takingFailure(error: unknown, reading: string, signal?: AbortSignal) {
  if (signal?.aborted) return cancelled()
  return isFileError(error)
    ? fail('snapshot_failed', `Writing to the data folder failed: ${error.message}.`)
    : databaseFailure(error, 'snapshot_failed', reading)
}

export function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string'
}
