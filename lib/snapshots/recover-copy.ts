import type { Session } from '../databases/database'
import { ok, type Result } from '../domain/failure'
import { withMaintenance } from './maintenance'
import type { SnapshotSource } from './method'
import type { SnapshotParts } from './parts'
import { databaseBytes, dropDatabase } from './scratch-database'
import { databaseOid } from './swap'

export interface CopyNames {
  name: string
  beside: string
  /** Null: it was not written down, so that nothing can have that name by now. */
  databaseOid: number | null
}

export interface RecoveredCopy {
  /** `there`: whole, under its name. `gone`: nothing is left. `unknown`: what is half-made could not be dropped. */
  state: 'there' | 'gone' | 'unknown'
  bytes: number | null
  evidence: string[]
}

/** After a restore into a new database whose process died: what has the name is whole, what has the other is dropped. */
export async function recoverCopy(
  parts: SnapshotParts,
  source: SnapshotSource,
  { name, beside, databaseOid: oid }: CopyNames,
): Promise<Result<RecoveredCopy>> {
  return withMaintenance<RecoveredCopy>(parts, source, 'headgate recover', async ({ session }) => {
    await endLeftSessions(session, beside)
    const named = await databaseOid(session, name)
    const half = await databaseOid(session, beside)
    const evidence = [
      `${name} ${named === null ? 'does not exist' : `has OID ${named}`}.`,
      `${beside} ${half === null ? 'does not exist' : `has OID ${half}`}.`,
    ]
    if (oid !== null && named === oid)
      return ok({ state: 'there', bytes: await databaseBytes(session, name), evidence })
    if (half === null) return ok({ state: 'gone', bytes: null, evidence })
    const dropped = await dropDatabase(session, beside)
    evidence.push(dropped ? `${beside} was dropped.` : `${beside} could not be dropped.`)
    return ok({ state: dropped ? 'gone' : 'unknown', bytes: null, evidence })
  })
}

/** The server goes on with what a killed client began. Its sessions, and those of pg_restore, carry the name. */
async function endLeftSessions(session: Session, beside: string): Promise<void> {
  await session.query(
    'select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = $1 and pid <> pg_backend_pid()',
    [beside],
  )
}
