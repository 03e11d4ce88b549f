import type { Identity } from '../../databases/database'
import type { Catalog } from '../../domain/catalog'
import { catalogDelta } from '../../domain/catalog-delta'
import { judgeDrift } from '../../domain/judge-drift'
import type { LedgerRow, MigrationFile } from '../../domain/migration'
import { migrationStatuses } from '../../domain/migration-status'
import type { DriftState } from '../../domain/observation'
import type { IgnoredDrift } from '../../domain/resolution'
import { describeTroubles } from '../../domain/trouble-words'
import { appliedInOrder } from './applied-in-order'
import { expectedCatalog } from './expected-catalog'
import type { PlanningPorts } from './make-plan'

export interface DriftQuestion {
  url: string
  shadowUrl: string | null
  files: MigrationFile[]
  rows: LedgerRow[]
  live: Catalog
  /** What the session says that `live` was read with: what is expected is then not read again. */
  identity?: Identity
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
  const unclear = migrationStatuses(question.files, question.rows).filter((s) =>
    ['failed', 'missing'].includes(s.state),
  )
  if (unclear.length > 0) {
    const why = `Not comparable: ${describeTroubles(unclear).join('; ')}.`
    return { state: 'unknown', details: [why], checkedAt: now() }
  }
  const applied = appliedInOrder(question.files, question.rows)
  const request = { url: question.url, givenUrl: question.shadowUrl }
  const shadow = question.identity ? { ...request, identity: question.identity } : request
  const expected = await expectedCatalog(ports, shadow, applied)
  if (!expected.ok) {
    const { what, why } = expected.failure
    return { state: 'unknown', details: [`${what} ${why}`], checkedAt: now() }
  }
  const judged = judgeDrift(catalogDelta(expected.value, question.live), question.ignored ?? [])
  return { ...judged, checkedAt: now() }
}

function now(): string {
  return new Date().toISOString()
}
