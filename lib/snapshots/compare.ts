import type { Database } from '../databases/database'
import type { CatalogChange } from '../domain/catalog'
import { catalogDelta } from '../domain/catalog-delta'
import { catalogFingerprint } from '../domain/catalog-fingerprint'
import { FailureError, fail, ok, type Result } from '../domain/failure'
import type { SnapshotManifest, TableDigest } from '../domain/snapshot'
import { endOnAbort } from './interruptible'
import type { Progress } from './method'
import { readTakenCatalog } from './taken-catalog'

export interface Difference {
  table: string
  problem: string
}

/** Compares rows table by table; sizes first, since a wrong count says more than a wrong hash. */
export function compareDigests(
  expected: readonly TableDigest[],
  found: readonly TableDigest[],
): Difference[] {
  const left = new Map(found.map((digest) => [digest.table, digest]))
  const differences: Difference[] = []
  for (const { table, rows, hash } of expected) {
    const other = left.get(table)
    left.delete(table)
    if (!other) differences.push({ table, problem: `${table} is missing` })
    else if (other.rows !== rows)
      differences.push({ table, problem: `${table} has ${other.rows} rows instead of ${rows}` })
    else if (other.hash !== hash)
      differences.push({ table, problem: `${table} has ${rows} rows, but other values` })
  }
  for (const table of left.keys()) differences.push({ table, problem: `${table} was not in the snapshot` })
  return differences
}

/**
 * Reads the database at `url` and holds it against the manifest: each table's rows, and the schema where
 * `schema` is set. Fails with `snapshot_not_verified`, naming tables or schema objects.
 */
export async function compareWithManifest(
  database: Database,
  url: string,
  taken: { location: string; manifest: SnapshotManifest },
  options: { schema: boolean; progress: Progress; signal?: AbortSignal | undefined },
): Promise<Result<void>> {
  const opened = await database.open(url, {
    applicationName: 'headgate verify',
    settings: { statement_timeout: '0' },
  })
  if (!opened.ok) return opened
  const session = opened.value
  const settle = endOnAbort(database, url, session, options.signal)
  try {
    const onTable = (done: number, of: number) => options.progress(done, of, 'tables', 'Comparing')
    const differences = compareDigests(taken.manifest.tables, await database.digests(session, { onTable }))
    if (differences.length > 0) {
      const words = differences.slice(0, 5).map(({ problem }) => problem)
      const more = differences.length > 5 ? ` and ${differences.length - 5} more` : ''
      const tables = differences.map(({ table }) => table)
      return fail('snapshot_not_verified', `After restoring it ${words.join(', ')}${more}.`, { tables })
    }
    if (!options.schema) return ok()
    const catalog = await database.catalog(session)
    if (catalogFingerprint(catalog) === taken.manifest.schemaFingerprint) return ok()
    const before = await readTakenCatalog(taken)
    const changes: CatalogChange[] = before ? catalogDelta(before, catalog) : []
    const keys = changes.map(({ key }) => key)
    return fail(
      'snapshot_not_verified',
      `The rows are the same, but the schema is not${keys.length ? `: ${keys.slice(0, 8).join(', ')}` : ''}.`,
      { changes },
    )
  } catch (error) {
    if (options.signal?.aborted) return fail('run_cancelled', 'It was cancelled while it was comparing.')
    if (error instanceof FailureError) return { ok: false, failure: error.failure }
    throw error
  } finally {
    settle()
    await session.close()
  }
}
