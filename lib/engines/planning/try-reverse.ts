import { type Database, DatabaseError, type Session } from '../../databases/database'
import type { Catalog } from '../../domain/catalog'
import { catalogDelta } from '../../domain/catalog-delta'
import { describeChanges } from '../../domain/catalog-words'
import type { Result } from '../../domain/failure'
import type { ReversePlan } from '../../domain/plan'
import { planSegments } from '../../sql/segments'
import type { DiffResult } from '../engine'

/** `committed`: it stands on the shadow, whole or as far as it came. */
export interface TriedReverse extends ReversePlan {
  committed: boolean
}

/**
 * Runs the engine's reverse on the shadow, where the migrations were just applied, and says what of the earlier
 * schema does not come back. Tried without rows: what it would lose is counted on the live database. One that does not
 * lead back whole is taken back where that is possible, unless it is to `stay`.
 */
export async function tryReverse(
  database: Database,
  scratch: Session,
  start: Catalog,
  diff: Result<DiffResult>,
  stay = false,
): Promise<TriedReverse> {
  const nothing = { sql: null, statements: [], tried: false, differences: [], problems: [], committed: false }
  if (!diff.ok) return { ...nothing, problems: [`${diff.failure.what} ${diff.failure.why}`] }
  const { sql } = diff.value
  const { statements } = planSegments(sql)
  const ends = statements.some(({ controlsTransaction }) => controlsTransaction)
  const answer = { sql, statements, tried: true, differences: [], problems: [] }
  try {
    if (statements.length > 0) await scratch.script(`BEGIN;\n${sql}`)
    const reached = await database.catalog(scratch)
    const differences = describeChanges(catalogDelta(start, reached))
    const committed = ends || stay || differences.length === 0
    if (scratch.inTransaction) await scratch.script(committed ? 'COMMIT' : 'ROLLBACK')
    return { ...answer, differences, committed }
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    if (!scratch.closed) await scratch.script('ROLLBACK')
    return { ...answer, problems: [`It fails: ${error.message}`], committed: ends }
  }
}
