import { join } from 'node:path'
import { systemClock } from '../domain/clock'
import { fail, ok, type Result } from '../domain/failure'
import type { SnapshotManifest } from '../domain/snapshot'
import { clientEnvironment } from './client-environment'
import { databaseFailure } from './database-failure'
import { cancelled, dataFolder, jobs, toolFailure } from './dump-take'
import { checkFiles } from './file-manifest'
import { type Maintenance, withMaintenance } from './maintenance'
import type { Progress, SnapshotSource, TakenSnapshot } from './method'
import { createMissingRoles } from './needed-roles'
import type { SnapshotParts } from './parts'
import { fittingPgTools, installedPgTools, type PgTools } from './pg-tools'
import { runTool } from './run-tool'
import { createPrivateDatabase, dropDatabase } from './scratch-database'

type Kept = Pick<TakenSnapshot, 'location' | 'manifest'>

/**
 * Checks every file, then restores into a new database on the server of `source`, which may be another than the
 * snapshot's: then roles that it lacks are made there, without login. Measured is the restore alone.
 */
export async function restoreDump(
  parts: SnapshotParts,
  source: SnapshotSource,
  taken: Kept,
  name: string,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Result<{ restoreMs: number }>> {
  const whole = await checkFiles(taken.location, taken.manifest.files)
  if (!whole.ok) return whole
  const wanted = Math.max(source.identity.major, Math.floor(taken.manifest.serverVersion / 10_000))
  const tools = fittingPgTools(await installedPgTools(parts.environment), wanted)
  if (!tools) return fail('restore_failed', `No pg_restore of version ${wanted} or newer is installed here.`)
  return withMaintenance(parts, source, name, async (maintenance) => {
    const sameServer = taken.manifest.systemIdentifier === source.identity.systemIdentifier
    const made = await makeDatabase(parts, maintenance, taken.manifest, name, sameServer)
    if (!made.ok) return made
    const restored = await runRestore(parts, maintenance, tools, taken, name, sameServer, progress, signal)
    if (!restored.ok) await dropDatabase(maintenance.session, name)
    return restored
  })
}

async function makeDatabase(
  parts: SnapshotParts,
  { session, superuser, createDatabase, role }: Maintenance,
  { properties, roles }: SnapshotManifest,
  name: string,
  sameServer: boolean,
): Promise<Result<void>> {
  if (!createDatabase) return fail('rights_missing', `The user ${role} lacks CREATEDB on the server.`)
  const owner = sameServer && superuser ? properties?.owner : undefined
  const now = (parts.clock ?? systemClock).now()
  try {
    if (!sameServer && superuser) await createMissingRoles(session, roles ?? [])
    await createPrivateDatabase(session, { name, properties, owner, now })
    return ok()
  } catch (error) {
    if (sameServer || !properties) return databaseFailure(error, 'restore_failed', `Creating ${name} failed`)
  }
  // Another machine may lack the locale. For counting and hashing rows any will do.
  try {
    const plain = { ...properties, collate: 'C', ctype: 'C', provider: 'c', locale: null }
    await createPrivateDatabase(session, { name, properties: plain, now })
    return ok()
  } catch (error) {
    return databaseFailure(error, 'restore_failed', `Creating ${name} failed`)
  }
}

async function runRestore(
  parts: SnapshotParts,
  maintenance: Maintenance,
  tools: PgTools,
  taken: Kept,
  name: string,
  sameServer: boolean,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Result<{ restoreMs: number }>> {
  const url = parts.database.withDatabase(maintenance.url, name)
  const environment = clientEnvironment(url, name)
  if (!environment.ok) return environment
  const clock = parts.clock ?? systemClock
  const began = clock.now()
  const tables = taken.manifest.tables.length
  let done = 0
  progress(0, tables, 'tables')
  const onLine = (line: string) => {
    if (!/finished item \d+ TABLE DATA /.test(line)) return
    done += 1
    progress(Math.min(done, tables), tables, 'tables')
  }
  const newerThanServer = tools.major >= 17 && maintenance.session.identity.major < 17
  const ended = await runTool(
    tools.pgRestore,
    [
      `--dbname=${name}`,
      `--jobs=${jobs}`,
      '--no-password',
      '--verbose',
      ...(newerThanServer ? [] : ['--exit-on-error']),
      ...(sameServer ? [] : ['--no-publications', '--no-subscriptions']),
      join(taken.location, dataFolder),
    ],
    environment.value,
    { onLine, signal },
  )
  if (signal?.aborted) return cancelled()
  if (ended.code !== 0 && !(newerThanServer && onlyUnknownSetting(ended.errors))) {
    const { failure } = toolFailure('pg_restore', ended.errors)
    return fail(failure.code === 'rights_missing' ? 'rights_missing' : 'restore_failed', failure.why)
  }
  return ok({ restoreMs: clock.now().getTime() - began.getTime() })
}

/** From 17 on pg_restore sets `transaction_timeout`, which older servers do not know; it goes on after that error. */
function onlyUnknownSetting(errors: string[]): boolean {
  const own = errors.filter((line) => /error: could not execute query/.test(line))
  return (
    own.length > 0 &&
    own.every((line) => /unrecognized configuration parameter "transaction_timeout"/.test(line))
  )
}
