import type { Session } from '../../databases/database'
import type { Catalog, CatalogChange } from '../../domain/catalog'
import { catalogDelta } from '../../domain/catalog-delta'
import type { Result } from '../../domain/failure'
import type { MigrationFile } from '../../domain/migration'
import type { ShadowRequest } from '../../engines/engine'
import { replayOne } from '../../engines/planning/replay'
import { onScratch } from '../../engines/planning/scratch'
import { planSegments } from '../../sql/segments'
import type { ResolvingPorts } from '../situation'
import { dropsBefore, dropsOf } from './drops'

export interface SqlQuestion {
  request: ShadowRequest
  /** What the SQL starts from: these, then what `prepare` does. */
  history: MigrationFile[]
  prepare?: (session: Session) => Promise<void>
  /** Statements that come first. */
  first?: string[]
  /** The engine's SQL. */
  sql: string
  goal: Catalog
}

/**
 * Tries SQL of Prisma's engine on a shadow database, and completes it by what the engine does not know: views,
 * functions, triggers and their like that are in the way or too many. `left` is what still differs from the goal.
 */
export function completeSql(
  { database, shadows }: ResolvingPorts,
  { request, history, prepare, first = [], sql, goal }: SqlQuestion,
): Promise<Result<{ sql: string; left: CatalogChange[] }>> {
  return onScratch({ database, shadows }, request, history, async ({ session, catalog }) => {
    await prepare?.(session)
    const run = async (text: string) => {
      await replayOne(session, { name: 'The SQL that was worked out', sql: text, ...planSegments(text) })
    }
    const inTheWay = dropsBefore(catalogDelta(goal, await catalog()))
    const begin = script([...first, ...inTheWay, sql])
    await run(begin)
    const tooMany = dropsOf(catalogDelta(await catalog(), goal))
    const end = script(tooMany)
    if (tooMany.length > 0) await run(end)
    return { sql: script([begin, end]), left: catalogDelta(await catalog(), goal) }
  })
}

function script(texts: string[]): string {
  return texts
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => (text.endsWith(';') ? `${text}\n` : `${text};\n`))
    .join('')
}
