import { systemClock } from '../domain/clock'
import { fail, ok, type Result } from '../domain/failure'
import type { DatabaseProperties, SnapshotManifest } from '../domain/snapshot'
import { collectStatistics } from './collect-statistics'
import { compareWithManifest } from './compare'
import { databaseFailure } from './database-failure'
import { applyProperties, readProperties } from './database-properties'
import { dropLeft } from './drop-left'
import { type Maintenance, withMaintenance } from './maintenance'
import type { Progress, SnapshotMethod, SnapshotSource } from './method'
import { quoteIdentifier } from './names'
import type { SnapshotParts } from './parts'
import { databaseBytes } from './scratch-database'
import { databaseOid } from './swap'
import { cancelled } from './taking'

export interface CopyRequest {
  method: SnapshotMethod
  source: SnapshotSource
  taken: { location: string; manifest: SnapshotManifest }
  /** It is made as `beside` and gets its name when it is whole: whatever is called `name` is. */
  names: { name: string; beside: string }
  /** Of the environment's address: who may look inside. */
  user: string
  /** What the database's own comment says of where it comes from. */
  comment: string
  /**
   * Told its OID when nothing but the name is missing, with the session that will give it already open. What it throws
   * stops the restore.
   */
  beforeNaming: (made: { databaseOid: number; bytes: number | null }) => Promise<void>
}

export interface RestoredCopy {
  databaseOid: number
  bytes: number | null
  restoreMs: number
  verifyMs: number
  notes: string[]
}

/**
 * Restores a snapshot into a database of its own on the source's server, compares it with the manifest, and names it.
 * The live database is not touched. After a failure nothing is left.
 */
export async function restoreCopy(
  parts: SnapshotParts,
  request: CopyRequest,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Result<RestoredCopy>> {
  const { method, source, taken, names } = request
  const free = await withMaintenance(parts, source, names.beside, (maintenance) => check(maintenance, names))
  if (!free.ok) return free
  const restored = await method.restoreTo(source, taken, names.beside, progress, signal)
  if (!restored.ok) return restored
  let named = false
  try {
    const done = await withMaintenance(parts, source, names.beside, async (maintenance) => {
      const compared = await compareAndAnalyze(parts, maintenance, request, progress, signal)
      if (!compared.ok) return compared
      const opened = await openToItsUser(maintenance, request)
      if (!opened.ok) return opened
      if (signal?.aborted) return cancelled()
      const made = await giveName(maintenance, request)
      if (!made.ok) return made
      return ok({
        ...made.value,
        restoreMs: restored.value.restoreMs,
        verifyMs: compared.value,
        notes: opened.value,
      })
    })
    named = done.ok
    return done
  } finally {
    if (!named) await dropLeft(parts, source, names.beside)
  }
}

async function check(
  { session, createDatabase, role }: Maintenance,
  { name, beside }: CopyRequest['names'],
): Promise<Result<void>> {
  if (!createDatabase) return fail('rights_missing', `The user ${role} lacks CREATEDB on the server.`)
  for (const each of [name, beside]) {
    if ((await databaseBytes(session, each)) !== null)
      return fail('restore_failed', `The server has a database ${each} already.`)
  }
  return ok()
}

/** Resolves to the milliseconds that comparing took. */
async function compareAndAnalyze(
  parts: SnapshotParts,
  { url: serverUrl }: Maintenance,
  { taken, names }: CopyRequest,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Result<number>> {
  const clock = parts.clock ?? systemClock
  const url = parts.database.withDatabase(serverUrl, names.beside)
  const began = clock.now().getTime()
  // Of single tables only their rows can be compared.
  const schema = taken.manifest.scope === undefined
  const same = await compareWithManifest(parts.database, url, taken, { schema, progress, signal })
  if (!same.ok) return same
  const verifyMs = clock.now().getTime() - began
  progress(0, null, 'tables', 'Collecting statistics')
  const analyzed = await collectStatistics(parts, url, names.beside, signal)
  return analyzed.ok ? ok(verifyMs) : analyzed
}

/**
 * It belongs to whom the live one belongs to, and the environment's user may connect; nobody else may unasked, for what
 * is in it is as confidential as the live data. Settings are no condition for looking inside: what cannot be set is said.
 */
async function openToItsUser(
  { session, superuser, role }: Maintenance,
  { source, taken, names, user, comment }: CopyRequest,
): Promise<Result<string[]>> {
  try {
    const live = await readProperties(session, source.identity.databaseName)
    const base = live ?? taken.manifest.properties
    if (!base) return fail('restore_failed', `The database ${source.identity.databaseName} is gone.`)
    const owner = superuser ? base.owner : role
    const properties: DatabaseProperties = {
      ...base,
      owner,
      connectionLimit: -1,
      comment,
      settings: [],
      grants: [
        ...['CREATE', 'CONNECT', 'TEMPORARY'].map((privilege) => ({ ...grantTo(owner), privilege })),
        ...['CONNECT', 'TEMPORARY'].map((privilege) => ({ ...grantTo(user), privilege })),
      ],
    }
    await applyProperties(session, names.beside, properties)
    const { settings } = taken.manifest.properties ?? base
    return ok(await applySettings(session, names.beside, { ...properties, settings }))
  } catch (error) {
    return databaseFailure(error, 'restore_failed', 'Its owner or its grants could not be set')
  }
}

function grantTo(grantee: string) {
  return { grantee, grantable: false }
}

async function applySettings(
  session: Maintenance['session'],
  name: string,
  properties: DatabaseProperties,
): Promise<string[]> {
  try {
    await applyProperties(session, name, properties)
    return []
  } catch (error) {
    const why = error instanceof Error ? error.message : 'the server refused'
    return [`Not every setting of the database could be set (${why}); its rows and objects are whole.`]
  }
}

async function giveName(
  { session }: Maintenance,
  { names, beforeNaming }: CopyRequest,
): Promise<Result<{ databaseOid: number; bytes: number | null }>> {
  const oid = await databaseOid(session, names.beside)
  if (oid === null) return fail('restore_failed', `The database ${names.beside} is gone from the server.`)
  const bytes = await databaseBytes(session, names.beside)
  await beforeNaming({ databaseOid: oid, bytes })
  try {
    // Whoever looked at it meanwhile, by the server's own rights, would be in the way.
    await session.query(
      'select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()',
      [names.beside],
    )
    await session.script(
      `alter database ${quoteIdentifier(names.beside)} rename to ${quoteIdentifier(names.name)}`,
    )
  } catch (error) {
    // The answer may be lost with the connection; recovery looks for the OID under either name.
    if (session.closed) return fail('outcome_unknown', 'The connection was lost while it was given its name.')
    return databaseFailure(error, 'restore_failed', `Giving it the name ${names.name} failed`)
  }
  return ok({ databaseOid: oid, bytes })
}
