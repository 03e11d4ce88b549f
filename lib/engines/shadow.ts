import type { Database, Session } from '../databases/database'
import { schemaOf } from '../databases/postgres/url'
import { type Failure, fail, ok, type Result } from '../domain/failure'
import { borrowShadow } from './borrowed-shadow'
import type { ShadowDatabase, ShadowProvider, ShadowRequest } from './engine'
import { createOwnShadow, dropLeftBehind } from './own-shadow'

export interface ShadowOptions {
  database: Database
  /** A running embedded server of that major, with a user that may create databases; installed where it is missing. */
  embedded: (major: number) => Promise<Result<{ url: string }>>
}

/**
 * Shadow databases of an environment's own major version: on the given server where one is given, since it was given
 * for a reason (extensions, roles); else on an embedded one; else beside the environment's database, where CREATEDB is
 * granted. None of them is ever the environment's database, and none is left behind: the next `acquire` on a server
 * drops what a killed process left there.
 */
export function createShadowProvider(options: ShadowOptions): ShadowProvider {
  const { database } = options
  /** Servers on which this process created shadows, by connection string. */
  const used = new Set<string>()

  async function acquire(request: ShadowRequest): Promise<Result<ShadowDatabase>> {
    const opened = await database.open(request.url, { applicationName: 'headgate shadow' })
    if (!opened.ok) return opened
    const live = opened.value
    try {
      if (request.givenUrl !== null) return await onGiven(request.givenUrl, live, schemaOf(request.url))
      return await onAnyServer(request.url, live, schemaOf(request.url))
    } finally {
      await live.close()
    }
  }

  async function onGiven(url: string, live: Session, schema: string): Promise<Result<ShadowDatabase>> {
    const major = await majorOf(url)
    if (!major.ok) return major
    if (major.value !== live.identity.major) {
      const why = `The given shadow server is PostgreSQL ${major.value}, the environment’s is ${live.identity.major}.`
      return fail('shadow_unavailable', `${why} Catalogs of different versions differ where schemas do not.`)
    }
    const created = await createOn(url, 'given', live, schema)
    if (created.ok || created.failure.code !== 'rights_missing') return created
    return await borrowShadow(database, url, live, schema)
  }

  async function onAnyServer(url: string, live: Session, schema: string): Promise<Result<ShadowDatabase>> {
    const { major } = live.identity
    const server = await options.embedded(major)
    const embedded = server.ok ? await createOn(server.value.url, 'embedded', live, schema) : server
    if (embedded.ok || embedded.failure.code === 'shadow_is_live') return embedded
    const beside = await createOn(url, 'environment', live, schema)
    if (beside.ok) return beside
    return fail('shadow_unavailable', reasons(major, embedded.failure, beside.failure))
  }

  async function createOn(
    url: string,
    where: ShadowDatabase['where'],
    live: Session,
    schema: string,
  ): Promise<Result<ShadowDatabase>> {
    const created = await createOwnShadow(database, url, where, live, schema)
    if (created.ok) used.add(url)
    return created
  }

  async function majorOf(url: string): Promise<Result<number>> {
    const opened = await database.open(url, { applicationName: 'headgate shadow' })
    if (!opened.ok) return opened
    await opened.value.close()
    return ok(opened.value.identity.major)
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

  return { acquire, sweep }
}

function reasons(major: number, embedded: Failure, beside: Failure): string {
  return `An embedded PostgreSQL ${major}: ${embedded.why} The environment’s own server: ${beside.why}`
}
