import { join } from 'node:path'
import { systemClock } from '../domain/clock'
import { fail, ok, type Result } from '../domain/failure'
import { clientEnvironment } from './client-environment'
import { prepareConfined } from './confined-restore'
import { asConfined, type Confined } from './confined-role'
import { databaseFailure } from './database-failure'
import { type Maintenance, withMaintenance } from './maintenance'
import { makeDatabase } from './make-database'
import type { Progress, SnapshotSource, TakenSnapshot } from './method'
import type { SnapshotParts } from './parts'
import { fittingPgTools, installedPgTools, type PgTools } from './pg-tools'
import { dataFolder, toolFailure } from './run-dump'
import { runTool } from './run-tool'
import { databaseBytes, dropDatabase } from './scratch-database'
import { checkSnapshotFiles } from './snapshot-files'
import { cancelled, jobs } from './taking'

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
  const whole = await checkSnapshotFiles(taken)
  if (!whole.ok) return whole
  const wanted = Math.max(source.identity.major, Math.floor(taken.manifest.serverVersion / 10_000))
  const tools = fittingPgTools(await installedPgTools(parts.environment), wanted)
  if (!tools) return fail('restore_failed', `No pg_restore of version ${wanted} or newer is installed here.`)
  return withMaintenance(parts, source, name, async (maintenance) => {
    const sameServer = taken.manifest.systemIdentifier === source.identity.systemIdentifier
    const made = await makeDatabase(parts, maintenance, { manifest: taken.manifest, name, source })
    if (!made.ok) return made
    let restored: Result<{ restoreMs: number }> | null = null
    try {
      const { confined } = source
      restored = await runRestore(
        parts,
        maintenance,
        tools,
        taken,
        { name, sameServer, confined },
        progress,
        signal,
      )
      return restored
    } catch (error) {
      return databaseFailure(error, 'restore_failed', `Restoring into ${name} failed`)
    } finally {
      if (!restored?.ok) await dropDatabase(maintenance.session, name)
    }
  })
}

async function runRestore(
  parts: SnapshotParts,
  maintenance: Maintenance,
  tools: PgTools,
  taken: Kept,
  { name, sameServer, confined }: { name: string; sameServer: boolean; confined: Confined | undefined },
  progress: Progress,
  signal?: AbortSignal,
): Promise<Result<{ restoreMs: number }>> {
  const adminUrl = parts.database.withDatabase(maintenance.url, name)
  const environment = clientEnvironment(asConfined(adminUrl, confined), name)
  if (!environment.ok) return environment
  const data = join(taken.location, dataFolder)
  const within =
    confined &&
    (await prepareConfined(parts, { adminUrl, name, data, tools, confined }, taken.manifest, signal))
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
  const telling = setInterval(() => void tellBytes(), 1_000)
  const tellBytes = async () => {
    const bytes = await databaseBytes(maintenance.session, name).catch(() => null)
    const expected = taken.manifest.bytes ?? null
    if (bytes !== null) progress(expected === null ? bytes : Math.min(bytes, expected), expected, 'bytes')
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
      ...(within?.parameters ?? []),
      data,
    ],
    environment.value,
    { onLine, signal },
  ).finally(() => {
    clearInterval(telling)
    return within?.close()
  })
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
