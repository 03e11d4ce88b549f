import { createHash, randomUUID } from 'node:crypto'
import { vi } from 'vitest'
import { testServer } from '../../databases/embedded/test-server'
import { postgres } from '../../databases/postgres/postgres'
import type { Catalog } from '../../domain/catalog'
import { createPrismaEngine } from '../../engines/prisma/engine'
import { createLedgerSql } from '../../engines/prisma/ledger'
import { createShadowProvider } from '../../engines/shadow'
import { sources } from '../../projects/sources'
import { sql } from './sql'

// The first command of a machine bundles itself and makes a cluster, beside everything else that is tested.
vi.setConfig({ testTimeout: 240_000 })

/** A row of the ledger as another tool left it. Without `done` it was begun and never ended. */
export interface Row {
  name: string
  /** The file's text, as it was then. */
  text: string
  done?: boolean
  /** Statements that ran, where that is not the whole text. */
  ran?: string
  logs?: string
}

/** A database on which somebody else did these things, one after the other. `more`: SQL after it. */
export async function preparedDatabase(rows: Row[], more = ''): Promise<string> {
  const { createDatabase } = await testServer()
  const url = await createDatabase('cli_state')
  if (rows.length > 0) await sql(url, createLedgerSql('public'))
  for (const { name, text, done = true, ran = text, logs } of rows) {
    if (ran) await sql(url, ran)
    const value = (word: string | null) => (word === null ? 'NULL' : `'${word.replaceAll("'", "''")}'`)
    await sql(
      url,
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, logs, started_at, finished_at, applied_steps_count)
       VALUES ('${randomUUID()}', '${checksum(text)}', '${name}', ${value(logs ?? null)}, clock_timestamp(),
         ${done ? 'clock_timestamp()' : 'NULL'}, ${done ? 1 : 0})`,
    )
  }
  if (more) await sql(url, more)
  return url
}

export function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** `name done|open|back` for each row, in order, read directly. */
export async function ledgerOf(url: string): Promise<string[]> {
  const rows = await sql<{ name: string; state: string }>(
    url,
    `SELECT migration_name AS name, CASE WHEN rolled_back_at IS NOT NULL THEN 'back'
       WHEN finished_at IS NOT NULL THEN 'done' ELSE 'open' END AS state
     FROM _prisma_migrations ORDER BY started_at, migration_name`,
  )
  return rows.map(({ name, state }) => `${name} ${state}`)
}

export async function catalogOf(url: string): Promise<Catalog> {
  const opened = await postgres.open(url, { applicationName: 'test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  return await postgres.catalog(opened.value).finally(() => opened.value.close())
}

/** The catalog that these scripts build on an empty database. */
export async function catalogFrom(...scripts: string[]): Promise<Catalog> {
  const { createDatabase } = await testServer()
  const url = await createDatabase('cli_expected')
  for (const script of scripts) await sql(url, script)
  return await catalogOf(url)
}

/** What Prisma's own engine finds wrong with the history, asked past everything that is tested. */
export async function prismaSays(project: string, url: string) {
  const { url: server } = await testServer()
  const shadows = createShadowProvider({
    database: postgres,
    embedded: async () => ({ ok: true, value: { url: server } }),
  })
  const captured = await sources.directory.capture(project)
  if (!captured.ok) throw new Error(captured.failure.why)
  const { migrations, schemaFiles } = captured.value
  const target = { url, shadow: { url, givenUrl: null } }
  const found = await createPrismaEngine({ shadows }).diagnose(target, migrations, schemaFiles)
  if (!found.ok) throw new Error(found.failure.why)
  const { failed, edited, unapplied, unknownApplied } = found.value
  return { failed, edited, unapplied, unknownApplied }
}
