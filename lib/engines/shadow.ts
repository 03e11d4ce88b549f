import { join } from 'node:path'
import type { Database } from '../databases/database'
import { newestMajor } from '../databases/embedded/binaries'
import { schemaOf } from '../databases/postgres/url'
import { type Failure, FailureError, fail, ok, type Result } from '../domain/failure'
import type { MigrationFile } from '../domain/migration'
import { loadParser } from '../sql/parse'
import { createAnswers } from './answers'
import { borrowShadow } from './borrowed-shadow'
import { bring } from './bring'
import type { ShadowDatabase, ShadowProvider, ShadowRequest } from './engine'
import { type LiveDatabase, liveDatabase } from './live-database'
import { createOwnShadow, dropLeftBehind } from './own-shadow'
import { refuseBeyond } from './planning/refuse-beyond'
import { ReplayError } from './planning/replay'
import { createPreparedShadow } from './prepared-shadow'
import { scriptFailure } from './script-failure'
import { shadowSecrets } from './shadow-secrets'

export interface ShadowOptions {
  database: Database
  /** A running embedded server of that major, with a user that may create databases; installed where it is missing. */
  embedded: (major: number) => Promise<Result<{ url: string }>>
  /** A folder of Headgate's own, for what is worth remembering between processes; default: nothing is. */
  cacheFolder?: string
  /** Milliseconds; what took less to replay is not kept. */
  keepAfterMs?: number
}

/** Copying a small template costs about 40 ms, and so does an empty database. */
const keepAfterMs = 100

/**
 * Shadow databases of an environment's own major version: on the given server where one is given, since it was given
 * for a reason (extensions, roles); else on an embedded one; else beside the environment's database, where CREATEDB is
 * granted. None of them is ever the environment's database, and none is left behind: the next `acquire` on a server
 * drops what a killed process left there.
 */
export function createShadowProvider(options: ShadowOptions): ShadowProvider {
  const { database } = options
  const cacheFolder = options.cacheFolder ?? null
  const secrets = shadowSecrets(cacheFolder)
  /** Histories that this process is replaying, by key. */
  const building = new Map<string, Promise<unknown>>()
  /** Servers on which this process created shadows, by connection string. */
  const used = new Set<string>()

  /** `migrations`: null for a database that stays empty. */
  async function place(
    request: ShadowRequest,
    migrations: MigrationFile[] | null,
  ): Promise<Result<ShadowDatabase>> {
    const found = await liveDatabase(database, request.url, request.identity ?? null)
    if (!found.ok) return found
    const live = found.value
    const wanted = {
      schema: schemaOf(request.url),
      migrations,
      plain: request.plain ?? false,
      signal: request.signal,
    }
    try {
      if (request.givenUrl !== null) return await onGiven(request.givenUrl, live, wanted)
      return await onAnyServer(request.url, live, wanted)
    } catch (error) {
      if (error instanceof FailureError) return { ok: false, failure: error.failure }
      throw error
    } finally {
      await live.close()
    }
  }

  async function onGiven(url: string, live: LiveDatabase, wanted: Wanted): Promise<Result<ShadowDatabase>> {
    const major = await majorOf(url)
    if (!major.ok) return major
    if (major.value !== live.identity.major) {
      const why = `The given shadow server is PostgreSQL ${major.value}, the environment’s is ${live.identity.major}.`
      return fail('shadow_unavailable', `${why} Catalogs of different versions differ where schemas do not.`)
    }
    const created = await createOn(url, 'given', live, wanted)
    if (created.ok || created.failure.code !== 'rights_missing') return created
    const borrowed = await borrowShadow(database, url, live, wanted.schema)
    return borrowed.ok ? await holding(borrowed.value, wanted.migrations, wanted.signal) : borrowed
  }

  async function onAnyServer(
    url: string,
    live: LiveDatabase,
    wanted: Wanted,
  ): Promise<Result<ShadowDatabase>> {
    const { major } = live.identity
    const server = await options.embedded(major)
    const embedded = server.ok ? await createOn(server.value.url, 'embedded', live, wanted) : server
    if (embedded.ok || embedded.failure.code === 'shadow_is_live') return embedded
    const beside = await createOn(url, 'environment', live, wanted)
    if (beside.ok) return beside
    return fail('shadow_unavailable', reasons(major, embedded.failure, beside.failure))
  }

  async function createOn(
    serverUrl: string,
    where: ShadowDatabase['where'],
    live: LiveDatabase,
    { schema, migrations, plain, signal }: Wanted,
  ): Promise<Result<ShadowDatabase>> {
    if (migrations !== null && migrations.length > 0 && !plain && where !== 'environment') {
      const secret = await secrets.of(serverUrl, where)
      const place = { database, serverUrl, where, live, schema, secret }
      const prepared = await createPreparedShadow(
        { ...place, signal, building, keepAfterMs: options.keepAfterMs ?? keepAfterMs },
        migrations,
      )
      if (prepared?.ok) used.add(serverUrl)
      if (prepared) return prepared
    }
    const created = await createOwnShadow(database, serverUrl, where, live, schema)
    if (!created.ok) return created
    used.add(serverUrl)
    return await holding(created.value, migrations, signal)
  }

  async function holding(
    shadow: ShadowDatabase,
    migrations: MigrationFile[] | null,
    signal: AbortSignal | undefined,
  ): Promise<Result<ShadowDatabase>> {
    if (migrations === null || migrations.length === 0) return ok(shadow)
    try {
      await bring(database, shadow, migrations, signal)
      return ok(shadow)
    } catch (error) {
      await shadow.release()
      throw error
    }
  }

  async function majorOf(url: string): Promise<Result<number>> {
    const opened = await database.open(url, { applicationName: 'headgate shadow' })
    if (!opened.ok) return opened
    await opened.value.close()
    return ok(opened.value.identity.major)
  }

  async function prepared(
    request: ShadowRequest,
    migrations: MigrationFile[],
  ): Promise<Result<ShadowDatabase>> {
    await loadParser()
    const harmless = refuseBeyond(migrations)
    if (!harmless.ok) return harmless
    try {
      return await place(request, migrations).catch((error: unknown) => {
        // A script may need what only the owner of a database may do: then it gets one of its own, from the start.
        if (needsOwnership(error) && !request.plain) return place({ ...request, plain: true }, migrations)
        throw error
      })
    } catch (error) {
      if (error instanceof ReplayError) return scriptFailure(error.migration, error.cause.info)
      throw error
    }
  }

  async function sweep(request?: ShadowRequest): Promise<number> {
    const servers = request ? [request.givenUrl ?? request.url] : [...used]
    let dropped = 0
    for (const url of servers) {
      const opened = await database.open(url, { applicationName: 'headgate shadow' })
      if (!opened.ok) continue
      dropped += await dropLeftBehind(opened.value).finally(() => opened.value.close())
    }
    return dropped
  }

  const releasing = new Set<Promise<void>>()

  function letGo(shadow: ShadowDatabase): void {
    // What could not be dropped is swept by whoever comes next.
    const release = shadow.release().catch(() => {})
    releasing.add(release)
    release.then(() => releasing.delete(release))
  }

  async function settled(): Promise<void> {
    while (releasing.size > 0) await Promise.all(releasing)
  }

  const answers = createAnswers(cacheFolder && join(/* turbopackIgnore: true */ cacheFolder, 'answers'))
  async function withoutEnvironment(): Promise<Result<ShadowRequest>> {
    const server = await options.embedded(newestMajor)
    return server.ok ? ok({ url: server.value.url, givenUrl: null }) : server
  }

  return {
    acquire: (request) => place(request, null),
    prepared,
    withoutEnvironment,
    letGo,
    settled,
    sweep,
    answers,
  }
}

interface Wanted {
  schema: string
  migrations: MigrationFile[] | null
  plain: boolean
  signal: AbortSignal | undefined
}

/** A replay that failed for missing rights may still succeed on a `plain` shadow. */
export function needsOwnership(error: unknown): error is ReplayError {
  return error instanceof ReplayError && error.cause.info.sqlstate === '42501'
}

function reasons(major: number, embedded: Failure, beside: Failure): string {
  return `An embedded PostgreSQL ${major}: ${embedded.why} The environment’s own server: ${beside.why}`
}
