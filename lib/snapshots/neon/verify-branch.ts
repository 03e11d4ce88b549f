import type { Database, Session } from '../../databases/database'
import { catalogFingerprint } from '../../domain/catalog-fingerprint'
import { countOf } from '../../domain/count-words'
import type { ExternalAccess } from '../../domain/external-host'
import { FailureError, fail, ok, type Result } from '../../domain/failure'
import type { SnapshotManifest, TableDigest } from '../../domain/snapshot'
import { databaseFailure } from '../database-failure'
import { endOnAbort } from '../interruptible'
import type { Progress, SnapshotSource, TakenSnapshot } from '../method'
import type { SnapshotParts } from '../parts'
import type { VerifiedSnapshot } from '../verify'
import { withCompute } from './branch-compute'
import { openNeon, stopped } from './client'
import { readLocation } from './location'
import { compareBranch } from './written-in-between'

/**
 * Opens the branch by a compute of its own, reads every table of it and the schema, and compares them with what was
 * read on the live database when the branch was made. Fails with `snapshot_not_verified` naming tables.
 */
export async function verifyBranch(
  parts: SnapshotParts,
  access: ExternalAccess,
  source: SnapshotSource,
  taken: Pick<TakenSnapshot, 'location' | 'manifest'>,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Result<VerifiedSnapshot>> {
  const there = readLocation(taken.location)
  if (!there || there.projectId !== access.projectId) {
    return fail(
      'snapshot_not_verified',
      `“${taken.location}” is no branch of the project ${access.projectId}.`,
    )
  }
  const neon = await openNeon(parts, access, signal)
  const { clock } = neon
  const began = clock.now().getTime()
  return withCompute(parts, neon, source, there, progress, signal, async (session, url) => {
    const restoreMs = clock.now().getTime() - began
    const settle = endOnAbort(parts.database, url, session, signal)
    try {
      const same = await compare(parts, session, source, taken.manifest, progress)
      if (!same.ok) return same
      const { tables, between } = same.value
      return ok({
        restoreMs,
        verifyMs: clock.now().getTime() - began,
        where: 'host',
        tables: tables.length,
        rows: tables.reduce((sum, { rows }) => sum + rows, 0),
        notes: notes(there.name, tables.length, between),
        manifest: { ...taken.manifest, tables },
      })
    } catch (error) {
      if (signal?.aborted) return stopped()
      return databaseFailure(error, 'snapshot_not_verified', 'Reading the branch failed')
    } finally {
      settle()
    }
  })
}

async function compare(
  parts: SnapshotParts,
  session: Session,
  source: SnapshotSource,
  manifest: SnapshotManifest,
  progress: Progress,
): Promise<Result<{ tables: TableDigest[]; between: string[] }>> {
  const { database } = parts
  const onTable = (done: number, of: number) => progress(done, of, 'tables', 'Comparing')
  const tables = await database.digests(session, { onTable })
  const { wrong, between } = await compareBranch(session, manifest.mark, manifest.tables, tables, () =>
    readLive(database, source),
  )
  if (wrong.length > 0) {
    const more = wrong.length > 5 ? ` and ${wrong.length - 5} more` : ''
    return fail('snapshot_not_verified', `In the branch ${wrong.slice(0, 5).join(', ')}${more}.`)
  }
  if (catalogFingerprint(await database.catalog(session)) !== manifest.schemaFingerprint) {
    return fail('snapshot_not_verified', 'The rows are the same, but the branch’s schema is not.')
  }
  return ok({ tables, between })
}

async function readLive(database: Database, source: SnapshotSource): Promise<TableDigest[]> {
  const opened = await database.open(source.url, {
    applicationName: 'headgate verify',
    settings: { statement_timeout: '0', default_transaction_read_only: 'on' },
  })
  if (!opened.ok) throw new FailureError(opened.failure)
  try {
    return await database.digests(opened.value)
  } finally {
    await opened.value.close()
  }
}

function notes(name: string, all: number, between: string[]): string[] {
  const compared = all - between.length
  return [
    `The branch “${name}” was opened by a compute of its own, which was removed again. The time is until it answered.`,
    `The schema and every row of ${countOf(compared, 'table')} are as they were read on the live database at that position of the log.`,
    ...(between.length > 0
      ? [
          `Written while the branch was being made, and so read in the branch but not provable row by row: ${between.slice(0, 8).join(', ')}${between.length > 8 ? ` and ${between.length - 8} more` : ''}.`,
        ]
      : []),
    'Neon itself restores it, over the environment’s branch or beside it: that was not tried.',
  ]
}
