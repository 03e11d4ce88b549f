import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { type Database, DatabaseError, type Session } from '../databases/database'
import { FailureError, fail, ok, type Result } from '../domain/failure'
import type { MigrationFile } from '../domain/migration'
import { bring } from './bring'
import type { ShadowDatabase } from './engine'
import { historyKeys, sha256 } from './history-key'
import { assertNotLive, type LiveDatabase } from './live-database'
import { type Owner, sweepNowAndThen, withOwner } from './own-shadow'
import { keepPrepared, listPrepared, longestPrepared, notePreparedUse, type Prepared } from './prepared'
import { onOtherServers } from './same-database'
import { lineageName, shadowName } from './shadow-name'
import { createSchema, withSchema } from './shadow-schema'

export interface PreparedPlace {
  database: Database
  serverUrl: string
  where: 'embedded' | 'given'
  live: LiveDatabase
  schema: string
  /** Seals what is kept there; nothing that runs on the server knows it. */
  secret: string
  /** What took less time to replay is not worth a database. Milliseconds. */
  keepAfterMs: number
  /** Histories that are being replayed in this process, by key: whoever wants one of them waits for it. */
  building: Map<string, Promise<unknown>>
  /** Ends a replay. */
  signal: AbortSignal | undefined
}

/** Counted up when scripts are replayed in another way, so that nothing is taken for what it is not. */
const format = 1

/**
 * A shadow that holds `migrations`: a copy of the longest prefix that is kept on that server, and the rest replayed.
 * Null: templates cannot be kept there, since it is the environment's own server, or may be.
 *
 * On the embedded server its scripts run as a role that may do nothing outside of it, as in any shadow. What they
 * create belongs to a lineage, a role that goes from template to copy, as which nobody can log in: settings that a
 * script gives it are never used, and it owns no database, so that no copy can reach another, or a template.
 * @throws ReplayError
 */
export async function createPreparedShadow(
  place: PreparedPlace,
  migrations: MigrationFile[],
): Promise<Result<ShadowDatabase> | null> {
  const { database, serverUrl, where } = place
  const name = shadowName()
  // What a crash of the server would lose is worth nothing.
  const settings = { synchronous_commit: 'off' }
  const opened = await database.open(serverUrl, { applicationName: name, settings })
  if (!opened.ok) return opened
  const keeper = opened.value
  try {
    if (where === 'given' && !onOtherServers(keeper.identity, place.live.identity)) {
      await keeper.close()
      return null
    }
    await sweepNowAndThen(keeper, serverUrl)
    return await fill(place, keeper, name, migrations)
  } catch (error) {
    await keeper.close()
    if (!(error instanceof DatabaseError)) throw error
    const code = error.info.sqlstate === '42501' ? 'rights_missing' : 'database_error'
    return fail(code, error.info.message, { database: error.info })
  }
}

async function fill(
  place: PreparedPlace,
  keeper: Session,
  name: string,
  migrations: MigrationFile[],
): Promise<Result<ShadowDatabase>> {
  const keys = historyKeys(await rootKey(place, keeper), migrations)
  const key = keys.at(-1) ?? ''
  let longest: Longest | null = null
  do {
    await place.building.get(key)?.catch(() => {})
    longest = longestPrepared(await listPrepared(keeper, place.secret), keys)
  } while (longest?.held !== migrations.length && place.building.has(key))
  const filling = copyAndBring(place, keeper, name, { key, longest, migrations })
  if (longest?.held === migrations.length) return await filling
  place.building.set(key, filling)
  return await filling.finally(() => place.building.delete(key))
}

type Longest = { prepared: Prepared; held: number }

interface Wanted {
  key: string
  longest: Longest | null
  migrations: MigrationFile[]
}

async function copyAndBring(
  place: PreparedPlace,
  keeper: Session,
  name: string,
  { key, longest, migrations }: Wanted,
): Promise<Result<ShadowDatabase>> {
  const { shadow, held, lineage } = await copyOrCreate(place, keeper, name, longest)
  try {
    if (place.where === 'given') {
      const refusal = await assertNotLive(place.database, shadow.url, place.live)
      if (!refusal.ok) {
        await shadow.release()
        return refusal
      }
    }
    const missing = migrations.slice(held)
    const replayMs = missing.length === 0 ? 0 : await bring(place.database, shadow, missing, place.signal)
    if (missing.length > 0 && replayMs >= place.keepAfterMs) {
      await keepPrepared(keeper, place.secret, { shadow: name, key, lineage })
    }
    return ok(shadow)
  } catch (error) {
    await shadow.release()
    throw error
  }
}

/** What a state follows from beside its scripts. Extensions are none: every database here begins as `template0`. */
async function rootKey({ where, schema, secret }: PreparedPlace, keeper: Session): Promise<string> {
  const { systemIdentifier, serverVersion } = keeper.identity
  const parts = [String(format), systemIdentifier, String(serverVersion), schema, where]
  if (where === 'embedded') return sha256(...parts)
  const { rows } = await keeper.query<{ name: string }>('SELECT current_user::text AS name')
  return sha256(...parts, rows[0]?.name ?? '', sha256(secret))
}

interface Filled {
  shadow: ShadowDatabase
  /** Scripts that it holds. */
  held: number
  lineage: string | null
}

async function copyOrCreate(
  place: PreparedPlace,
  keeper: Session,
  name: string,
  longest: Longest | null,
): Promise<Filled> {
  if (longest) {
    const { prepared, held } = longest
    // It may have been dropped since it was listed.
    const shadow = await create(place, keeper, name, prepared).catch((error: unknown) => {
      if (error instanceof DatabaseError && !keeper.closed) return null
      throw error
    })
    if (shadow) {
      await notePreparedUse(keeper, place.secret, prepared)
      return { shadow, held, lineage: prepared.lineage }
    }
  }
  const lineage = place.where === 'embedded' ? lineageName() : null
  return { shadow: await create(place, keeper, name, { name: 'template0', lineage }), held: 0, lineage }
}

async function create(
  { database, serverUrl, where, schema }: PreparedPlace,
  keeper: Session,
  name: string,
  from: Pick<Prepared, 'name' | 'lineage'>,
): Promise<ShadowDatabase> {
  const login = from.lineage === null ? null : { name, password: randomBytes(24).toString('base64url') }
  const fresh = from.name === 'template0'
  const url = withSchema(withOwner(database.withDatabase(serverUrl, name), login), schema)
  const drop = () => keeper.query(`DROP DATABASE IF EXISTS ${quoted(name)} WITH (FORCE)`)

  async function make(template: string): Promise<void> {
    await keeper.query(`CREATE DATABASE ${quoted(name)} TEMPLATE ${quoted(template)}`)
    if (login) await keeper.script(confine(name))
    if (template !== 'template0') return
    if (from.lineage !== null)
      await giveSchemaPublic(database, database.withDatabase(serverUrl, name), from.lineage)
    await createSchema(database, url, schema)
  }

  async function release(): Promise<void> {
    if (keeper.closed) return
    try {
      await drop()
      if (login) await keeper.query(`DROP ROLE IF EXISTS ${quoted(login.name)}`)
      // A template that was made of it, and its copies, keep the role.
      if (fresh && from.lineage) await keeper.query(`DROP ROLE ${quoted(from.lineage)}`).catch(() => {})
    } catch (error) {
      // The server may be gone; what is left there is dropped by whoever comes next.
      if (!(error instanceof DatabaseError)) throw error
    } finally {
      await keeper.close()
    }
  }

  try {
    if (login && from.lineage) await keeper.script(createRoles(login, from.lineage, fresh))
    await make(from.name)
  } catch (error) {
    await drop().catch(() => {})
    if (login) await keeper.query(`DROP ROLE IF EXISTS ${quoted(login.name)}`).catch(() => {})
    throw error
  }
  return {
    url,
    where,
    major: keeper.identity.major,
    async reset() {
      await drop()
      await make('template0')
    },
    release,
  }
}

/**
 * `SET role` is what the login's sessions begin with, and what RESET ROLE leads back to. One message is one transaction,
 * and none stays open when it fails.
 */
function createRoles(login: Owner, lineage: string, fresh: boolean): string {
  const powerless = 'NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS'
  return [
    ...(fresh ? [`CREATE ROLE ${quoted(lineage)} NOLOGIN ${powerless}`] : []),
    `CREATE ROLE ${quoted(login.name)} LOGIN NOINHERIT ${powerless} PASSWORD ${pg.escapeLiteral(login.password)}`,
    `GRANT ${quoted(lineage)} TO ${quoted(login.name)}`,
    `ALTER ROLE ${quoted(login.name)} SET role = ${pg.escapeLiteral(lineage)}`,
  ].join(';\n')
}

/** To PUBLIC and not to the lineage: what is granted to that, DROP OWNED would take from all copies at once. */
function confine(name: string): string {
  return `REVOKE ALL ON DATABASE ${quoted(name)} FROM PUBLIC;
GRANT CREATE, TEMPORARY ON DATABASE ${quoted(name)} TO PUBLIC;
GRANT CONNECT ON DATABASE ${quoted(name)} TO ${quoted(name)}`
}

/** `url`: as the server's superuser. */
async function giveSchemaPublic(database: Database, url: string, lineage: string): Promise<void> {
  const session = await openOrThrow(database, url)
  try {
    await session.query(`ALTER SCHEMA public OWNER TO ${quoted(lineage)}`)
  } finally {
    await session.close()
  }
}

async function openOrThrow(database: Database, url: string): Promise<Session> {
  const opened = await database.open(url, { applicationName: 'headgate shadow' })
  if (!opened.ok) throw new FailureError(opened.failure)
  return opened.value
}

function quoted(name: string): string {
  return pg.escapeIdentifier(name)
}
