import type { Database, Identity, Session } from '../databases/database'
import { FailureError, fail, ok, type Result } from '../domain/failure'
import { compareIdentities, sameDatabase } from './same-database'

/** The environment's database, which a shadow must not be. A connection to it is only opened where it is needed. */
export interface LiveDatabase {
  identity: Identity
  /** Whether `session` reaches it. */
  isReachedBy(session: Session): Promise<boolean>
  close(): Promise<void>
}

/** `known`: what an open session has just told; null: it is asked. */
export async function liveDatabase(
  database: Database,
  url: string,
  known: Identity | null,
): Promise<Result<LiveDatabase>> {
  let session: Session | null = null
  async function connect(): Promise<Session> {
    if (session) return session
    const opened = await database.open(url, { applicationName: 'headgate shadow' })
    if (!opened.ok) throw new FailureError(opened.failure)
    session = opened.value
    return session
  }
  try {
    const identity = known ?? (await connect()).identity
    return ok({
      identity,
      async isReachedBy(other) {
        const same = compareIdentities(identity, other.identity)
        return same ?? (await sameDatabase(await connect(), other))
      },
      async close() {
        await session?.close()
      },
    })
  } catch (error) {
    if (error instanceof FailureError) return { ok: false, failure: error.failure }
    throw error
  }
}

/** Connects to a shadow to see that it is not the environment's own database. Fails with `shadow_is_live`. */
export async function assertNotLive(
  database: Database,
  shadowUrl: string,
  live: LiveDatabase,
): Promise<Result<void>> {
  const opened = await database.open(shadowUrl, { applicationName: 'headgate shadow check' })
  if (!opened.ok) return opened
  try {
    if (!(await live.isReachedBy(opened.value))) return ok()
    return fail('shadow_is_live', 'System identifier and database OID of both are the same.')
  } finally {
    await opened.value.close()
  }
}
