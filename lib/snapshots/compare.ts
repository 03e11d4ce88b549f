import type { Database } from '../databases/database'
import type { Catalog, CatalogChange } from '../domain/catalog'
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
 * `schema` is set; `confined`: without the grants, which a confined role does not restore. Fails with `snapshot_not_verified`, naming tables or schema objects.
 */
export async function compareWithManifest(
  database: Database,
  url: string,
  taken: { location: string; manifest: SnapshotManifest },
  options: { schema: boolean; confined?: boolean; progress: Progress; signal?: AbortSignal | undefined },
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
    // Of single tables there is no schema to compare.
    if (!options.schema || taken.manifest.scope) return ok()
    const found = await database.catalog(session)
    if (catalogFingerprint(found) === taken.manifest.schemaFingerprint) return ok()
    const recorded = await readTakenCatalog(taken)
    const held = recorded && catalogFingerprint(recorded) === taken.manifest.schemaFingerprint
    const before = held && options.confined ? withoutGrants(recorded) : recorded
    const catalog = options.confined ? withoutGrants(found) : found
    if (held && before && catalogFingerprint(before) === catalogFingerprint(catalog)) return ok()
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

function withoutGrants(catalog: Catalog): Catalog {
  const entries = Object.entries(catalog)
    .filter(([key]) => !key.startsWith('grant:'))
    .map(([key, definition]): [string, string] => {
      if (!/^(function|procedure|aggregate):/.test(key)) return [key, definition]
      const { notForPublic: _, ...rest } = JSON.parse(definition) as Record<string, unknown>
      return [key, JSON.stringify(rest)]
    })
  return Object.fromEntries(entries)
}
