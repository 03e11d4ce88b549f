import type { Session } from '../databases/database'
import type { LedgerRow } from '../domain/migration'
import type { LedgerChange } from '../domain/resolution'
import {
  createLedgerSql,
  finishRow,
  insertAppliedRow,
  type Ledger,
  markRolledBack,
  newRowId,
  setChecksum,
} from '../engines/prisma/ledger'
import type { LedgerPlace } from './ledger-row'

/** Writes the changes in their order, in the caller's transaction. Resolves to how many rows they were. */
export async function writeLedger(
  session: Session,
  ledger: LedgerPlace,
  changes: LedgerChange[],
): Promise<number> {
  const { schema } = ledger
  for (const change of changes) {
    if (change.change === 'create_table') {
      if (!ledger.exists) await session.script(createLedgerSql(schema))
    } else if (change.change === 'insert_applied') {
      await insertAppliedRow(session, schema, { id: newRowId(), ...change })
    } else if (change.change === 'finish') await finishRow(session, schema, change.id)
    else if (change.change === 'mark_rolled_back') await markRolledBack(session, schema, [change.id])
    else await setChecksum(session, schema, change.id, change.checksum)
  }
  return changes.filter(({ change }) => change !== 'create_table').length
}

/** What of the changes is not in the ledger, in words; empty: all of them are. */
export function missingChanges(changes: LedgerChange[], ledger: Ledger): string[] {
  const rows = new Map(ledger.rows.map((row) => [row.id, row]))
  return changes.flatMap((change) => {
    if (change.change === 'create_table') return ledger.exists ? [] : ['There is no ledger.']
    if (change.change === 'insert_applied') {
      const found = ledger.rows.some(
        (row) => row.name === change.name && row.checksum === change.checksum && isApplied(row),
      )
      return found ? [] : [`The ledger has no applied row of ${change.name} with its checksum.`]
    }
    const row = rows.get(change.id)
    if (!row) return [`The ledger row of ${change.name} is gone.`]
    if (change.change === 'finish') return isApplied(row) ? [] : [`${change.name} is not finished.`]
    if (change.change === 'set_checksum')
      return row.checksum === change.checksum ? [] : [`${change.name} has another checksum.`]
    return row.rolledBackAt === null ? [`${change.name} is not marked as rolled back.`] : []
  })
}

function isApplied(row: LedgerRow): boolean {
  return row.finishedAt !== null && row.rolledBackAt === null
}
