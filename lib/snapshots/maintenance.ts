import type { Session } from '../databases/database'
import { fail, ok, type Result } from '../domain/failure'
import type { SnapshotSource } from './method'
import type { SnapshotParts } from './parts'

/** A session on the source's server, but in another database, with the most rights that can be had. */
export interface Maintenance {
  session: Session
  /** Holds a password. Same credentials as the session's. */
  url: string
  role: string
  superuser: boolean
  createDatabase: boolean
  /** True: with the administrator's connection of a server that Headgate started. */
  admin: boolean
}

/**
 * Renaming, cloning and dropping a database all need a session elsewhere on its server. Fails with what connecting to
 * `postgres` and `template1` said. The caller closes the session.
 */
export async function openMaintenance(
  parts: SnapshotParts,
  source: SnapshotSource,
  applicationName: string,
): Promise<Result<Maintenance>> {
  const adminUrl = await adminUrlOf(parts, source, applicationName)
  const tries = [
    ...(adminUrl ? [{ url: adminUrl, admin: true }] : []),
    ...['postgres', 'template1']
      .filter((name) => name !== source.identity.databaseName)
      .map((name) => ({ url: parts.database.withDatabase(source.url, name), admin: false })),
  ]
  let last: Result<Maintenance> = fail('rights_missing', 'No other database of this server can be reached.')
  for (const { url, admin } of tries) {
    const opened = await parts.database.open(url, { applicationName, settings: { statement_timeout: '0' } })
    if (!opened.ok) {
      last = opened
      continue
    }
    const session = opened.value
    if (session.identity.systemIdentifier === source.identity.systemIdentifier) {
      return ok({ session, url, admin, ...(await rightsOf(session)) })
    }
    await session.close()
  }
  return last
}

/**
 * Null: Headgate did not start that server. Which of Headgate's own it would be is told by its major: a source of which
 * only the address and the identifier are recorded (major 0) is asked for it.
 */
async function adminUrlOf(
  { adminUrlFor, database }: SnapshotParts,
  { url, identity }: SnapshotSource,
  applicationName: string,
): Promise<string | null> {
  if (!adminUrlFor) return null
  if (identity.major > 0) return adminUrlFor(identity)
  const opened = await database.open(database.withDatabase(url, 'postgres'), { applicationName })
  if (!opened.ok) return null
  const { identity: seen } = opened.value
  await opened.value.close()
  return adminUrlFor(seen)
}

async function rightsOf(session: Session) {
  const { rows } = await session.query<{ role: string; superuser: boolean; createDatabase: boolean }>(
    `select rolname::text as role, rolsuper as superuser, rolsuper or rolcreatedb as "createDatabase"
     from pg_roles where rolname = current_user`,
  )
  const row = rows[0]
  if (!row) throw new Error('The current role is not in pg_roles.')
  return row
}

/** Runs `work` with a maintenance session and closes it whatever happens. */
export async function withMaintenance<T>(
  parts: SnapshotParts,
  source: SnapshotSource,
  applicationName: string,
  work: (maintenance: Maintenance) => Promise<Result<T>>,
): Promise<Result<T>> {
  const opened = await openMaintenance(parts, source, applicationName)
  if (!opened.ok) return opened
  try {
    return await work(opened.value)
  } finally {
    await opened.value.session.close()
  }
}
