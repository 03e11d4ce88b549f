import { DatabaseError, type Session } from '../../databases/database'
import { readFacts } from '../../databases/postgres/definitions/facts'
import { writeDefinitions } from '../../databases/postgres/definitions/write-definitions'
import type { Catalog } from '../../domain/catalog'
import { catalogDelta } from '../../domain/catalog-delta'
import { ok } from '../../domain/failure'
import type { MigrationFile } from '../../domain/migration'
import type { ShadowRequest } from '../engine'
import { expectedCatalog } from './expected-catalog'
import type { PlanningPorts } from './make-plan'
import { onScratch } from './scratch'
import { type Tried, walk } from './try-on-shadow'
import { wayBack } from './way-back'

interface Question {
  shadow: ShadowRequest
  /** An open session on the environment, and its catalog. */
  live: Session
  base: Catalog
  applied: MigrationFile[]
  pending: MigrationFile[]
}

/** Statements that do one thing on a schema with drift and another, or nothing, on one without. */
const conditional = /\bIF\s+(?:NOT\s+)?EXISTS\b|\bOR\s+REPLACE\b/i

/**
 * What pending migrations change where the live schema has drifted: `DROP INDEX IF EXISTS` does nothing on a shadow that
 * never had the index. Such scripts are tried once more, on a shadow that is given the drift first. Resolves to `tried`
 * where nothing depends on drift, or where it cannot be built.
 */
export async function tryOnDrift(ports: PlanningPorts, question: Question, tried: Tried): Promise<Tried> {
  const { shadow, live, base, applied, pending } = question
  if (!pending.some(({ sql }) => conditional.test(sql))) return tried
  const expected = await expectedCatalog(ports, shadow, applied)
  if (!expected.ok || catalogDelta(expected.value, base).length === 0) return tried
  const again = await onScratch(ports, shadow, applied, async ({ session, catalog }) => {
    const before = { catalog: await catalog(), facts: await readFacts(session) }
    const drift = catalogDelta(before.catalog, base)
    const { roles } = before.facts
    const { statements } = writeDefinitions(drift, before, await readFacts(live), { roles })
    if (!(await run(session, statements))) return null
    const facts = await readFacts(session)
    const { start, changes, segments } = await walk(ports.database, session, pending)
    const { sql } = tried.reverse
    if (sql === null) return { ...tried, changes, segments }
    const walked = { start, migrations: pending, changes, segments, facts: async () => ok(facts) }
    const back = await wayBack(ports.database, session, walked, ok({ sql, summary: '', empty: sql === '' }))
    return back.ok ? { ...tried, changes, segments, reverse: back.value } : null
  })
  return again.ok && again.value ? again.value : tried
}

async function run(session: Session, statements: string[]): Promise<boolean> {
  try {
    await session.script(`BEGIN;\n${statements.join(';\n')};\nCOMMIT`)
    return true
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    return false
  }
}
