import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createBrotliCompress } from 'node:zlib'
import type { Session } from '../databases/database'
import { textSettings } from '../databases/postgres/text-settings'
import { FailureError } from '../domain/failure'
import type { SnapshotManifest } from '../domain/snapshot'
import { endOnAbort } from './interruptible'
import type { Progress, SnapshotSource } from './method'
import { quoteIdentifier } from './names'
import type { SnapshotParts } from './parts'
import type { SnapshotFolder } from './snapshot-folder'
import { type Definitions, type HeldTable, tableName } from './tables-definitions'
import { inParallel } from './tables-parallel'
import { cancelled, jobs, lockWaitMs } from './taking'

/** Everything that changes how a value is written as text; the same when it is read again. */
export const copySettings = {
  statement_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  lock_timeout: String(lockWaitMs),
  row_security: 'off',
  search_path: 'pg_catalog',
  ...textSettings,
  lc_monetary: 'C',
  synchronize_seqscans: 'off',
}

type ManifestFile = SnapshotManifest['files'][number]

export interface Copying {
  definitions: Definitions
  folder: SnapshotFolder
  exported: string
  applicationName: string
}

/** The largest first, each worker on a session of its own. */
export async function copyTables(
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
