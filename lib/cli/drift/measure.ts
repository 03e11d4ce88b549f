import type { ConnectedLocal } from '../../composition/local'
import type { Session } from '../../databases/database'
import type { Catalog, CatalogChange } from '../../domain/catalog'
import { catalogDelta } from '../../domain/catalog-delta'
import { judgeDrift } from '../../domain/judge-drift'
import type { LedgerRow } from '../../domain/migration'
import { migrationStatuses } from '../../domain/migration-status'
import type { DriftState } from '../../domain/observation'
import type { IgnoredDrift } from '../../domain/resolution'
import { describeTroubles } from '../../domain/trouble-words'
import { appliedInOrder } from '../../engines/planning/applied-in-order'
import { onScratch } from '../../engines/planning/scratch'

export interface MeasuredDrift {
  drift: DriftState
  /** Expected → live, ignored ones too. Empty where it is unknown. */
  changes: CatalogChange[]
  live: Catalog
}

/** Replays what is applied on a shadow database and compares. `live` is an open session on the environment. */
export async function measureDrift(
  local: ConnectedLocal,
  live: Session,
  rows: LedgerRow[],
  ignored: IgnoredDrift[],
): Promise<MeasuredDrift> {
  const catalog = await local.database.catalog(live)
  const files = local.project.migrations
  const unclear = migrationStatuses(files, rows).filter(
    ({ state }) => state === 'failed' || state === 'missing',
  )
  if (unclear.length > 0) return unknown(`Not comparable: ${describeTroubles(unclear).join('; ')}.`, catalog)
  const expected = await onScratch(
    local,
    { url: local.url, givenUrl: local.shadowUrl },
    appliedInOrder(files, rows),
    (scratch) => scratch.catalog(),
  )
  if (!expected.ok) return unknown(`${expected.failure.what} ${expected.failure.why}`, catalog)
  const changes = catalogDelta(expected.value, catalog)
  return {
    drift: { ...judgeDrift(changes, ignored), checkedAt: local.clock.now().toISOString() },
    changes,
    live: catalog,
  }
}

function unknown(why: string, live: Catalog): MeasuredDrift {
  const drift: DriftState = { state: 'unknown', details: [why], checkedAt: new Date().toISOString() }
  return { drift, changes: [], live }
}
