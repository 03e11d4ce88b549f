import { createHash } from 'node:crypto'
import { canonicalJson } from './canonical-json'
import type { CatalogChange } from './catalog'
import type { LedgerRow } from './migration'
import type { Resolution } from './resolution'

/** sha256 (hex) of what would be done and on which base, statement by statement as it is sent; words are left out. */
export function resolutionFingerprint(resolution: Resolution): string {
  const { format, kind, migration, files, base, work, ledger, after } = resolution
  return sha256(
    canonicalJson({
      format,
      kind,
      migration,
      files,
      base,
      work: work && asSent(work),
      ledger,
      after,
    }),
  )
}

function asSent({ sql, mode, statements, segments }: NonNullable<Resolution['work']>) {
  return { sql, mode, statements: statements.map(({ index, text }) => [index, text]), segments }
}

/** sha256 (hex) over all rows of a ledger with their state: other than a plan's, it sees failed and taken back ones. */
export function ledgerStateFingerprint(rows: LedgerRow[]): string {
  return sha256(
    JSON.stringify(
      rows.map((row) => [row.id, row.name, row.checksum, row.finishedAt !== null, row.rolledBackAt !== null]),
    ),
  )
}

/** What stands for a drifted object in `IgnoredDrift.definitions`. */
export function driftDefinitions({ before, after }: Pick<CatalogChange, 'before' | 'after'>): string {
  return sha256(JSON.stringify([before, after]))
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
