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
import { type TriedReverse, tryReverse } from './try-reverse'

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
 * where the engine's would throw away what can stay, or where it has none.
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
    : engine.ok
      ? null
      : []
  if (names !== null) {
    const earlier = await facts()
    if (!earlier.ok) return earlier
    const own = await tryOwnReverse(database, scratch, { catalog: start, facts: earlier.value }, names)
    if (own) return ok(own)
  }
  const tried = await tryReverse(database, scratch, start, engine)
  if (!needsCompletion(tried)) return ok(plain(tried))
  const earlier = await facts()
  if (!earlier.ok) return earlier
  const from = { catalog: start, facts: earlier.value }
  // It was taken back, so that this stands at the end again.
  const untried = names === null && !tried.committed
  const own = untried ? await tryOwnReverse(database, scratch, from, []) : null
  if (own) return ok(own)
  const again = tried.committed ? tried : await tryReverse(database, scratch, start, engine, true)
  return ok(await completeReverse(database, scratch, from, plain(again)))
}

function plain({ committed: _, ...reverse }: TriedReverse): ReversePlan {
  return reverse
}
