import { DatabaseError, type Session } from '../databases/database'
import { fail, ok, type Result } from '../domain/failure'
import { databaseFailure } from './database-failure'
import { foreignSessions, isPassing, sessionsInWords } from './foreign-sessions'
import { quoteIdentifier } from './names'
import { databaseOid } from './swap'

const goingPrefix = 'headgate_drop_'

/**
 * Drops the database that has this OID, and never another one that took its name: it is renamed first, and only what
 * then is found to be the right one is dropped. Under another name than `known` it stays: whoever gave it that uses it.
 * Sessions in it refuse that as well, unless `endSessions`. `session` is in another database. `gone`: the server has
 * none of that OID.
 */
export async function dropByOid(
  session: Session,
  oid: number,
  { known, endSessions }: { known: string; endSessions: boolean },
): Promise<Result<'dropped' | 'gone'>> {
  const name = await nameOf(session, oid)
  if (name === null) return ok('gone')
  const going = `${goingPrefix}${oid}`
  if (name !== known && name !== going) {
    const why = `Somebody has renamed ${known}: it is ${name} now, and stays. Give it its name back, or drop it on the server.`
    return fail('stale_state', why)
  }
  if (endSessions) await endAll(session, name)
  const there = (await foreignSessions(session, name)).filter((each) => !isPassing(each))
  if (there.length > 0) return connected(name, there)
  try {
    if (name !== going) {
      const renamed = await renameExactly(session, name, going, oid)
      if (!renamed.ok) return renamed
    }
    await session.script(`drop database ${quoteIdentifier(going)} with (force)`)
    return ok('dropped')
  } catch (error) {
    if (error instanceof DatabaseError && error.info.sqlstate === '55006')
      return connected(name, await foreignSessions(session, name))
    return databaseFailure(error, 'database_error', `Dropping ${name} failed`)
  }
}

async function renameExactly(
  session: Session,
  name: string,
  going: string,
  oid: number,
): Promise<Result<void>> {
  await session.script('begin')
  try {
    await session.script(`alter database ${quoteIdentifier(name)} rename to ${quoteIdentifier(going)}`)
    const exactly = (await databaseOid(session, going)) === oid
    await session.script(exactly ? 'commit' : 'rollback')
    return exactly ? ok() : fail('stale_state', `${name} is another database by now.`)
  } catch (error) {
    if (!session.closed) await session.script('rollback')
    throw error
  }
}

async function endAll(session: Session, name: string): Promise<void> {
  await session.query(
    'select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()',
    [name],
  )
}

function connected(name: string, holders: Awaited<ReturnType<typeof foreignSessions>>): Result<never> {
  const who = holders.length > 0 ? sessionsInWords(holders) : 'somebody'
  return fail('stale_state', `Connected to ${name}: ${who}. End them, or choose to end them.`, { holders })
}

async function nameOf(session: Session, oid: number): Promise<string | null> {
  const { rows } = await session.query<{ name: string }>(
    'select datname::text as name from pg_database where oid = $1::text::oid',
    [String(oid)],
  )
  return rows[0]?.name ?? null
}
