import { createHash } from 'node:crypto'
import type { Session } from '../../databases/database'
import { testServer } from '../../databases/embedded/test-server'
import { postgres } from '../../databases/postgres/postgres'
import type { Catalog, CatalogChange } from '../../domain/catalog'
import { applyDelta, catalogDelta } from '../../domain/catalog-delta'
import { catalogFingerprint } from '../../domain/catalog-fingerprint'
import { describeChanges } from '../../domain/catalog-words'
import type { MigrationFile } from '../../domain/migration'
import type { Plan, PlannedMigration } from '../../domain/plan'
import { ledgerFingerprint, readLedger } from '../../engines/prisma/ledger'
import { loadParser } from '../../sql/parse'
import { planSegments } from '../../sql/segments'

export function migrationFile(name: string, sql: string): MigrationFile {
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}

export async function openTestSession(url: string, applicationName = 'test'): Promise<Session> {
  const opened = await postgres.open(url, { applicationName })
  if (!opened.ok) throw new Error(opened.failure.why)
  return opened.value
}

export async function identityOf(url: string) {
  const session = await openTestSession(url)
  await session.close()
  return session.identity
}

/**
 * A plan measured as the real one is, but with the reverse given: `base` builds the schema that the target has,
 * `migrations` are applied after it on a scratch database, catalog by catalog.
 */
export async function measurePlan(
  url: string,
  base: string[],
  migrations: MigrationFile[],
  reverseSql: string | null = null,
): Promise<Plan> {
  await loadParser()
  const live = await openTestSession(url)
  const ledger = await readLedger(live)
  const start = await postgres.catalog(live)
  await live.close()
  const scratch = await openTestSession(await (await testServer()).createDatabase('scratch'))
  try {
    for (const sql of base) await scratch.script(sql)
    const { planned, chain, first } = await measure(scratch, start, migrations)
    return {
      format: 1,
      environmentId: 'environment',
      revisionDigest: 'revision',
      ledgerFingerprint: ledgerFingerprint(ledger.rows),
      chain,
      migrations: planned,
      reverse: await measureReverse(scratch, first, reverseSql),
      schemaDiffSql: '',
      schemaDiffSummary: '',
      changesInWords: [],
    }
  } finally {
    await scratch.close()
  }
}

async function measure(scratch: Session, start: Catalog, migrations: MigrationFile[]) {
  const first = await postgres.catalog(scratch)
  const chain = [catalogFingerprint(start)]
  const planned: PlannedMigration[] = []
  let expected = start
  let before = first
  for (const file of migrations) {
    const pieces = planSegments(file.sql)
    const start = before
    const links: string[] = []
    const segmentChanges: CatalogChange[][] = []
    // What a migration leads to when it succeeds; one that fails here was meant to, and leads nowhere.
    for (const segment of pieces.segments) {
      const texts = segment.statements.map((index) => pieces.statements[index]?.text ?? '')
      const script = segment.transaction ? `BEGIN;${texts.join(';')};COMMIT` : texts.join(';')
      await scratch.script(script).catch(() => scratch.script('ROLLBACK'))
      const after = await postgres.catalog(scratch)
      const changes = catalogDelta(before, after)
      segmentChanges.push(changes)
      expected = applyDelta(expected, changes)
      links.push(catalogFingerprint(expected))
      before = after
    }
    await scratch.script("RESET ALL; RESET ROLE; SET search_path = 'public'")
    chain.push(catalogFingerprint(expected))
    const changes = catalogDelta(start, before)
    const steps = pieces.mode === 'stepwise' ? { segmentChanges, links } : {}
    planned.push({ ...file, ...pieces, changes, ...steps })
  }
  return { planned, chain, first }
}

async function measureReverse(
  scratch: Session,
  start: Catalog,
  sql: string | null,
): Promise<Plan['reverse']> {
  if (sql === null)
    return { sql, statements: [], tried: false, differences: [], problems: ['None was computed.'] }
  await scratch.script(sql)
  const differences = describeChanges(catalogDelta(start, await postgres.catalog(scratch)))
  return { sql, statements: planSegments(sql).statements, tried: true, differences, problems: [] }
}
