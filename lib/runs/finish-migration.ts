import type { Session } from '../databases/database'
import { fail } from '../domain/failure'
import { finishRow } from '../engines/prisma/ledger'
import type { Deploying, MigrationEnd, MigrationWork } from './applying'
import { resetSession } from './guards'
import { announceInLedger, type Begun, commitApplied, type RowState, rowState } from './ledger-row'
import { isConnectionLoss } from './retry'
import { lookAfterwards, rollBack } from './roll-back'

/**
 * Writes the ledger row in the migration's own transaction and commits. The row is there when COMMIT answers as such;
 * all of them are read back at the end of the deploy.
 */
export async function finishMigration(
  run: Deploying,
  work: MigrationWork,
  begun: Begun,
): Promise<MigrationEnd> {
  const { session, ledger, policy, home } = run
  if (!session.lexical.utf8) await session.script('RESET client_encoding')
  const { name, checksum } = work.migration
  const row = { id: work.ledgerRow, name, checksum }
  try {
    const { written, next } = await commitApplied(session, ledger, row, begun, run.reset, work.beginsNext)
    if (written) {
      run.begun = next
      return applied(run, [])
    }
    if (session.inTransaction) await rollBack(session)
  } catch (error) {
    if (isConnectionLoss(error, session)) throw error
    // What was refused may have come after the commit.
    await rollBack(session)
    if ((await stateAfterwards(run, work)) !== 'finished') throw error
    await resetSession(session, policy, home)
    return applied(run, [])
  }
  await announceInLedger(session, { ...ledger, exists: true }, work.ledgerRow, work.migration)
  return finishOutside(run, work)
}

/** The same where the row is there already, unless the script has taken it back with its transaction. */
export async function finishAnnounced(
  run: Deploying,
  work: MigrationWork,
  { xid }: Begun,
): Promise<MigrationEnd> {
  const { session, ledger, policy, home } = run
  const whole = session.inTransaction && (await transactionId(session)) === xid
  if (!whole) return finishOutside(run, work)
  await session.script('RESET SESSION AUTHORIZATION; RESET ROLE')
  await finishRow(session, ledger.schema, work.ledgerRow)
  await session.script('COMMIT')
  await resetSession(session, policy, home)
  return (await stateAfterwards(run, work)) === 'finished' ? applied(run, []) : notThere(run, work)
}

/** The script ended the transaction around it. */
async function finishOutside(run: Deploying, work: MigrationWork): Promise<MigrationEnd> {
  const { session, ledger, policy, home } = run
  await session.script('RESET SESSION AUTHORIZATION; RESET ROLE')
  await finishRow(session, ledger.schema, work.ledgerRow)
  if (session.inTransaction) await session.script('COMMIT')
  await resetSession(session, policy, home)
  const note = 'The script ended the transaction around it: its statements were not applied as one whole.'
  await run.journal.log('warn', `${work.migration.name}: ${note}`)
  return (await stateAfterwards(run, work)) === 'finished' ? applied(run, [note]) : notThere(run, work)
}

function applied({ ledger }: Deploying, notes: string[]): MigrationEnd {
  ledger.exists = true
  return { how: 'applied', notes }
}

/** A commit that answers has happened; that the row is there is read back all the same, since COMMIT can mean ROLLBACK. */
async function notThere(run: Deploying, work: MigrationWork): Promise<MigrationEnd> {
  const state = await stateAfterwards(run, work)
  const why = `The server answered COMMIT, but the ledger row of ${work.migration.name} is ${state}.`
  return { how: 'left', failure: fail('outcome_unknown', why).failure }
}

export function stateAfterwards({ session, ledger }: Deploying, work: MigrationWork): Promise<RowState> {
  return lookAfterwards(session, () => rowState(session, ledger.schema, work.ledgerRow))
}

async function transactionId(session: Session): Promise<string | null> {
  const { rows } = await session.query<{ id: string | null }>(
    'SELECT pg_catalog.pg_current_xact_id_if_assigned()::text AS id',
  )
  return rows[0]?.id ?? null
}
