import type { Database, Session } from '../databases/database'
import type { Catalog } from '../domain/catalog'
import { catalogDelta } from '../domain/catalog-delta'
import { catalogFingerprint } from '../domain/catalog-fingerprint'
import { describeChanges } from '../domain/catalog-words'
import { readLedger } from '../engines/prisma/ledger'
import { type InvalidIndex, invalidIndexes, newlyInvalid } from './invalid-objects'

/** A migration whose ledger row has to be there. */
export interface ExpectedRow {
  id: string
  name: string
  checksum: string
}

/** What is not as it should be after a run, in words; empty: verified. */
export async function verifyDeploy(
  session: Session,
  database: Database,
  expected: {
    fingerprint: string
    /** The schema that the fingerprint is of, where known: it gives the differences their words. */
    catalog: () => Catalog | null
    invalidBefore: InvalidIndex[]
    rows: ExpectedRow[]
    ledgerSchema: string
  },
): Promise<string[]> {
  const catalog = await database.catalog(session)
  const schema = schemaDifferences(expected.catalog, catalog, expected.fingerprint)
  const invalid = newlyInvalid(expected.invalidBefore, await invalidIndexes(session))
  const ledger = await ledgerDifferences(session, expected.ledgerSchema, expected.rows)
  return [...schema, ...invalid.map((index) => `Index ${index.qualified} is invalid.`), ...ledger]
}

export function schemaDifferences(
  expected: () => Catalog | null,
  live: Catalog,
  fingerprint: string,
): string[] {
  if (catalogFingerprint(live) === fingerprint) return []
  const known = expected()
  const words = known ? describeChanges(catalogDelta(known, live)) : []
  return words.length > 0 ? words : ['The live schema has another fingerprint than the plan said.']
}

async function ledgerDifferences(
  session: Session,
  schema: string,
  expected: ExpectedRow[],
): Promise<string[]> {
  const { rows } = await readLedger(session, schema)
  const byId = new Map(rows.map((row) => [row.id, row]))
  return expected.flatMap(({ id, name, checksum }) => {
    const row = byId.get(id)
    if (!row) return [`The ledger has no row of this run for ${name}.`]
    const whole = row.finishedAt !== null && row.rolledBackAt === null && row.checksum === checksum
    return whole && row.appliedStepsCount > 0
      ? []
      : [`The ledger row of ${name} is not that of a finished migration.`]
  })
}
