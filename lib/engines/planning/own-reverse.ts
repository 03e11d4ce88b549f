import { type Database, DatabaseError, type Session } from '../../databases/database'
import { readFacts } from '../../databases/postgres/definitions/facts'
import { keyOf } from '../../databases/postgres/definitions/names'
import { writeDefinitions } from '../../databases/postgres/definitions/write-definitions'
import type { Catalog } from '../../domain/catalog'
import { catalogDelta } from '../../domain/catalog-delta'
import type { PlannedMigration, ReversePlan } from '../../domain/plan'
import { effectsOf, type TableName } from '../../sql/effects'
import { planSegments } from '../../sql/segments'
import type { EarlierSchema } from './complete-reverse'
import { findLosses } from './keep/losses'
import { namesBack } from './keep/names-back'

/** A schema before and after some migrations, and what the engine would do to come back. */
export interface Journey {
  start: Catalog
  end: Catalog
  migrations: readonly PlannedMigration[]
  /** Null: it could not say. */
  engineSql: string | null
  /** Where names without a schema lead. */
  schema: string
}

/** Whether that is worth a closer look, at the price of looking at the text. */
export function mayKeepMore(scripts: readonly { sql: string }[], engineSql: string | null): boolean {
  return scripts.some(({ sql }) => renames.test(sql)) || mayReplace(engineSql)
}

const renames = /\bALTER\s+TABLE\b[^;]*\bRENAME\b/i
const drops = /\bDROP\s+(?:COLUMN|TABLE)\b/i
const adds = /\b(?:ADD\s+COLUMN|CREATE\s+TABLE)\b/i

function mayReplace(engineSql: string | null): boolean {
  return engineSql !== null && drops.test(engineSql) && adds.test(engineSql)
}

/**
 * The statements that give renamed tables and columns their names back, where the engine's reverse would throw rows or
 * values away that can stay: it drops what was renamed or became another type, and adds it again. Null: it does not.
 */
export function keepsMore(journey: Journey): string[] | null {
  const { start, end, migrations, engineSql, schema } = journey
  const { trail } = findLosses(start, migrations, schema)
  const names = namesBack(trail, end)
  if (names.length > 0) return names
  if (engineSql === null || !mayReplace(engineSql)) return null
  const dropped = new Set<string>()
  const added = new Set<string>()
  const keyed = ({ schema: own, table }: TableName) => [own ?? schema, table]
  for (const { text } of planSegments(engineSql).statements)
    for (const effect of effectsOf(text)) {
      if (effect.kind === 'drop-table') dropped.add(keyOf('table', keyed(effect)))
      if (effect.kind === 'create-table') added.add(keyOf('table', keyed(effect)))
      if (effect.kind === 'drop-column') dropped.add(keyOf('column', [...keyed(effect), effect.column]))
      if (effect.kind === 'add-column') added.add(keyOf('column', [...keyed(effect), effect.column]))
    }
  const replaced = (key: string) =>
    dropped.has(key) && added.has(key) && Object.hasOwn(start, key) && Object.hasOwn(end, key)
  return [...dropped].some(replaced) ? [] : null
}

/**
 * The way back written from definitions alone, in which what is there before and after stays. `scratch` stands at the
 * end; it is taken there and back only where that leads back whole. Null: it does not.
 */
export async function tryOwnReverse(
  database: Database,
  scratch: Session,
  earlier: EarlierSchema,
  names: string[],
): Promise<ReversePlan | null> {
  try {
    await scratch.script(['BEGIN', ...names].join(';\n'))
    const from = { catalog: await database.catalog(scratch), facts: await readFacts(scratch) }
    const changes = catalogDelta(from.catalog, earlier.catalog)
    const written = writeDefinitions(changes, from, earlier.facts, { roles: earlier.facts.roles })
    if (written.statements.length > 0) await scratch.script(written.statements.join(';\n'))
    const left = catalogDelta(earlier.catalog, await database.catalog(scratch))
    await scratch.script(left.length === 0 ? 'COMMIT' : 'ROLLBACK')
    if (left.length > 0) return null
    const sql = `${[...names, ...written.statements].join(';\n')};\n`
    return { sql, statements: planSegments(sql).statements, tried: true, differences: [], problems: [] }
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    if (!scratch.closed) await scratch.script('ROLLBACK')
    return null
  }
}
