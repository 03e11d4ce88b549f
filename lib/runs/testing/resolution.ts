import { postgres } from '../../databases/postgres/postgres'
import { catalogFingerprint } from '../../domain/catalog-fingerprint'
import type { LedgerChange, Resolution } from '../../domain/resolution'
import { ledgerStateFingerprint } from '../../domain/resolution-fingerprint'
import { readLedger } from '../../engines/prisma/ledger'
import { loadParser } from '../../sql/parse'
import { planSegments } from '../../sql/segments'
import { openTestSession } from './plan'

/** A resolution on the database as it is now; `after` tells the SQL that leads to the proven schema from the base. */
export async function resolutionOn(
  url: string,
  given: Partial<Omit<Resolution, 'work'>> & { sql?: string; ledger?: LedgerChange[] },
): Promise<Resolution> {
  await loadParser()
  const { sql, ...rest } = given
  const session = await openTestSession(url)
  const { rows } = await readLedger(session)
  const schemaFingerprint = catalogFingerprint(await postgres.catalog(session))
  await session.close()
  return {
    format: 1,
    kind: 'finish',
    trouble: 'failed',
    migration: null,
    title: 'Finish 002_failed',
    does: [],
    proof: [],
    warnings: [],
    takeBack: 'Drop it by hand.',
    next: 'Nothing is left to do here.',
    files: [],
    base: { schemaFingerprint, ledger: ledgerStateFingerprint(rows) },
    work: sql === undefined ? null : { sql, ...planSegments(sql) },
    ledger: [],
    after: schemaFingerprint,
    ...rest,
  }
}
