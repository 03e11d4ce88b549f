import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { type Database, DatabaseError, type Session } from '../databases/database'
import { fail, ok, type Result } from '../domain/failure'
import { replaying } from './bring'
import type { ShadowDatabase } from './engine'
import type { LiveDatabase } from './live-database'
import { createSchema, withSchema } from './shadow-schema'

/** Stands in a borrowed database while it is in use, so that what a killed process left is known to be a shadow's. */
const markerSchema = 'headgate_shadow'
const borrowKey = 5_417_262_104_513n
const waitMs = 60_000

/**
 * Uses a given database itself as the shadow, where none can be created beside it. It must be empty, or be marked as
 * left by Headgate: it is emptied before and after. Only one at a time; others wait up to a minute.
 */
export async function borrowShadow(
  database: Database,
  givenUrl: string,
  live: LiveDatabase,
  schema: string,
): Promise<Result<ShadowDatabase>> {
  const opened = await database.open(givenUrl, { applicationName: 'headgate shadow' })
  if (!opened.ok) return opened
  const session = opened.value
  const refusal = await refuse(session, live)
  if (refusal) {
    await session.close()
    return refusal
  }
  const url = withSchema(givenUrl, schema)
  async function reset() {
    await empty(session)
    await createSchema(database, url, schema)
  }
  try {
    await reset()
  } catch (error) {
    await session.close()
    throw error
  }
  return ok({
    url,
    where: 'given',
    major: session.identity.major,
    reset,
    async release() {
      if (session.closed) return
      try {
        await empty(session)
        await session.query(`DROP SCHEMA IF EXISTS ${markerSchema}`)
      } finally {
        await session.close()
      }
    },
  })
}

async function refuse(session: Session, live: LiveDatabase): Promise<Result<never> | null> {
  if (await live.isReachedBy(session)) {
    return fail('shadow_is_live', 'The given shadow address reaches the environment’s own database.')
  }
  if (!(await borrowed(session))) {
    return fail('shadow_unavailable', 'The given shadow database is in use by another call of Headgate.')
  }
  const { rows } = await session.query<{ objects: string; marked: boolean }>(
    `SELECT (SELECT count(*)::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
               AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')) AS objects,
       EXISTS (SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1) AS marked`,
    [markerSchema],
  )
  const found = rows[0]
  if (found && found.objects !== '0' && !found.marked) {
    const why = `The given shadow database holds ${found.objects} tables or views, which using it would drop.`
    return fail('shadow_unavailable', `${why} Give an empty database of its own.`)
  }
  return null
}

async function borrowed(session: Session): Promise<boolean> {
  for (const end = Date.now() + waitMs; Date.now() < end; ) {
    const { rows } = await session.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1) AS got', [
      borrowKey.toString(),
    ])
    if (rows[0]?.got) return true
    await pause(250)
  }
  return false
}

/** Back to what a new database holds. The marker comes first: a kill in between leaves a database that is known. */
async function empty(session: Session): Promise<void> {
  await session.query(`CREATE SCHEMA IF NOT EXISTS ${markerSchema}`)
  // Whoever still replays there belongs to a call that ended.
  await session.query(
    `SELECT pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name IN ('headgate engine', $1)`,
    [replaying],
  )
  const { rows } = await session.query<{ name: string }>(
    `SELECT nspname AS name FROM pg_catalog.pg_namespace
     WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', $1)`,
    [markerSchema],
  )
  for (const { name } of rows) await session.query(`DROP SCHEMA ${pg.escapeIdentifier(name)} CASCADE`)
  for (const extension of await extensions(session)) {
    await session
      .query(`DROP EXTENSION IF EXISTS ${pg.escapeIdentifier(extension)} CASCADE`)
      .catch(ignoreRights)
  }
  await session.query('CREATE SCHEMA public')
}

async function extensions(session: Session): Promise<string[]> {
  const { rows } = await session.query<{ name: string }>(
    `SELECT extname AS name FROM pg_catalog.pg_extension WHERE extname <> 'plpgsql'`,
  )
  return rows.map(({ name }) => name)
}

/** An extension that somebody else installed stays: without it the history might not replay at all. */
function ignoreRights(error: unknown): void {
  if (!(error instanceof DatabaseError) || error.info.sqlstate !== '42501') throw error
}
