import { ok, type Result } from '../domain/failure'
import { databaseFailure } from './database-failure'
import { endOnAbort } from './interruptible'
import type { SnapshotParts } from './parts'
import { cancelled } from './taking'

/** A restored database has none, and plans badly without. `applicationName` is how a killed process's session is found. */
export async function collectStatistics(
  parts: SnapshotParts,
  url: string,
  applicationName: string,
  signal?: AbortSignal,
): Promise<Result<void>> {
  const opened = await parts.database.open(url, {
    applicationName,
    settings: { statement_timeout: '0' },
  })
  if (!opened.ok) return opened
  const settle = endOnAbort(parts.database, url, opened.value, signal)
  try {
    await opened.value.script('analyze')
    return ok()
  } catch (error) {
    return signal?.aborted ? cancelled() : databaseFailure(error, 'restore_failed', 'ANALYZE failed')
  } finally {
    settle()
    await opened.value.close()
  }
}
