import { DatabaseError } from '../databases/database'
import { systemClock } from '../domain/clock'
import { fail, ok, type Result } from '../domain/failure'
import { copy } from './clone-take'
import { databaseFailure } from './database-failure'
import { foreignSessions, sessionsInWords } from './foreign-sessions'
import { endOnAbort } from './interruptible'
import { withMaintenance } from './maintenance'
import type { Progress, SnapshotSource, TakenSnapshot } from './method'
import { quoteIdentifier } from './names'
import type { SnapshotParts } from './parts'
import { databaseBytes, dropDatabase } from './scratch-database'
import { cancelled } from './taking'

/** Copies the copy, so that the snapshot stays. Only on the server that holds it. */
export async function restoreClone(
  parts: SnapshotParts,
  source: SnapshotSource,
  taken: Pick<TakenSnapshot, 'location' | 'manifest'>,
  name: string,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Result<{ restoreMs: number }>> {
  const { location, manifest } = taken
  if (manifest.systemIdentifier !== source.identity.systemIdentifier) {
    return fail('restore_failed', 'A clone can only be restored on the server that holds it.')
  }
  const clock = parts.clock ?? systemClock
  return withMaintenance(parts, source, name, async (maintenance) => {
    const { session, superuser } = maintenance
    const settle = endOnAbort(parts.database, maintenance.url, session, signal)
    try {
      const bytes = await databaseBytes(session, location)
      if (bytes === null)
        return fail('snapshot_not_verified', `The database ${location} is gone from the server.`)
      const there = await foreignSessions(session, location)
      if (there.length > 0) {
        return fail('restore_failed', `Somebody is connected to ${location}: ${sessionsInWords(there)}.`, {
          holders: there,
        })
      }
      if ((await databaseBytes(session, name)) !== null)
        return fail('restore_failed', `There is a database ${name} already.`)
      const began = clock.now()
      progress(0, bytes, 'bytes')
      await copy(maintenance, location, name, bytes, clock)
      if (superuser && manifest.properties) {
        await session.script(
          `alter database ${quoteIdentifier(name)} owner to ${quoteIdentifier(manifest.properties.owner)}`,
        )
      }
      progress(bytes, bytes, 'bytes')
      if (signal?.aborted) return await undone(parts, source, name)
      return ok({ restoreMs: clock.now().getTime() - began.getTime() })
    } catch (error) {
      // Somebody else made it in this moment: what is there is theirs.
      if (error instanceof DatabaseError && error.info.sqlstate === '42P04')
        return databaseFailure(error, 'restore_failed', `Creating ${name} failed`)
      const ended = await undone(parts, source, name)
      return signal?.aborted ? ended : databaseFailure(error, 'restore_failed', `Creating ${name} failed`)
    } finally {
      settle()
    }
  })
}

async function undone(parts: SnapshotParts, source: SnapshotSource, name: string) {
  await withMaintenance(parts, source, 'headgate cleanup', async ({ session }) => {
    await dropDatabase(session, name)
    return ok()
  })
  return cancelled()
}
