import { randomUUID } from 'node:crypto'
import type { KeepOrder, KeptCopy } from '../../../domain/kept-data'
import type { Session } from '../../database'
import type { Keeper } from '../../kept-data'
import { grantAsOrigin } from './grants'
import { refused } from './refused'
import { ensureRegister, keptCopy, readRegister } from './register'
import { columnOf, mustFind, quoted, type Relation } from './relation'
import { withoutForce } from './row-security'
import { sealCopy } from './seal'
import { markSequences } from './sequences'
import { pinning } from './settings'

/** See `KeptData.copy`. */
export async function copy(session: Session, order: KeepOrder, keeper: Keeper): Promise<KeptCopy> {
  await ensureRegister(session)
  const { name } = await mustFind(session, order.table)
  await session.script(`LOCK TABLE ${name} IN ${keeper.lock ?? 'ACCESS EXCLUSIVE'} MODE`)
  // Once more: what it was before the lock may have changed while it was waited for.
  const origin = await mustFind(session, order.table)
  const id = randomUUID()
  const into = `headgate.kept_${id.replaceAll('-', '')}`
  const columns = [...new Set([...order.key, ...order.columns])]
  const rows = await withoutForce(session, origin, () =>
    pinning(session, async () => {
      const list = columns.map((column) => copied(origin, column, order.asText)).join(', ')
      return (await session.query(`CREATE TABLE ${into} AS SELECT ${list} FROM ${origin.name}`)).rowCount ?? 0
    }),
  )
  await grantAsOrigin(session, origin, into, columns)
  const sequences = await markSequences(session, origin, columns)
  await register(session, order, keeper, { id, rows, sequences })
  const words = `Kept by Headgate until ${keeper.expiresAt}: ${order.because} (${keeper.migration}, run ${keeper.runId})`
  await sealCopy(session, id, into, words)
  const [row] = await readRegister(session, [id])
  if (!row) throw refused('The register does not show what was just kept.')
  return keptCopy(row)
}

/**
 * As text where the deploy does away with the type. Also where the type is the user's, though it stays for now: a copy
 * that holds it would be in the way of whoever drops it later.
 */
function copied(origin: Relation, name: string, asText: string[]): string {
  const { foreign, foreignCollation } = columnOf(origin, name)
  const column = quoted(name)
  if (foreign || asText.includes(name)) return `${column}::text COLLATE pg_catalog."default" AS ${column}`
  return foreignCollation ? `${column} COLLATE pg_catalog."default" AS ${column}` : column
}

async function register(
  session: Session,
  order: KeepOrder,
  { runId, migration, keptBy, expiresAt }: Keeper,
  { id, rows, sequences }: { id: string; rows: number; sequences: unknown[] },
): Promise<void> {
  await session.query(
    `INSERT INTO headgate.kept_data (id, run_id, keep, migration, table_name, columns, key, whole, because, copy, rows,
       kept_at, expires_at, kept_by, state, xid, sequences, pages_done, rows_done)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'kept_' || replace($1::uuid::text, '-', ''), $10,
       pg_catalog.clock_timestamp(), $11, $12, 'kept', pg_catalog.pg_current_xact_id()::text, $13, 0, 0)`,
    [
      ...[id, runId, order.id, migration, order.table, order.columns, order.key, order.whole, order.because],
      ...[rows, expiresAt, keptBy, JSON.stringify(sequences)],
    ],
  )
}
