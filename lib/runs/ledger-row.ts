import type { Session } from '../databases/database'
import type { PlannedMigration } from '../domain/plan'
import { createLedgerSql, insertRow, ledgerTable } from '../engines/prisma/ledger'

/** Where the ledger is, and whether it is there yet: the first migration of an empty database brings it along. */
export interface LedgerPlace {
  schema: string
  exists: boolean
}

/** Announces a migration in the ledger, which it creates as Prisma would where there is none. In the caller's transaction. */
export async function announceInLedger(
  session: Session,
  ledger: LedgerPlace,
  id: string,
  migration: Pick<PlannedMigration, 'name' | 'checksum'>,
): Promise<void> {
  if (!ledger.exists) await session.script(createLedgerSql(ledger.schema))
  await insertRow(session, ledger.schema, { id, checksum: migration.checksum, name: migration.name })
}

/** What became of one row: read on its own, outside any transaction of ours. */
export async function rowState(
  session: Session,
  schema: string,
  id: string,
): Promise<'absent' | 'unfinished' | 'finished' | 'rolled_back'> {
  const found = await session.query<{ found: boolean }>('SELECT to_regclass($1) IS NOT NULL AS found', [
    ledgerTable(schema),
  ])
  if (!found.rows[0]?.found) return 'absent'
  const { rows } = await session.query<{ finished: boolean; rolled_back: boolean }>(
    `SELECT finished_at IS NOT NULL AS finished, rolled_back_at IS NOT NULL AS rolled_back
     FROM ${ledgerTable(schema)} WHERE id = $1`,
    [id],
  )
  const row = rows[0]
  if (!row) return 'absent'
  if (row.rolled_back) return 'rolled_back'
  return row.finished ? 'finished' : 'unfinished'
}
