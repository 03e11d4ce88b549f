import { DatabaseError, type Session } from '../databases/database'
import type { Clock } from '../domain/clock'
import { fail, ok, type Result } from '../domain/failure'
import { databaseFailure } from './database-failure'
import { foreignSessions, preparedTransactions, sessionsInWords } from './foreign-sessions'
import { quoteIdentifier } from './names'
import type { RestoreNames } from './restore-beside'
import { databaseBytes } from './scratch-database'

export interface Swapped {
  databaseOid: number
  failedBytes: number | null
  swapMs: number | null
  ended: number | null
}

/** How long sessions may take to end once they are told to. */
const endingMs = 15_000

/**
 * Refuses connections to the live database, ends its sessions, and gives both databases their new names in one
 * transaction. When it fails the live database accepts connections again. `session` is in another database.
 */
export async function swapDatabases(
  session: Session,
  names: RestoreNames,
  clock: Clock,
): Promise<Result<Swapped>> {
  const live = quoteIdentifier(names.live)
  const began = clock.now().getTime()
  try {
    await session.script(`alter database ${live} allow_connections false`)
    const ended = await endSessions(session, names.live, clock)
    if (!ended.ok) {
      await session.script(`alter database ${live} allow_connections true`)
      return ended
    }
    await rename(session, names)
    const swapMs = clock.now().getTime() - began
    // Nobody finds it by its old name; whoever looks for rows in it must be able to.
    await session.script(`alter database ${quoteIdentifier(names.failed)} allow_connections true`)
    const failedBytes = await databaseBytes(session, names.failed)
    return ok({
      databaseOid: (await databaseOid(session, names.live)) ?? 0,
      failedBytes,
      swapMs,
      ended: ended.value,
    })
  } catch (error) {
    if (!session.closed && (await databaseOid(session, names.live)) === names.liveOid) {
      await session.script(`alter database ${live} allow_connections true`)
    }
    return databaseFailure(error, 'restore_failed', 'Exchanging the databases failed')
  }
}

/** Resolves to how many were ended. */
async function endSessions(session: Session, name: string, clock: Clock): Promise<Result<number>> {
  const told = new Set<number>()
  const end = clock.now().getTime() + endingMs
  for (;;) {
    const there = await foreignSessions(session, name)
    if (there.length === 0) break
    if (clock.now().getTime() > end) {
      return fail('restore_failed', `Sessions of ${name} did not end: ${sessionsInWords(there)}.`, {
        holders: there,
      })
    }
    for (const { pid } of there) told.add(pid)
    await session.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()',
      [name],
    )
    await clock.sleep(20)
  }
  const prepared = await preparedTransactions(session, name)
  if (prepared.length === 0) return ok(told.size)
  return fail('restore_failed', `Prepared transactions are open in ${name}: ${prepared.join(', ')}.`)
}

async function rename(session: Session, { live, beside, failed }: RestoreNames): Promise<void> {
  await session.script('begin')
  try {
    await session.script(`alter database ${quoteIdentifier(live)} rename to ${quoteIdentifier(failed)}`)
    await session.script(`alter database ${quoteIdentifier(beside)} rename to ${quoteIdentifier(live)}`)
    await session.script('commit')
  } catch (error) {
    if (error instanceof DatabaseError && !session.closed) await session.script('rollback')
    throw error
  }
}

export async function databaseOid(session: Session, name: string): Promise<number | null> {
  const { rows } = await session.query<{ oid: string }>(
    'select oid::int8::text as oid from pg_database where datname = $1',
    [name],
  )
  return rows[0] ? Number(rows[0].oid) : null
}
