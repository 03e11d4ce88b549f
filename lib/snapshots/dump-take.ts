import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Session } from '../databases/database'
import { catalogFingerprint } from '../domain/catalog-fingerprint'
import { systemClock } from '../domain/clock'
import { FailureError, fail, ok, type Result } from '../domain/failure'
import type { SnapshotManifest } from '../domain/snapshot'
import { clientEnvironment } from './client-environment'
import { databaseFailure } from './database-failure'
import { readProperties } from './database-properties'
import { bytesUnder, hashFiles } from './file-manifest'
import { endOnAbort } from './interruptible'
import type { Progress, SnapshotSource, TakenSnapshot } from './method'
import { quoteIdentifier } from './names'
import { readExtensions, readRoles } from './needed-roles'
import type { SnapshotParts } from './parts'
import { compressionOf, fittingPgTools, installedPgTools, type PgTools } from './pg-tools'
import { runTool } from './run-tool'
import { checkDisk, createSnapshotFolder, type SnapshotFolder, snapshotsFolder } from './snapshot-folder'
import { takeWriteMark, xmaxOf } from './write-mark'

/** Parallel sessions of pg_dump and pg_restore, besides their leader's. */
export const jobs = 2

/** How long a dump waits for ACCESS SHARE before it gives up: whoever queues behind it waits as long. */
export const lockWaitMs = 10_000

const tellEveryMs = 500

/** The folder inside a snapshot's that pg_dump fills. */
export const dataFolder = 'data'

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
  const opened = await parts.database.open(source.url, {
    applicationName: `headgate snapshot ${id}`,
    refusePooler: true,
    settings: {
      statement_timeout: '0',
      idle_in_transaction_session_timeout: '0',
      lock_timeout: String(lockWaitMs),
      row_security: 'off',
    },
  })
  if (!opened.ok) return opened
  const session = opened.value
  let folder: SnapshotFolder | null = null
  try {
    const bytes = await tableBytes(session)
    const room = await checkDisk(snapshotsFolder(parts.dataDir), bytes)
    if (!room.ok) return room
    folder = await createSnapshotFolder(parts.dataDir, id, began)
    const filled = await fill(parts, source, tools, session, folder, id, { bytes, progress }, signal)
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
    if (signal?.aborted) return cancelled()
    return isFileError(error)
      ? fail('snapshot_failed', `Writing to the data folder failed: ${error.message}.`)
      : databaseFailure(error, 'snapshot_failed', 'Reading the database failed')
  } finally {
    await session.close()
  }
}

async function given(folder: SnapshotFolder) {
  await folder.discard()
  return cancelled()
}

export function cancelled() {
  return fail('run_cancelled', 'It was cancelled while the snapshot was at work; nothing of it is left.')
}

export function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string'
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
  { bytes, progress }: { bytes: number; progress: Progress },
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
      bytes,
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

async function runDump(
  source: SnapshotSource,
  tools: PgTools,
  folder: SnapshotFolder,
  exported: string,
  run: { id: string; tables: number; bytes: number; progress: Progress; signal: AbortSignal },
): Promise<void> {
  const environment = clientEnvironment(source.url, `headgate snapshot ${run.id}`)
  if (!environment.ok) throw new FailureError(environment.failure)
  const data = join(folder.partial, dataFolder)
  await mkdir(data, { mode: 0o700 })
  let done = 0
  const onLine = (line: string) => {
    if (!/finished item \d+ TABLE DATA /.test(line)) return
    done += 1
    run.progress(Math.min(done, run.tables), run.tables, 'tables')
  }
  // Compressed, so that the end is not known.
  const telling = setInterval(() => {
    void bytesUnder(data).then((bytes) => run.progress(bytes, null, 'bytes'))
  }, tellEveryMs)
  const ended = await runTool(
    tools.pgDump,
    [
      '--format=directory',
      `--file=${data}`,
      `--jobs=${jobs}`,
      `--compress=${await compressionOf(tools)}`,
      `--snapshot=${exported}`,
      `--lock-wait-timeout=${lockWaitMs}`,
      '--no-password',
      '--verbose',
    ],
    environment.value,
    { onLine, onStart: (pid) => void folder.writtenBy(pid).catch(() => {}), signal: run.signal },
  ).finally(() => clearInterval(telling))
  if (run.signal.aborted) throw new FailureError(cancelled().failure)
  if (ended.code !== 0) throw new FailureError(toolFailure('pg_dump', ended.errors).failure)
}

export function toolFailure(program: string, errors: string[]) {
  const words = errors
    .filter((line) => !/^pg_(dump|restore): (detail: )?(Query was|Command was)/i.test(line))
    .slice(-4)
  const why = words.join(' ').trim() || 'it ended without a word'
  return fail(/permission denied/.test(why) ? 'rights_missing' : 'snapshot_failed', `${program}: ${why}`)
}

/** Which file holds the rows of which table, by pg_restore's list. */
async function tablesOfFiles(tools: PgTools, data: string, signal?: AbortSignal) {
  const { output } = await runTool(
    tools.pgRestore,
    ['--list', data],
    { LC_ALL: 'C' } as unknown as NodeJS.ProcessEnv,
    { signal },
  )
  const tables = new Map<string, string>()
  for (const line of output.split('\n')) {
    const match = /^(\d+); \d+ \d+ TABLE DATA (\S+) (\S+) /.exec(line)
    if (match) tables.set(match[1] ?? '', `${match[2]}.${match[3]}`)
  }
  return (path: string) => {
    const table = tables.get(/^data\/(\d+)\.dat/.exec(path)?.[1] ?? '')
    return table ? { table } : {}
  }
}
