import type { Session } from '../databases/database'
import { ok, type Result } from '../domain/failure'
import { withMaintenance } from './maintenance'
import type { SnapshotSource } from './method'
import { quoteIdentifier } from './names'
import type { SnapshotParts } from './parts'
import type { RestoreNames } from './restore-beside'
import { databaseBytes, dropDatabase } from './scratch-database'
import { databaseOid } from './swap'

export interface RecoveredRestore {
  /** `not_swapped`: the live database is the one from before, reachable, and nothing else is left. */
  state: 'swapped' | 'not_swapped' | 'unknown'
  /** OID of the database that is live now; null: there is none. */
  databaseOid: number | null
  failedBytes: number | null
  /** What was found and done, for the log. */
  evidence: string[]
}

/**
 * After a restore whose process died: tells by the names and OIDs that exist how far it came, lets connections in
 * again, and drops what was only half there. Changes nothing when the names do not make sense.
 */
export async function recoverRestore(
  parts: SnapshotParts,
  source: SnapshotSource,
  names: RestoreNames,
): Promise<Result<RecoveredRestore>> {
  return withMaintenance<RecoveredRestore>(parts, source, 'headgate recover', async ({ session }) => {
    await endLeftSessions(session, names)
    const live = await databaseOid(session, names.live)
    const failed = await databaseOid(session, names.failed)
    const beside = await databaseOid(session, names.beside)
    const evidence = [
      `${names.live} ${live === null ? 'does not exist' : `has OID ${live}; before the restore it was ${names.liveOid}`}.`,
      `${names.failed} ${failed === null ? 'does not exist' : `has OID ${failed}`}.`,
      `${names.beside} ${beside === null ? 'does not exist' : `has OID ${beside}`}.`,
    ]
    const allow = (name: string) =>
      session.script(`alter database ${quoteIdentifier(name)} allow_connections true`)
    if (live === names.liveOid && failed === null) {
      await allow(names.live)
      if (beside !== null && (await dropDatabase(session, names.beside)))
        evidence.push(`${names.beside} was dropped.`)
      return ok({ state: 'not_swapped', databaseOid: live, failedBytes: null, evidence })
    }
    if (live !== null && failed === names.liveOid && beside === null) {
      await allow(names.live)
      await allow(names.failed)
      return ok({
        state: 'swapped',
        databaseOid: live,
        failedBytes: await databaseBytes(session, names.failed),
        evidence,
      })
    }
    return ok({ state: 'unknown', databaseOid: live, failedBytes: null, evidence })
  })
}

/** The server goes on with what a killed client began: a copy, or the exchange itself. Its sessions carry the name. */
async function endLeftSessions(session: Session, { beside }: RestoreNames): Promise<void> {
  await session.query(
    'select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = $1 and pid <> pg_backend_pid()',
    [beside],
  )
}
