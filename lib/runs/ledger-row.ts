import pg from 'pg'
import type { Session } from '../databases/database'
import type { PlannedMigration } from '../domain/plan'
import { createLedgerSql, insertRow, ledgerTable } from '../engines/prisma/ledger'
import { stillHeldSql } from './lock'

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

/** What was found when a migration's transaction began. */
export interface Begun {
  /** The transaction's id. */
  xid: string
  /** The server's clock then. */
  at: string
  /** As `stillHeldSql` answers. */
  held: boolean[]
}

const lookSql = `SELECT pg_catalog.pg_current_xact_id()::text AS xid, pg_catalog.clock_timestamp()::text AS at,
  ${stillHeldSql} AS held`

/**
 * Begins what a migration is to be part of, unless the session is in its transaction: assigns the transaction its
 * number, creates the ledger where there is none, all in one message.
 */
export async function beginMigration(session: Session, ledger: LedgerPlace): Promise<Begun> {
  const { rows } = await session.script<Begun>(
    [
      ...(session.inTransaction ? [] : ['BEGIN']),
      ...(ledger.exists ? [] : [createLedgerSql(ledger.schema)]),
      lookSql,
    ].join(';'),
  )
  const begun = rows[0]
  if (!begun) throw new Error('The transaction has no number.')
  return begun
}

/**
 * Writes the row of a migration that has run, commits both, sends `afterwards`, and begins the next one where that is
 * asked for, all in one message. `written` false: the transaction is not the one any more that the migration began in; whatever it was, it is
 * over now. A COMMIT that took everything back is told by its tag, and throws.
 */
export async function commitApplied(
  session: Session,
  { schema }: LedgerPlace,
  row: { id: string; checksum: string; name: string },
  begun: Begun,
  afterwards: string,
  beginsNext: boolean,
): Promise<{ written: boolean; next: Begun | null }> {
  const [id, checksum, name, at, xid] = [row.id, row.checksum, row.name, begun.at, begun.xid].map((value) =>
    pg.escapeLiteral(value),
  )
  const { commands, rows } = await session.script<Begun>(
    [
      // The script may have become a role that may not write the ledger.
      'RESET SESSION AUTHORIZATION',
      'RESET ROLE',
      `INSERT INTO ${ledgerTable(schema)} (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       SELECT ${id}, ${checksum}, ${name}, ${at}::timestamptz, pg_catalog.clock_timestamp(), 1
       WHERE pg_catalog.pg_current_xact_id_if_assigned()::text = ${xid}`,
      'COMMIT',
      afterwards,
      ...(beginsNext ? ['BEGIN', lookSql] : []),
    ].join(';'),
  )
  const [inserted, committed] = [commands[2], commands[3]]
  if (committed?.tag !== 'COMMIT') throw new CommitRefused()
  return { written: inserted?.rowCount === 1, next: beginsNext ? (rows[0] ?? null) : null }
}

/** The server took back what it was asked to commit. */
export class CommitRefused extends Error {}

export type RowState = 'absent' | 'unfinished' | 'finished' | 'rolled_back'

interface RowColumns {
  finished: boolean
  rolled_back: boolean
}

const rowColumns = 'finished_at IS NOT NULL AS finished, rolled_back_at IS NOT NULL AS rolled_back'

/** What became of one row: read on its own, outside any transaction of ours. */
export async function rowState(session: Session, schema: string, id: string): Promise<RowState> {
  const found = await session.query<{ found: boolean }>('SELECT to_regclass($1) IS NOT NULL AS found', [
    ledgerTable(schema),
  ])
  if (!found.rows[0]?.found) return 'absent'
  const { rows } = await session.query<RowColumns>(
    `SELECT ${rowColumns} FROM ${ledgerTable(schema)} WHERE id = $1`,
    [id],
  )
  return stateOf(rows[0])
}

function stateOf(row: RowColumns | undefined): RowState {
  if (!row) return 'absent'
  if (row.rolled_back) return 'rolled_back'
  return row.finished ? 'finished' : 'unfinished'
}
