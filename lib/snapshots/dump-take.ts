import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Session } from '../databases/database'
import { catalogFingerprint } from '../domain/catalog-fingerprint'
import { systemClock } from '../domain/clock'
import { FailureError, fail, ok, type Result } from '../domain/failure'
import type { SnapshotManifest } from '../domain/snapshot'
import { readProperties } from './database-properties'
import { hashFiles } from './file-manifest'
import { endOnAbort } from './interruptible'
import type { Progress, SnapshotSource, TakenSnapshot } from './method'
import { quoteIdentifier } from './names'
import { readExtensions, readRoles } from './needed-roles'
import type { SnapshotParts } from './parts'
import { fittingPgTools, installedPgTools, type PgTools } from './pg-tools'
import { dataFolder, runDump, tablesOfFiles } from './run-dump'
import { checkDisk, createSnapshotFolder, type SnapshotFolder, snapshotsFolder } from './snapshot-folder'
import { cancelled, openToTake, takingFailure } from './taking'
import { takeWriteMark, xmaxOf } from './write-mark'

/**
 * One exported snapshot is what pg_dump writes and what is counted and hashed here at the same time, so that both are
 * of the same instant under any writes. Fails with `snapshot_failed`, `snapshot_unavailable`, `run_cancelled` or what
 * connecting said; then nothing is left behind.
 */
export async function takeDump(
  parts: SnapshotParts,
  source: SnapshotSource,
  id: string,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Result<TakenSnapshot>> {
  const clock = parts.clock ?? systemClock
  const began = clock.now()
  const tools = fittingPgTools(await installedPgTools(parts.environment), source.identity.major)
  if (!tools)
    return fail('snapshot_unavailable', `No pg_dump of version ${source.identity.major} or newer is here.`)
  const opened = await openToTake(parts, source, id)
  if (!opened.ok) return opened
  const session = opened.value
  let folder: SnapshotFolder | null = null
  try {
    const bytes = await tableBytes(session)
    const room = await checkDisk(snapshotsFolder(parts.dataDir), bytes)
    if (!room.ok) return room
    folder = await createSnapshotFolder(parts.dataDir, id, began)
    const filled = await fill(parts, source, tools, session, folder, id, progress, signal)
    const manifest = { ...filled, bytes }
    if (signal?.aborted) return await given(folder)
    await writeFile(join(folder.partial, 'manifest.json'), JSON.stringify(manifest, null, 2), { flush: true })
    await folder.complete()
    const sizeBytes = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0)
    return ok({
      location: folder.final,
      sizeBytes,
      manifest,
      takeMs: clock.now().getTime() - began.getTime(),
    })
  } catch (error) {
    await folder?.discard()
    return takingFailure(error, 'Reading the database failed', signal)
  } finally {
    await session.close()
  }
}

async function given(folder: SnapshotFolder) {
  await folder.discard()
  return cancelled()
}

/** What is written before compression, about. */
export async function tableBytes(session: Session): Promise<number> {
  const { rows } = await session.query<{ bytes: string | null }>(
    `select sum(pg_table_size(c.oid))::text as bytes from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`,
  )
  return Number(rows[0]?.bytes ?? 0)
}

async function fill(
  parts: SnapshotParts,
  source: SnapshotSource,
  tools: PgTools,
  session: Session,
  folder: SnapshotFolder,
  id: string,
  progress: Progress,
  signal?: AbortSignal,
): Promise<SnapshotManifest> {
  // Whichever of the two fails stops the other.
  const both = new AbortController()
  const stopBoth = () => both.abort()
  signal?.addEventListener('abort', stopBoth, { once: true })
  if (signal?.aborted) stopBoth()
  const settle = endOnAbort(parts.database, source.url, session, both.signal)
  try {
    await session.script('begin isolation level repeatable read read only')
    const { rows } = await session.query<{ exported: string }>('select pg_export_snapshot() as exported')
    const exported = rows[0]?.exported ?? ''
    const tables = await lockTables(session)
    progress(0, tables, 'tables')
    const dumping = runDump(source, tools, folder, exported, {
      id,
      tables,
      progress,
      signal: both.signal,
    })
    const reading = readDescription(parts, session, source)
    const [dumped, read] = await Promise.allSettled([
      dumping.catch((error) => stopAndThrow(both, error)),
      reading.catch((error) => stopAndThrow(both, error)),
    ])
    if (dumped.status === 'rejected' && !(signal?.aborted ?? false)) throw firstCause(dumped.reason, read)
    if (read.status === 'rejected') throw read.reason
    await session.script('commit')
    const { catalog, ...described } = read.value
    await writeFile(join(folder.partial, 'catalog.json'), JSON.stringify(catalog))
    progress(tables, tables, 'tables', 'Hashing the files')
    const [tableOf, hashed] = await Promise.all([
      tablesOfFiles(tools, join(folder.partial, dataFolder), signal),
      hashFiles(folder.partial, (path) => path !== 'owner.json'),
    ])
    const files = hashed.map((file) => ({ ...file, ...tableOf(file.path) }))
    return { ...described, files }
  } finally {
    settle()
    signal?.removeEventListener('abort', stopBoth)
  }
}

/** pg_dump was ended because the reading failed: then that is the cause. */
function firstCause(dumpError: unknown, read: PromiseSettledResult<unknown>): unknown {
  const stopped = dumpError instanceof FailureError && dumpError.failure.code === 'run_cancelled'
  return stopped && read.status === 'rejected' ? read.reason : dumpError
}

function stopAndThrow(controller: AbortController, error: unknown): never {
  controller.abort()
  throw error
}

/**
 * Takes the locks that pg_dump will take, before anything runs, so that no DROP or TRUNCATE comes between the exported
 * snapshot and the hashing. Resolves to how many tables there are.
 */
async function lockTables(session: Session): Promise<number> {
  const { rows } = await session.query<{ schema: string; name: string }>(
    `select n.nspname::text as schema, c.relname::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and c.relpersistence <> 't' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
       and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')
     order by c.oid`,
  )
  const names = rows.map(({ schema, name }) => `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`)
  if (names.length > 0) await session.script(`lock table only ${names.join(', only ')} in access share mode`)
  return names.length
}

async function readDescription(parts: SnapshotParts, session: Session, source: SnapshotSource) {
  const mark = await takeWriteMark(session)
  const properties = await readProperties(session, session.identity.databaseName)
  const roles = await readRoles(session)
  const extensions = await readExtensions(session)
  const catalog = await parts.database.catalog(session)
  const tables = await parts.database.digests(session)
  return {
    format: 1 as const,
    tables,
    catalog,
    schemaFingerprint: catalogFingerprint(catalog),
    serverVersion: source.identity.serverVersion,
    lsn: mark.lsn,
    xmax: xmaxOf(mark),
    systemIdentifier: source.identity.systemIdentifier,
    mark,
    roles,
    extensions,
    ...(properties ? { properties } : {}),
  }
}
