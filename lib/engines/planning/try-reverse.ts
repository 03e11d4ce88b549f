import { type Database, DatabaseError, type Session } from '../../databases/database'
import type { Catalog } from '../../domain/catalog'
import { catalogDelta } from '../../domain/catalog-delta'
import { describeChanges } from '../../domain/catalog-words'
import type { Result } from '../../domain/failure'
import type { ReversePlan } from '../../domain/plan'
import { planSegments } from '../../sql/segments'
import type { DiffResult } from '../engine'

/**
 * Runs the engine's reverse on the shadow, where the migrations were just applied, and says what of the earlier
 * schema does not come back. Tried without rows: what it would lose is counted on the live database.
 */
export async function tryReverse(
  database: Database,
  scratch: Session,
  start: Catalog,
  diff: Result<DiffResult>,
): Promise<ReversePlan> {
  if (!diff.ok) {
    const why = `${diff.failure.what} ${diff.failure.why}`
    return {
      sql: null,
      statements: [],
      tried: false,
      differences: [],
      problems: [why],
    }
  }
  const { sql } = diff.value
  const { statements } = planSegments(sql)
  try {
    if (statements.length > 0) await scratch.script(`BEGIN;\n${sql}\n;COMMIT`)
    const reached = await database.catalog(scratch)
    const differences = describeChanges(catalogDelta(start, reached))
    return { sql, statements, tried: true, differences, problems: [] }
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    if (!scratch.closed) await scratch.script('ROLLBACK')
    return {
      sql,
      statements,
      tried: true,
      differences: [],
      problems: [`It fails: ${error.message}`],
    }
  }
}
