import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createBrotliCompress } from 'node:zlib'
import type { Session } from '../databases/database'
import { catalogFingerprint } from '../domain/catalog-fingerprint'
import { systemClock } from '../domain/clock'
import { FailureError, fail, ok, type Result } from '../domain/failure'
import type { SnapshotManifest } from '../domain/snapshot'
import { databaseFailure } from './database-failure'
import { readProperties } from './database-properties'
import { cancelled, isFileError, jobs, lockWaitMs } from './dump-take'
import { hashFiles } from './file-manifest'
import { endOnAbort } from './interruptible'
import type { Progress, SnapshotSource, TakenSnapshot } from './method'
import { quoteIdentifier } from './names'
import type { SnapshotParts } from './parts'
import { checkDisk, createSnapshotFolder, type SnapshotFolder, snapshotsFolder } from './snapshot-folder'
import {
  type Definitions,
  type FoundTable,
  type HeldTable,
  readDefinitions,
  tableName,
  tablesOfScope,
} from './tables-definitions'
import { inParallel } from './tables-parallel'
import { takeWriteMark, xmaxOf } from './write-mark'

/** Everything that changes how a value is written as text; the same when it is read again. */
export const copySettings = {
  statement_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  lock_timeout: String(lockWaitMs),
  row_security: 'off',
  search_path: 'pg_catalog',
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  bytea_output: 'hex',
  extra_float_digits: '1',
  lc_monetary: 'C',
  synchronize_seqscans: 'off',
}

/**
 * Copies the tables of the source's scope into compressed files, all at the instant of one exported snapshot, at which
 * they are counted and hashed as well. Fails as `takeDump`, and leaves nothing behind then.
 */
export async function takeTables(
  parts: SnapshotParts,
  source: SnapshotSource,
  id: string,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Result<TakenSnapshot>> {
  const clock = parts.clock ?? systemClock
  const began = clock.now()
  const wanted = source.scope?.tables
  if (!wanted) return fail('snapshot_unavailable', source.scope?.unknown ?? noPlan)
  const applicationName = `headgate snapshot ${id}`
  const opened = await parts.database.open(source.url, {
    applicationName,
    refusePooler: true,
    settings: copySettings,
  })
  if (!opened.ok) return opened
  const session = opened.value
  let folder: SnapshotFolder | null = null
  try {
    await session.script('begin isolation level repeatable read read only')
    const found = await tablesOfScope(session, wanted)
    const refused = await unreadable(session, found)
    if (refused) return fail('rights_missing', refused)
    const bytes = found.reduce((sum, table) => sum + table.bytes, 0)
    const room = await checkDisk(snapshotsFolder(parts.dataDir), bytes)
    if (!room.ok) return room
    folder = await createSnapshotFolder(parts.dataDir, id, began)
    const scope = [...new Set([...wanted, ...found.map(({ schema, name }) => `${schema}.${name}`)])].sort()
    const filled = await fill(parts, source, { session, folder, found, applicationName }, progress, signal)
    const manifest = { ...filled, scope, bytes }
    if (signal?.aborted) throw new FailureError(cancelled().failure)
    await writeFile(join(folder.partial, 'manifest.json'), JSON.stringify(manifest, null, 2), { flush: true })
    await folder.complete()
    const sizeBytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0)
    const takeMs = clock.now().getTime() - began.getTime()
    return ok({ location: folder.final, sizeBytes, manifest, takeMs })
  } catch (error) {
    await folder?.discard()
    if (signal?.aborted) return cancelled()
    return isFileError(error)
      ? fail('snapshot_failed', `Writing to the data folder failed: ${error.message}.`)
      : databaseFailure(error, 'snapshot_failed', 'Reading the tables failed')
  } finally {
    await session.close()
  }
}

export const noPlan =
  'It holds the tables that a plan destroys or rewrites, and so is taken for a plan alone: by a deploy, or by its policy.'

async function unreadable(session: Session, found: readonly FoundTable[]): Promise<string | null> {
  const refused = found.find(({ readable }) => !readable)
  if (!refused) return null
  const { rows } = await session.query<{ role: string }>('select current_user::text as role')
  return `The user ${rows[0]?.role} may not read all of ${refused.schema}.${refused.name}.`
}

interface Filling {
  session: Session
  folder: SnapshotFolder
  found: FoundTable[]
  applicationName: string
}

async function fill(
  parts: SnapshotParts,
  source: SnapshotSource,
  { session, folder, found, applicationName }: Filling,
  progress: Progress,
  signal?: AbortSignal,
): Promise<SnapshotManifest> {
  // Whichever fails stops the others.
  const all = new AbortController()
  const stopAll = () => all.abort()
  signal?.addEventListener('abort', stopAll, { once: true })
  if (signal?.aborted) stopAll()
  const settle = endOnAbort(parts.database, source.url, session, all.signal)
  let first: { error: unknown } | null = null
  const orStop = (error: unknown): never => {
    first ??= { error }
    stopAll()
    throw error
  }
  try {
    if (found.length > 0) {
      const names = found.map((table) => `only ${tableName(table)}`)
      await session.script(`lock table ${names.join(', ')} in access share mode`)
    }
    const { rows } = await session.query<{ exported: string }>('select pg_export_snapshot() as exported')
    const exported = rows[0]?.exported ?? ''
    const definitions = await readDefinitions(session, found)
    await mkdir(join(folder.partial, 'data'), { mode: 0o700 })
    await writeFile(join(folder.partial, 'definitions.json'), JSON.stringify(definitions))
    const copying = { definitions, folder, exported, applicationName }
    const [copied, described] = await Promise.allSettled([
      copyTables(parts, source, copying, progress, all.signal).catch(orStop),
      readDescription(parts, session, source, definitions).catch(orStop),
    ])
    if (copied.status === 'rejected' || described.status === 'rejected') {
      throw (first as { error: unknown } | null)?.error
    }
    await session.script('commit')
    const hashed = new Map(copied.value.map((file) => [file.path, file]))
    const [own] = await hashFiles(folder.partial, (path) => path === 'definitions.json')
    const files = [...hashed.values(), ...(own ? [own] : [])]
    return { ...described.value, files: files.sort((a, b) => (a.path < b.path ? -1 : 1)) }
  } finally {
    settle()
    signal?.removeEventListener('abort', stopAll)
  }
}

type ManifestFile = SnapshotManifest['files'][number]

interface Copying {
  definitions: Definitions
  folder: SnapshotFolder
  exported: string
  applicationName: string
}

/** The largest first, each worker on a session of its own. */
async function copyTables(
  parts: SnapshotParts,
  source: SnapshotSource,
  { definitions, folder, exported, applicationName }: Copying,
  progress: Progress,
  signal: AbortSignal,
): Promise<ManifestFile[]> {
  const { tables } = definitions
  const files: ManifestFile[] = []
  const bytes = tables.reduce((sum, table) => sum + table.bytes, 0)
  let read = 0
  progress(0, tables.length, 'tables')
  progress(0, bytes, 'bytes')
  await inParallel(
    [...tables].sort((a, b) => b.bytes - a.bytes),
    jobs,
    async () => {
      const opened = await parts.database.open(source.url, { applicationName, settings: copySettings })
      if (!opened.ok) throw new FailureError(opened.failure)
      const session = opened.value
      const settle = endOnAbort(parts.database, source.url, session, signal)
      const begin = `begin isolation level repeatable read read only; set transaction snapshot '${exported}'`
      await session.script(begin).catch(async (error: unknown) => {
        settle()
        await session.close()
        throw error
      })
      return {
        async work(table) {
          files.push(
            await copyTable(parts, session, table, folder.partial, signal, (more) => {
              read += more
              progress(Math.min(read, bytes), bytes, 'bytes')
            }),
          )
          progress(files.length, tables.length, 'tables')
        },
        async close() {
          settle()
          await session.close()
        },
      }
    },
  )
  if (signal.aborted) throw new FailureError(cancelled().failure)
  return files
}

/** Hashed on its way, so that it need not be read again. */
async function copyTable(
  parts: SnapshotParts,
  session: Session,
  table: HeldTable,
  folder: string,
  signal: AbortSignal,
  onBytes: (more: number) => void,
): Promise<ManifestFile> {
  const hash = createHash('sha256')
  let written = 0
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      onBytes(chunk.length)
      done(null, chunk)
    },
  })
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      written += chunk.length
      done(null, chunk)
    },
  })
  await parts.database.copyOut(session, copySql(table), (rows) =>
    pipeline(
      rows,
      counting,
      // Several times as fast as gzip's fastest, and hardly larger.
      createBrotliCompress({
        chunkSize: 256 * 1024,
        params: {
          [constants.BROTLI_PARAM_QUALITY]: 0,
          [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        },
      }),
      hashing,
      createWriteStream(join(folder, table.file), { mode: 0o600 }),
      { signal },
    ),
  )
  return {
    path: table.file,
    bytes: written,
    sha256: hash.digest('hex'),
    table: `${table.schema}.${table.name}`,
  }
}

function copySql(table: HeldTable): string {
  const columns = columnList(table)
  return table.computed
    ? `copy (select ${columns} from only ${tableName(table)}) to stdout`
    : `copy ${tableName(table)} ${columns ? `(${columns})` : ''} to stdout`
}

export function columnList({ columns }: HeldTable): string {
  return columns.map(({ name }) => quoteIdentifier(name)).join(', ')
}

async function readDescription(
  parts: SnapshotParts,
  session: Session,
  source: SnapshotSource,
  { tables }: Definitions,
): Promise<Omit<SnapshotManifest, 'files'>> {
  const mark = await takeWriteMark(session)
  const properties = await readProperties(session, session.identity.databaseName)
  const schemaFingerprint = catalogFingerprint(await parts.database.catalog(session))
  const names = tables.map(({ schema, name }) => `${schema}.${name}`)
  return {
    format: 1,
    tables: await parts.database.digests(session, { tables: names }),
    schemaFingerprint,
    serverVersion: source.identity.serverVersion,
    lsn: mark.lsn,
    xmax: xmaxOf(mark),
    systemIdentifier: source.identity.systemIdentifier,
    mark,
    ...(properties ? { properties } : {}),
  }
}
