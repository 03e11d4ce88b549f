import type { Catalog } from '../../domain/catalog'
import { catalogDelta } from '../../domain/catalog-delta'
import { judgeDrift } from '../../domain/judge-drift'
import type { LedgerRow, MigrationFile } from '../../domain/migration'
import { migrationStatuses } from '../../domain/migration-status'
import type { DriftState } from '../../domain/observation'
import type { IgnoredDrift } from '../../domain/resolution'
import { describeTroubles } from '../../domain/trouble-words'
import { loadParser } from '../../sql/parse'
import { scriptFailure } from '../script-failure'
import { appliedInOrder } from './applied-in-order'
import type { PlanningPorts } from './make-plan'
import { refuseBeyond } from './refuse-beyond'
import { ReplayError, replay } from './replay'

export interface DriftQuestion {
  url: string
  shadowUrl: string | null
  files: MigrationFile[]
  rows: LedgerRow[]
  live: Catalog
  /** What counts as no drift, since somebody decided so. */
  ignored?: Pick<IgnoredDrift, 'key' | 'definitions'>[]
}

/**
 * Compares the live schema with what its applied migrations build on an empty database of the same major version,
 * over everything the catalog holds and not just what a Prisma schema can express. Unknown, with the reason, where
 * that could not be tried.
 */
export async function findDrift(
  ports: Pick<PlanningPorts, 'database' | 'shadows'>,
  question: DriftQuestion,
): Promise<DriftState> {
  await loadParser()
  const unclear = migrationStatuses(question.files, question.rows).filter((s) =>
    ['failed', 'missing'].includes(s.state),
  )
  if (unclear.length > 0) {
    const why = `Not comparable: ${describeTroubles(unclear).join('; ')}.`
    return { state: 'unknown', details: [why], checkedAt: now() }
  }
  const applied = appliedInOrder(question.files, question.rows)
  const harmless = refuseBeyond(applied)
  if (!harmless.ok) return { state: 'unknown', details: [harmless.failure.why], checkedAt: now() }
  const acquired = await ports.shadows.acquire({
    url: question.url,
    givenUrl: question.shadowUrl,
  })
  if (!acquired.ok)
    return {
      state: 'unknown',
      details: [`${acquired.failure.what} ${acquired.failure.why}`],
      checkedAt: now(),
    }
  try {
    const opened = await ports.database.open(acquired.value.url, {
      applicationName: 'headgate shadow',
    })
    if (!opened.ok)
      return {
        state: 'unknown',
        details: [opened.failure.why],
        checkedAt: now(),
      }
    try {
      await replay(opened.value, applied)
      const expected = await ports.database.catalog(opened.value)
      return {
        ...judgeDrift(catalogDelta(expected, question.live), question.ignored ?? []),
        checkedAt: now(),
      }
    } finally {
      await opened.value.close()
    }
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error
    const failed = scriptFailure(error.migration, error.cause.info)
    const why = failed.ok ? '' : `${failed.failure.what} ${failed.failure.why}`
    return { state: 'unknown', details: [why], checkedAt: now() }
  } finally {
    await acquired.value.release()
  }
}

function now(): string {
  return new Date().toISOString()
}
