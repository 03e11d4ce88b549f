import { type Database, DatabaseError, type Session } from '../../databases/database'
import { readFacts, type SchemaFacts } from '../../databases/postgres/definitions/facts'
import { writeDefinitions } from '../../databases/postgres/definitions/write-definitions'
import type { Catalog } from '../../domain/catalog'
import { catalogDelta } from '../../domain/catalog-delta'
import { describeChanges } from '../../domain/catalog-words'
import type { ReversePlan } from '../../domain/plan'
import { planSegments } from '../../sql/segments'

/** A schema to come back to, as it was read before anything changed. */
export interface EarlierSchema {
  catalog: Catalog
  facts: SchemaFacts
}

/** A reverse that does not lead back whole; without one there is nothing to complete. */
export function needsCompletion({ sql, problems, differences }: ReversePlan): boolean {
  return sql !== null && (problems.length > 0 || differences.length > 0)
}

/**
 * Adds to a reverse what the engine's left out, since a Prisma schema cannot say it: checks, triggers, views, partial
 * indexes and the like, from their definitions. Where the engine's failed, the whole way back is written so. `scratch`
 * is where that reverse was tried; what is added is tried there, too, and left away where it does not help.
 */
export async function completeReverse(
  database: Database,
  scratch: Session,
  earlier: EarlierSchema,
  reverse: ReversePlan,
): Promise<ReversePlan> {
  if (!needsCompletion(reverse)) return reverse
  if (reverse.problems.length > 0) await scratch.script('ROLLBACK')
  const reached = await database.catalog(scratch)
  const before = { catalog: reached, facts: await readFacts(scratch) }
  const changes = catalogDelta(reached, earlier.catalog)
  const written = await firstThatRuns(scratch, [false, true], (newValuesAtOnce) => {
    const options = { roles: earlier.facts.roles, newValuesAtOnce }
    return writeDefinitions(changes, before, earlier.facts, options).statements
  })
  if (written === null) return reverse
  const differences = describeChanges(catalogDelta(earlier.catalog, await database.catalog(scratch)))
  const better = reverse.problems.length > 0 || differences.length < reverse.differences.length
  if (!better) return reverse
  const ran = reverse.problems.length > 0 ? '' : (reverse.sql ?? '').trimEnd()
  const sql = ran === '' ? written : `${ran}\n\n-- What a Prisma schema cannot say\n${written}`
  return { sql, statements: planSegments(sql).statements, tried: true, differences, problems: [] }
}

/** A value that an enum only gets is not there yet for the rest of the transaction: then it is made anew with it. */
async function firstThatRuns<T>(
  scratch: Session,
  ways: T[],
  write: (way: T) => string[],
): Promise<string | null> {
  let before: string | null = null
  for (const way of ways) {
    const written = `${write(way).join(';\n')};\n`
    if (written === ';\n' || written === before) return null
    before = written
    try {
      await scratch.script(`BEGIN;\n${written}\nCOMMIT`)
      return written
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error
      await scratch.script('ROLLBACK')
    }
  }
  return null
}
