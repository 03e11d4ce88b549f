import type { Session } from '../../databases/database'
import { readFacts, type SchemaFacts } from '../../databases/postgres/definitions/facts'
import { writeDefinitions } from '../../databases/postgres/definitions/write-definitions'
import type { Catalog, CatalogChange } from '../../domain/catalog'
import { catalogDelta } from '../../domain/catalog-delta'
import type { Result } from '../../domain/failure'
import type { MigrationFile } from '../../domain/migration'
import type { ShadowRequest } from '../../engines/engine'
import { ReplayError, replayOne } from '../../engines/planning/replay'
import { planSegments } from '../../sql/segments'
import type { ResolvingPorts } from '../situation'
import { onShadow } from './shadow-of'

export interface SqlQuestion {
  request: ShadowRequest
  /** What the SQL starts from: these, then what `prepare` does with scripts that were found harmless. */
  history: MigrationFile[]
  prepare?: (session: Session) => Promise<void>
  /** Statements that come first, each alone. */
  first?: string[]
  /** The engine's SQL, or the reason why there is none. */
  engine: Result<string>
  goal: { catalog: Catalog; facts: SchemaFacts }
}

/**
 * Tries SQL of Prisma's engine on a shadow database, and completes it from the definitions of what a Prisma schema
 * cannot say: views, functions, checks, triggers and their like. Where the engine's fails, all is written so. `left` is
 * what still differs from the goal.
 */
export function completeSql(
  ports: ResolvingPorts,
  { request, history, prepare, first = [], engine, goal }: SqlQuestion,
): Promise<Result<{ sql: string; left: CatalogChange[] }>> {
  const name = 'the SQL that was worked out'
  const given = engine.ok ? engine.value : ''
  return onShadow(ports, request, history, [{ name, sql: given }], async ({ session, catalog }) => {
    const run = (sql: string) => replayOne(session, { name, sql, ...planSegments(sql) })
    await prepare?.(session)
    for (const statement of first) await run(statement)
    const worked = await run(given).then(
      () => true,
      async (error: unknown) => {
        if (!(error instanceof ReplayError)) throw error
        await session.script('ROLLBACK')
        return false
      },
    )
    const reached = await catalog()
    const before = { catalog: reached, facts: await readFacts(session) }
    const changes = catalogDelta(reached, goal.catalog)
    const { statements } = writeDefinitions(changes, before, goal.facts, { roles: goal.facts.roles })
    if (statements.length > 0) await run(asScript(statements))
    return {
      sql: asScript([...first, worked ? given : '', ...statements]),
      left: catalogDelta(await catalog(), goal.catalog),
    }
  })
}

function asScript(texts: string[]): string {
  return texts
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => (text.endsWith(';') ? `${text}\n` : `${text};\n`))
    .join('\n')
}
