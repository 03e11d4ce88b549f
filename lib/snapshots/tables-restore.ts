import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress } from 'node:zlib'
import { DatabaseError } from '../databases/database'
import { systemClock } from '../domain/clock'
import { FailureError, fail, ok, type Result } from '../domain/failure'
import { asConfined } from './confined-role'
import { columnList, copySettings } from './copy-tables'
import { databaseFailure } from './database-failure'
import { endOnAbort } from './interruptible'
import { withMaintenance } from './maintenance'
import { makeDatabase } from './make-database'
import type { Progress, SnapshotSource, TakenSnapshot } from './method'
import { quoteIdentifier } from './names'
import type { SnapshotParts } from './parts'
import { dropDatabase } from './scratch-database'
import { checkSnapshotFiles } from './snapshot-files'
import { createStatements, type Definitions, type HeldTable, tableName } from './tables-definitions'
import { inParallel } from './tables-parallel'
import { cancelled, isFileError, jobs } from './taking'

type Held = Pick<TakenSnapshot, 'location' | 'manifest'>

/** Checks every file, then makes the tables, without keys or defaults, in a new database and fills them. */
export async function restoreTables(
  parts: SnapshotParts,
  source: SnapshotSource,
  taken: Held,
  name: string,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Result<{ restoreMs: number }>> {
  const whole = await checkSnapshotFiles(taken)
  if (!whole.ok) return whole
  const text = await readFile(join(taken.location, 'definitions.json'), 'utf8')
  const definitions = JSON.parse(text) as Definitions
  const clock = parts.clock ?? systemClock
  return withMaintenance(parts, source, name, async (maintenance) => {
    const made = await makeDatabase(parts, maintenance, { manifest: taken.manifest, name, source })
    if (!made.ok) return made
    const began = clock.now()
    try {
      const url = parts.database.withDatabase(maintenance.url, name)
      await createAll(parts, { admin: url, own: asConfined(url, source.confined) }, name, definitions)
      const own = { url: asConfined(url, source.confined), name, location: taken.location }
      await fillAll(parts, own, definitions.tables, progress, signal)
      if (signal?.aborted) throw new FailureError(cancelled().failure)
      return ok({ restoreMs: clock.now().getTime() - began.getTime() })
    } catch (error) {
      await dropDatabase(maintenance.session, name)
      if (signal?.aborted) return cancelled()
      return isFileError(error) || isCompressionError(error)
        ? fail('restore_failed', `Reading the snapshot’s files failed: ${(error as Error).message}.`)
        : databaseFailure(error, 'restore_failed', `Filling ${name} failed`)
    }
  })
}

function isCompressionError(error: unknown): boolean {
  return (
    error instanceof Error && /^(ERR__ERROR|ERR_BROTLI|Z_)/.test((error as NodeJS.ErrnoException).code ?? '')
  )
}

async function createAll(
  parts: SnapshotParts,
  urls: { admin: string; own: string },
  applicationName: string,
  definitions: Definitions,
): Promise<void> {
  const { extensions } = definitions
  if (extensions.length > 0) {
    const statements = extensions.flatMap(({ name, schema }) => [
      `create schema if not exists ${quoteIdentifier(schema)}`,
      `create extension if not exists ${quoteIdentifier(name)} schema ${quoteIdentifier(schema)}`,
    ])
    await sendEach(parts, urls.admin, applicationName, statements)
  }
  await sendEach(parts, urls.own, applicationName, createStatements(definitions))
}

/** By the extended protocol: what came from a database's catalog never ends one statement and begins another. */
async function sendEach(
  parts: SnapshotParts,
  url: string,
  applicationName: string,
  statements: string[],
): Promise<void> {
  const opened = await parts.database.open(url, { applicationName, settings: copySettings })
  if (!opened.ok) throw new FailureError(opened.failure)
  try {
    for (const statement of statements) {
      await opened.value.query(statement).catch((error: unknown) => {
        // The schema of an extension is its own where that exists already.
        if (!(error instanceof DatabaseError) || !/^create schema/.test(statement)) throw error
        if (error.info.sqlstate !== '42P06' && error.info.sqlstate !== '42501') throw error
      })
    }
  } finally {
    await opened.value.close()
  }
}

async function fillAll(
  parts: SnapshotParts,
  where: { url: string; name: string; location: string },
  tables: readonly HeldTable[],
  progress: Progress,
  signal?: AbortSignal,
): Promise<void> {
  const bytes = tables.reduce((sum, table) => sum + table.bytes, 0)
  let [read, done] = [0, 0]
  progress(0, tables.length, 'tables')
  await inParallel(
    [...tables].sort((a, b) => b.bytes - a.bytes),
    jobs,
    async () => {
      const opened = await parts.database.open(where.url, {
        applicationName: where.name,
        settings: copySettings,
      })
      if (!opened.ok) throw new FailureError(opened.failure)
      const session = opened.value
      const settle = endOnAbort(parts.database, where.url, session, signal)
      return {
        async work(table) {
          const counting = new Transform({
            transform(chunk: Buffer, _encoding, next) {
              read += chunk.length
              progress(Math.min(read, bytes), bytes, 'bytes')
              next(null, chunk)
            },
          })
          const sql = `copy ${tableName(table)} ${table.columns.length ? `(${columnList(table)})` : ''} from stdin`
          await parts.database.copyIn(session, sql, (rows) =>
            pipeline(
              createReadStream(join(where.location, table.file), { highWaterMark: 256 * 1024 }),
              createBrotliDecompress({ chunkSize: 256 * 1024 }),
              counting,
              rows,
              ...(signal ? [{ signal }] : []),
            ),
          )
          done += 1
          progress(done, tables.length, 'tables')
        },
        async close() {
          settle()
          await session.close()
        },
      }
    },
  )
}
