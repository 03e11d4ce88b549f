import { ok, type Result } from '../domain/failure'
import { restoreClone } from './clone-restore'
import { takeClone } from './clone-take'
import { foreignSessions, isPassing, preparedTransactions, sessionsInWords } from './foreign-sessions'
import { type Maintenance, withMaintenance } from './maintenance'
import type { Availability, SnapshotMethod, SnapshotSource } from './method'
import type { SnapshotParts } from './parts'
import { databaseBytes, dropDatabase } from './scratch-database'
import { checkServerDisk } from './server-disk'

/** `CREATE DATABASE … TEMPLATE`: a second database on the same server, made while nobody is in the first. */
export function createCloneMethod(parts: SnapshotParts): SnapshotMethod {
  return {
    name: 'clone',
    guarantees: {
      consistent: true,
      cost: 'Nobody can connect to the database while it is copied, and nobody may be connected when it begins. The copy lies on the same server and disk: it does not survive the loss of either.',
      needs: [
        'no other session in the database',
        'CREATEDB and ownership of the database',
        'free disk on the server for the database twice: the copy, and the one by which it is tried',
      ],
    },
    available: (source) => cloneAvailable(parts, source),
    take: (source, id, progress, signal) => takeClone(parts, source, id, progress, signal),
    restoreTo: (source, taken, name, progress, signal) =>
      restoreClone(parts, source, taken, name, progress, signal),
    async remove(source, location) {
      const removed = await withMaintenance(parts, source, 'headgate remove', async ({ session }) => {
        await dropDatabase(session, location)
        return ok()
      })
      if (!removed.ok) throw new Error(`${removed.failure.what} ${removed.failure.why}`)
    },
  }
}

async function cloneAvailable(parts: SnapshotParts, source: SnapshotSource): Promise<Availability> {
  await parts.closeOwn?.(source)
  const looked = await withMaintenance(parts, source, 'headgate look', async (maintenance) => {
    const lacking = await lackingRights(maintenance, source)
    if (lacking) return ok({ available: false, reason: lacking })
    const room = await roomForClone(parts, maintenance, source)
    if (!room.ok) return ok({ available: false, reason: room.failure.why })
    const { available, reason } = await undisturbed(maintenance, source)
    return ok({ available, reason: available ? `${reason.slice(0, -1)}; ${room.value}.` : reason })
  })
  return looked.ok
    ? looked.value
    : { available: false, reason: `${looked.failure.what} ${looked.failure.why}` }
}

/** Twice: trying the copy makes another one. */
export async function roomForClone(
  parts: SnapshotParts,
  { session }: Maintenance,
  { identity }: SnapshotSource,
): Promise<Result<string>> {
  const bytes = (await databaseBytes(session, identity.databaseName)) ?? 0
  return checkServerDisk(parts, session, bytes * 2)
}

async function undisturbed({ session, admin }: Maintenance, source: SnapshotSource): Promise<Availability> {
  const name = source.identity.databaseName
  // Headgate's own looks end by themselves, and taking waits for that: two gates may look at the same moment.
  const foreign = (await foreignSessions(session, name)).filter((each) => !isPassing(each))
  if (foreign.length > 0) {
    return {
      available: false,
      reason: `Somebody is connected to ${name}: ${sessionsInWords(foreign)}. Headgate does not end sessions for a snapshot.`,
    }
  }
  const prepared = await preparedTransactions(session, name)
  if (prepared.length > 0) {
    return { available: false, reason: `Prepared transactions are open in ${name}: ${prepared.join(', ')}.` }
  }
  const how = admin
    ? 'with the rights of the server that Headgate runs'
    : 'with the rights of the environment’s user'
  return { available: true, reason: `Nobody else is connected to ${name}; it can be copied ${how}.` }
}

/** Why this role may not copy the database, or null when it may. */
export async function lackingRights(
  maintenance: Maintenance,
  source: SnapshotSource,
): Promise<string | null> {
  const { session, role, superuser, createDatabase } = maintenance
  if (superuser) return null
  if (!createDatabase) return `The user ${role} lacks CREATEDB on the server.`
  const { rows } = await session.query<{ owner: string; may: boolean; limited: boolean }>(
    `select pg_get_userbyid(datdba)::text as owner, datistemplate or pg_has_role(datdba, 'USAGE') as may
     from pg_database where datname = $1`,
    [source.identity.databaseName],
  )
  const row = rows[0]
  if (!row) return `The server has no database ${source.identity.databaseName}.`
  return row.may ? null : `The database belongs to ${row.owner}; the user ${role} may not copy it.`
}
