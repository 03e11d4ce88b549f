import type { Database, Session } from '../../databases/database'
import type { SchemaFacts } from '../../databases/postgres/definitions/facts'
import type { Catalog, CatalogChange } from '../../domain/catalog'
import { applyDelta } from '../../domain/catalog-delta'
import { ok, type Result } from '../../domain/failure'
import type { MigrationFile } from '../../domain/migration'
import type { ReversePlan } from '../../domain/plan'
import { planSegments } from '../../sql/segments'
import type { DiffResult } from '../engine'
import { completeReverse, needsCompletion } from './complete-reverse'
import { defaultSchema } from './evidence'
import { keepsMore, mayKeepMore, tryOwnReverse } from './own-reverse'
import { tryReverse } from './try-reverse'

/** What was walked on a scratch database, which stands at its end. */
export interface Walked {
  start: Catalog
  migrations: MigrationFile[]
  changes: CatalogChange[][]
  /** Of stepwise ones, segment by segment. */
  segments: (CatalogChange[][] | null)[]
  /** Of the schema before; asked for only where it is needed. */
  facts: () => Promise<Result<SchemaFacts>>
}

/**
 * The reverse of what was walked, tried there: the engine's, with what it leaves out, or one written from definitions
 * where the engine's would throw away what can stay.
 */
export async function wayBack(
  database: Database,
  scratch: Session,
  { start, migrations, changes, segments, facts }: Walked,
  engine: Result<DiffResult>,
): Promise<Result<ReversePlan>> {
  const engineSql = engine.ok ? engine.value.sql : null
  const names = mayKeepMore(migrations, engineSql)
    ? keepsMore({
        start,
        end: applyDelta(start, changes.flat()),
        migrations: migrations.map((file, index) => ({
          ...file,
          ...planSegments(file.sql),
          changes: changes[index] ?? [],
          ...(segments[index] && { segmentChanges: segments[index] }),
        })),
        engineSql,
        schema: await defaultSchema(scratch),
      })
    : null
  if (names !== null) {
    const earlier = await facts()
    if (!earlier.ok) return earlier
    const own = await tryOwnReverse(database, scratch, { catalog: start, facts: earlier.value }, names)
    if (own) return ok(own)
  }
  const tried = await tryReverse(database, scratch, start, engine)
  if (!needsCompletion(tried)) return ok(tried)
  const earlier = await facts()
  if (!earlier.ok) return earlier
  return ok(await completeReverse(database, scratch, { catalog: start, facts: earlier.value }, tried))
}
