import pg from 'pg'
import { type Database, DatabaseError, type Session } from '../databases/database'
import { fail, ok, type Result } from '../domain/failure'
import type { ShadowDatabase } from './engine'
import { sameDatabase } from './same-database'
import { shadowName, shadowPattern } from './shadow-name'
import { createSchema, withSchema } from './shadow-schema'

/**
 * Creates a database of our own on a server. `serverUrl` may name any database there: it is only the place from which
 * CREATE DATABASE is sent. Fails with `rights_missing` where CREATEDB is not granted.
 */
export async function createOwnShadow(
  database: Database,
  serverUrl: string,
  where: ShadowDatabase['where'],
  live: Session,
  schema: string,
): Promise<Result<ShadowDatabase>> {
  const name = shadowName()
  // Open before the database exists and until it is gone: it is what tells a living owner from a dead one.
  const opened = await database.open(serverUrl, { applicationName: name })
  if (!opened.ok) return opened
  const keeper = opened.value
  try {
    await dropLeftBehind(keeper)
    await create(keeper, name)
  } catch (error) {
    await keeper.close()
    if (!(error instanceof DatabaseError)) throw error
    const code = error.info.sqlstate === '42501' ? 'rights_missing' : 'database_error'
    return fail(code, error.info.message, { database: error.info })
  }
  const url = withSchema(database.withDatabase(serverUrl, name), schema)
  const shadow = handle(keeper, name, { url, where, prepare: () => createSchema(database, url, schema) })
  try {
    const refusal = await assertNotLive(database, url, live)
    if (refusal.ok) await createSchema(database, url, schema)
    else await shadow.release()
    return refusal.ok ? ok(shadow) : refusal
  } catch (error) {
    await shadow.release()
    throw error
  }
}

/** Drops the shadow databases whose owner is gone, and none that somebody is connected to. Resolves to how many. */
export async function dropLeftBehind(session: Session): Promise<number> {
  const { rows } = await session.query<{ name: string }>(
    `SELECT d.datname AS name FROM pg_catalog.pg_database d
     WHERE d.datname ~ $1 AND NOT EXISTS (
       SELECT 1 FROM pg_catalog.pg_stat_activity a WHERE a.application_name = d.datname OR a.datid = d.oid)`,
    [shadowPattern],
  )
  let dropped = 0
  for (const { name } of rows) {
    // Without FORCE: who connected in between keeps it. Two processes may sweep at once.
    const done = await session.query(`DROP DATABASE ${pg.escapeIdentifier(name)}`).catch(() => null)
    if (done) dropped += 1
  }
  return dropped
}

interface OwnPlace extends Pick<ShadowDatabase, 'url' | 'where'> {
  prepare: () => Promise<void>
}

function handle(keeper: Session, name: string, { url, where, prepare }: OwnPlace): ShadowDatabase {
  const drop = () => keeper.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`)
  return {
    url,
    where,
    major: keeper.identity.major,
    async reset() {
      await drop()
      await create(keeper, name)
      await prepare()
    },
    async release() {
      if (keeper.closed) return
      try {
        await drop()
      } catch (error) {
        // The server may be gone; what is left there is dropped by whoever comes next.
        if (!(error instanceof DatabaseError)) throw error
      } finally {
        await keeper.close()
      }
    },
  }
}

async function create(keeper: Session, name: string): Promise<void> {
  // template1 may be in use, or full of somebody's objects.
  await keeper.query(`CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE template0`)
}

export async function assertNotLive(
  database: Database,
  shadowUrl: string,
  live: Session,
): Promise<Result<void>> {
  const opened = await database.open(shadowUrl, { applicationName: 'headgate shadow check' })
  if (!opened.ok) return opened
  try {
    if (!(await sameDatabase(live, opened.value))) return ok()
    return fail('shadow_is_live', 'System identifier and database OID of both are the same.')
  } finally {
    await opened.value.close()
  }
}
