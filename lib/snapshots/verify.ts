import { systemClock } from '../domain/clock'
import { countOf } from '../domain/count-words'
import { fail, ok, type Result } from '../domain/failure'
import type { SnapshotManifest } from '../domain/snapshot'
import { compareWithManifest } from './compare'
import { asConfined, createConfinedRole, dropConfinedRole } from './confined-role'
import { databaseFailure } from './database-failure'
import { openMaintenance, withMaintenance } from './maintenance'
import type { Progress, SnapshotMethod, SnapshotSource, TakenSnapshot } from './method'
import { scratchName } from './names'
import type { SnapshotParts } from './parts'
import { databaseBytes, dropDatabase } from './scratch-database'
import { checkServerDisk } from './server-disk'

export interface VerifiedSnapshot {
  /** What a restore took here; another machine may differ. */
  restoreMs: number
  /** With the comparison. */
  verifyMs: number
  /** `environment`: its own server; `embedded`: one of Headgate's, of the same major; `host`: where the method keeps it. */
  where: 'environment' | 'embedded' | 'host'
  tables: number
  rows: number
  /** What was compared and where, for the reader. */
  notes: string[]
  /** What is known of it better than when it was taken. */
  manifest?: SnapshotManifest
}

interface ScratchServer {
  server: SnapshotSource
  where: 'environment' | 'embedded'
}

/**
 * Restores a snapshot into a scratch database, holds every table and the schema against the manifest, and drops it
 * again, after a failure too. `id` names the scratch database. Fails with `snapshot_not_verified` naming the file, the
 * table or the schema object.
 */
export async function verifySnapshot(
  parts: SnapshotParts,
  method: SnapshotMethod,
  source: SnapshotSource,
  taken: Pick<TakenSnapshot, 'location' | 'manifest'> & { id: string },
  progress: Progress,
  signal?: AbortSignal,
): Promise<Result<VerifiedSnapshot>> {
  if (method.verify) return method.verify(source, taken, progress, signal)
  const clock = parts.clock ?? systemClock
  const began = clock.now()
  const found = await scratchServer(parts, method, source)
  if (!found.ok) return found
  const { where } = found.value
  const name = scratchName(taken.id)
  const made = await confine(parts, method, found.value, name)
  if (!made.ok) return made
  const server = made.value
  try {
    const room = await roomToTry(parts, server, source, taken.manifest)
    if (!room.ok) return room
    const restored = await method.restoreTo(server, taken, name, progress, signal)
    if (!restored.ok) return restored
    const url = await scratchUrl(parts, server, name)
    if (!url.ok) return url
    const schema = server.identity.major === source.identity.major
    const confined = server.confined !== undefined
    const options = { schema, confined, progress, signal }
    const same = await compareWithManifest(parts.database, url.value, taken, options)
    if (!same.ok) return same
    const { tables } = taken.manifest
    return ok({
      restoreMs: restored.value.restoreMs,
      verifyMs: clock.now().getTime() - began.getTime(),
      where,
      tables: tables.length,
      rows: tables.reduce((sum, { rows }) => sum + rows, 0),
      notes: notes(where, server, taken.manifest),
    })
  } catch (error) {
    if (signal?.aborted) return fail('run_cancelled', 'It was cancelled while the snapshot was being tried.')
    return databaseFailure(error, 'snapshot_not_verified', 'Trying the snapshot failed')
  } finally {
    await withMaintenance(parts, server, 'headgate cleanup', async ({ session }) => {
      await dropDatabase(session, name)
      if (server.confined) await dropConfinedRole(session, name)
      return ok()
    })
  }
}

/** Told beforehand: a full disk would stop the database that is beside. */
async function roomToTry(
  parts: SnapshotParts,
  server: SnapshotSource,
  source: SnapshotSource,
  { scope, bytes }: SnapshotManifest,
): Promise<Result<string>> {
  return withMaintenance(parts, server, 'headgate look', async ({ session }) => {
    const whole = scope ? null : await databaseBytes(session, source.identity.databaseName)
    return checkServerDisk(parts, session, Math.max(whole ?? 0, bytes ?? 0))
  })
}

/** On a server of Headgate's own, whose user may do everything, what is restored may do nothing elsewhere. */
export async function confine(
  parts: SnapshotParts,
  method: SnapshotMethod,
  { server, where }: ScratchServer,
  name: string,
): Promise<Result<SnapshotSource>> {
  if (method.name === 'clone') return ok(server)
  return withMaintenance(parts, server, 'headgate look', async ({ session, superuser, admin }) => {
    if (!superuser || !(admin || where === 'embedded')) return ok(server)
    return ok({
      ...server,
      confined: await createConfinedRole(session, name, (parts.clock ?? systemClock).now()),
    })
  })
}

function notes(
  where: VerifiedSnapshot['where'],
  { identity, confined }: SnapshotSource,
  { scope, files }: SnapshotManifest,
): string[] {
  const place =
    where === 'environment'
      ? 'It was restored on the environment’s own server, beside the database.'
      : `It was restored on a server of Headgate’s own, PostgreSQL ${identity.major}; on the environment’s, rights may stand in the way.`
  const hashes = files.length > 0 ? 'Every file’s sha256, the rows' : 'The rows'
  const compared = scope
    ? `${hashes} of the ${countOf(scope.length, 'table')} that it holds were compared; keys, defaults and indexes are not part of it.`
    : `${hashes} of every table and the schema were compared.${files.length > 0 ? ' Large objects, where there are any, are covered by the files’ sha256 alone.' : ''}`
  const without =
    confined && !scope
      ? [
          'It was restored by a role without rights elsewhere: owners, grants and event triggers were not tried.',
        ]
      : []
  return [place, compared, ...without]
}

/** Where a restore can be tried: the environment's server where databases may be created there, else one of ours. */
export async function scratchServer(
  parts: SnapshotParts,
  method: SnapshotMethod,
  source: SnapshotSource,
): Promise<Result<ScratchServer>> {
  const opened = await openMaintenance(parts, source, 'headgate look')
  const may = opened.ok && opened.value.createDatabase
  if (opened.ok) await opened.value.session.close()
  if (may) return ok({ server: source, where: 'environment' })
  const { major } = source.identity
  const why = opened.ok
    ? `The user ${opened.value.role} lacks CREATEDB on the environment’s server`
    : opened.failure.why
  const movable = method.name === 'dump' || method.name === 'tables'
  if (!movable || !parts.ensureServer) return fail('rights_missing', `${why}.`)
  const ensured = await parts.ensureServer(major)
  if (!ensured.ok) {
    return fail(
      'snapshot_not_verified',
      `${why}, and no server of PostgreSQL ${major} could be started here: ${ensured.failure.why}`,
    )
  }
  const scratch = await parts.database.open(ensured.value.url, { applicationName: 'headgate look' })
  if (!scratch.ok) return scratch
  const { identity } = scratch.value
  await scratch.value.close()
  return ok({ server: { url: ensured.value.url, identity }, where: 'embedded' })
}

/** With the credentials that made it: it is closed to all others. */
async function scratchUrl(
  parts: SnapshotParts,
  server: SnapshotSource,
  name: string,
): Promise<Result<string>> {
  return withMaintenance(parts, server, 'headgate look', async ({ url }) =>
    ok(asConfined(parts.database.withDatabase(url, name), server.confined)),
  )
}
