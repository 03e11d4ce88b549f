import type { Session } from '../databases/database'
import { postgres } from '../databases/postgres/postgres'
import { catalogFingerprint } from '../domain/catalog-fingerprint'
import { FailureError } from '../domain/failure'
import type { Plan, PlannedMigration } from '../domain/plan'
import { ask, withClient } from './ask'

/** `rows:hash` of each table by its name, the ledger and Headgate's own schema left out. */
export type Digests = Record<string, string>

/** A state that a database may be found in. */
export interface Place {
  /** In words, for a violation. */
  name: string
  /** Fingerprint of the schema. */
  schema: string
  digests: Digests
  /** Which of the plan's migrations count as applied. */
  applied: string[]
  /** A stepwise one that the ledger has as begun. */
  open: string | null
}

/**
 * Counted and hashed by queries of the suite's own, at one instant. Without regard to the order of the columns, which a
 * column that came back has lost; `rows: 'text'`: as snapshots record them.
 */
export async function digestsOf(url: string, rows: 'by_name' | 'text' = 'by_name'): Promise<Digests> {
  const row = rows === 'by_name' ? 'to_jsonb(x)' : '(x.*)'
  return withClient(url, async (client) => {
    await client.query(`SET search_path = pg_catalog; SET "TimeZone" = 'UTC'; SET statement_timeout = '120s'`)
    const { rows: tables } = await client.query<{ text: string }>(
      `SELECT format(
         'SELECT %L AS name, count(*) || '':'' || coalesce(sum(hashtextextended(${row}::text, 0)::numeric), 0) AS digest FROM ONLY %s x',
         n.nspname || '.' || c.relname, c.oid::regclass) AS text
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'headgate')
         AND c.relname <> '_prisma_migrations' ORDER BY 1`,
    )
    if (tables.length === 0) return {}
    const found = await client.query<{ name: string; digest: string }>(
      tables.map(({ text }) => text).join(' UNION ALL '),
    )
    return Object.fromEntries(found.rows.map(({ name, digest }) => [name, digest]))
  })
}

export async function schemaOf(session: Session): Promise<string> {
  return catalogFingerprint(await postgres.catalog(session))
}

/**
 * Goes through a plan on a database of its own, statement by statement as a plain client would, and writes down every
 * state on the way at which something commits: nothing else may be found after a fault.
 */
export async function walk(url: string, plan: Plan): Promise<Place[]> {
  const opened = await postgres.open(url, { applicationName: 'fault suite walk' })
  if (!opened.ok) throw new Error(opened.failure.why)
  const session = opened.value
  const applied: string[] = []
  const places: Place[] = []
  const note = async (name: string, open: string | null) => {
    await session.script("RESET ALL; SET search_path = 'public'")
    places.push({
      name,
      schema: await schemaOf(session),
      digests: await digestsOf(url),
      applied: [...applied],
      open,
    })
  }
  try {
    await note('before', null)
    for (const migration of plan.migrations) {
      const last = places.at(-1)
      const stepwise = migration.mode === 'stepwise'
      if (last && stepwise) places.push({ ...last, name: `${migration.name} begun`, open: migration.name })
      for (const [index, text] of segmentTexts(migration).entries()) {
        for (const part of text) await session.script(part)
        if (stepwise) await note(`${migration.name} after segment ${index + 1}`, migration.name)
      }
      applied.push(migration.name)
      await note(`after ${migration.name}`, null)
    }
  } finally {
    await session.close()
  }
  return places
}

function segmentTexts({ segments, statements }: PlannedMigration): string[][] {
  return segments.map((segment) => {
    const texts = segment.statements.flatMap((index) => {
      const statement = statements[index]
      return statement && !statement.controlsTransaction ? [statement.text] : []
    })
    return segment.transaction ? ['BEGIN', ...texts, 'COMMIT'] : texts
  })
}

export async function schemaAt(url: string): Promise<string> {
  const opened = await postgres.open(url, { applicationName: 'fault suite' })
  if (!opened.ok) throw new FailureError(opened.failure)
  return schemaOf(opened.value).finally(() => opened.value.close())
}

/** The state after the reverse SQL has run where the whole plan was applied. */
export async function walkBack(url: string, sql: string): Promise<Place> {
  await ask(url, `BEGIN;\n${sql}\n;COMMIT`)
  const schema = await schemaAt(url)
  return { name: 'taken back', schema, digests: await digestsOf(url), applied: [], open: null }
}
