import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { type Database, DatabaseError, type Session } from '../databases/database'
import { FailureError, fail, ok, type Result } from '../domain/failure'
import type { ShadowDatabase } from './engine'
import { assertNotLive, type LiveDatabase } from './live-database'
import { dropUnfinished } from './prepared'
import { lineagePattern, shadowName, shadowPattern } from './shadow-name'
import { createSchema, withSchema } from './shadow-schema'

/**
 * Creates a database of our own on a server. `serverUrl` may name any database there: it is only the place from which
 * CREATE DATABASE is sent. Fails with `rights_missing` where CREATEDB is not granted.
 *
 * What is replayed there was approved by nobody. On the embedded server, whose user may do everything and whose other
 * databases are Headgate's own, the shadow belongs to a role that may do nothing outside of it, and goes with it.
 */
export async function createOwnShadow(
  database: Database,
  serverUrl: string,
  where: ShadowDatabase['where'],
  live: LiveDatabase,
  schema: string,
): Promise<Result<ShadowDatabase>> {
  const name = shadowName()
  // Open before the database exists and until it is gone: it is what tells a living owner from a dead one.
  const opened = await database.open(serverUrl, { applicationName: name })
  if (!opened.ok) return opened
  const keeper = opened.value
  const owner = where === 'embedded' ? { name, password: randomBytes(24).toString('base64url') } : null
  try {
    await sweepNowAndThen(keeper, serverUrl)
    if (owner) await createOwner(keeper, owner)
    await create(keeper, name, owner)
  } catch (error) {
    await keeper.close()
    if (!(error instanceof DatabaseError)) throw error
    const code = error.info.sqlstate === '42501' ? 'rights_missing' : 'database_error'
    return fail(code, error.info.message, { database: error.info })
  }
  const url = withSchema(withOwner(database.withDatabase(serverUrl, name), owner), schema)
  const prepare = async () => {
    if (owner && keeper.identity.major < 15)
      await giveSchemaPublic(database, database.withDatabase(serverUrl, name), owner)
    await createSchema(database, url, schema)
  }
  const shadow = handle(keeper, name, { url, where, owner, prepare })
  try {
    const refusal = await assertNotLive(database, url, live)
    if (refusal.ok) await prepare()
    else await shadow.release()
    return refusal.ok ? ok(shadow) : refusal
  } catch (error) {
    await shadow.release()
    throw error
  }
}

/** When this process last swept a server, by connection string. */
const swept = new Map<string, number>()
const sweepEveryMs = 60_000

/** `dropLeftBehind` where that was not done within the last minute. */
export async function sweepNowAndThen(session: Session, serverUrl: string): Promise<void> {
  if (Date.now() - (swept.get(serverUrl) ?? 0) < sweepEveryMs) return
  swept.set(serverUrl, Date.now())
  await dropLeftBehind(session)
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
  dropped += await dropUnfinished(session)
  await dropOwnersLeftBehind(session)
  return dropped
}

/** The roles whose shadow is gone; whoever may not drop roles has made none. */
async function dropOwnersLeftBehind(session: Session): Promise<void> {
  const { rows } = await session.query<{ name: string }>(
    `SELECT r.rolname AS name FROM pg_catalog.pg_roles r
     WHERE r.rolname ~ $1 AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_database d WHERE d.datname = r.rolname)
       AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_stat_activity a WHERE a.application_name = r.rolname)
     UNION ALL
     SELECT r.rolname FROM pg_catalog.pg_roles r
     WHERE r.rolname ~ $2 AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_auth_members m WHERE m.roleid = r.oid)
       AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_shdepend d
         WHERE d.refclassid = 'pg_authid'::regclass AND d.refobjid = r.oid)`,
    [shadowPattern, lineagePattern],
  )
  for (const { name } of rows)
    await session.query(`DROP ROLE IF EXISTS ${pg.escapeIdentifier(name)}`).catch(() => {})
}

export interface Owner {
  name: string
  password: string
}

interface OwnPlace extends Pick<ShadowDatabase, 'url' | 'where'> {
  owner: Owner | null
  prepare: () => Promise<void>
}

function handle(keeper: Session, name: string, { url, where, owner, prepare }: OwnPlace): ShadowDatabase {
  const drop = () => keeper.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`)
  return {
    url,
    where,
    major: keeper.identity.major,
    async reset() {
      await drop()
      await create(keeper, name, owner)
      await prepare()
    },
    async release() {
      if (keeper.closed) return
      try {
        await drop()
        if (owner) await keeper.query(`DROP ROLE IF EXISTS ${pg.escapeIdentifier(owner.name)}`)
      } catch (error) {
        // The server may be gone; what is left there is dropped by whoever comes next.
        if (!(error instanceof DatabaseError)) throw error
      } finally {
        await keeper.close()
      }
    },
  }
}

async function create(keeper: Session, name: string, owner: Owner | null): Promise<void> {
  const whose = owner ? ` OWNER ${pg.escapeIdentifier(owner.name)}` : ''
  // template1 may be in use, or full of somebody's objects.
  await keeper.query(`CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE template0${whose}`)
}

async function createOwner(keeper: Session, { name, password }: Owner): Promise<void> {
  await keeper.query(
    `CREATE ROLE ${pg.escapeIdentifier(name)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
     PASSWORD ${pg.escapeLiteral(password)}`,
  )
}

/** Before PostgreSQL 15 `public` is not the database owner's. `url`: as the server's superuser. */
async function giveSchemaPublic(database: Database, url: string, owner: Owner): Promise<void> {
  const opened = await database.open(url, { applicationName: 'headgate shadow' })
  if (!opened.ok) throw new FailureError(opened.failure)
  const session = opened.value
  try {
    await session.query(`ALTER SCHEMA public OWNER TO ${pg.escapeIdentifier(owner.name)}`)
  } finally {
    await session.close()
  }
}

export function withOwner(url: string, owner: Owner | null): string {
  if (!owner) return url
  const changed = new URL(url)
  changed.username = owner.name
  changed.password = owner.password
  return changed.toString()
}
