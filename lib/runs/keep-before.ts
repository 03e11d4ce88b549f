import { DatabaseError, type Session } from '../databases/database'
import { countOf } from '../domain/count-words'
import { type Failure, FailureError, fail } from '../domain/failure'
import type { KeepOrder, KeptCopy } from '../domain/kept-data'
import type { Plan, PlannedMigration } from '../domain/plan'
import type { Statement } from '../domain/statement'
import { effectsOf } from '../sql/effects'
import { loadParser } from '../sql/parse'
import type { Applying } from './applying'
import { ConnectionLostError } from './ports'
import { isConnectionLoss } from './retry'
import { isCancelled } from './run-failure'
import { StatementRefused } from './run-statement'

const day = 24 * 3_600_000

/** Times the policy's limit beyond which a copy is not begun: what was approved was another size. */
const farBeyond = 2

/** Makes the register before anything is locked, and finds out whether this role may keep at all. Null: all is well. */
export async function prepareKeeping(
  run: Pick<Applying, 'session' | 'database'>,
  plan: Plan,
): Promise<Failure | null> {
  if (!plan.migrations.some(({ keeps = [] }) => keeps.length > 0)) return null
  const { kept } = run.database
  const obstacle = await kept.obstacle(run.session)
  if (obstacle) return fail('rights_missing', `What the deploy destroys is to be kept. ${obstacle}`).failure
  await loadParser()
  try {
    await kept.prepare(run.session)
    return null
  } catch (error) {
    if (run.session.inTransaction && !run.session.closed) await run.session.script('ROLLBACK')
    if (!(error instanceof DatabaseError) || isConnectionLoss(error, run.session)) throw error
    const why = `The register of kept data could not be made: ${error.message}`
    return fail('rights_missing', why, { database: error.info }).failure
  }
}

/**
 * Copies what the statements of one segment will destroy, at the beginning of its transaction: the copies come and go
 * with it. Resolves to what was kept, none if the plan keeps nothing there.
 * @throws StatementRefused, FailureError, ConnectionLostError
 */
export async function keepBefore(
  run: Applying & { keptBy?: string | undefined },
  migration: PlannedMigration,
  segment: number,
  position: number,
): Promise<KeptCopy[]> {
  const orders = (migration.keeps ?? []).filter((order) => order.segment === segment)
  const copies: KeptCopy[] = []
  const indices = migration.segments[segment]?.statements ?? []
  const statements = indices.flatMap((index) => migration.statements[index] ?? [])
  for (const order of orders) copies.push(await keep(run, migration, order, statements, position))
  return copies
}

/** What is written from now on was written after the deploy, and is not overwritten in silence when it is put back. */
export async function settleKept({
  database,
  session,
  journal,
}: Pick<Applying, 'database' | 'session' | 'journal'>) {
  await database.kept.settle(session, journal.runId)
}

/** What a migration's step says of its copies. */
export function keptNotes(copies: KeptCopy[]): string[] {
  return copies.map(
    ({ table, rows, because }) => `Kept ${countOf(rows, 'row')} of ${table} aside first: ${because}.`,
  )
}

async function keep(
  run: Applying & { keptBy?: string | undefined },
  migration: PlannedMigration,
  order: KeepOrder,
  statements: Statement[],
  position: number,
): Promise<KeptCopy> {
  const { session, database, watcher, clock, policy, journal } = run
  const started = clock.now().getTime()
  const keeper = {
    runId: journal.runId,
    migration: migration.name,
    keptBy: run.keptBy ?? 'unknown',
    expiresAt: new Date(started + policy.keptDataDays * day).toISOString(),
    lock: lockFor(order, statements),
  }
  watcher.attend(position)
  try {
    await refuseFarBeyond(session, order, policy.keepDataMegabytes)
    const copy = await database.kept.copy(session, order, keeper)
    watcher.leave()
    const durationMs = clock.now().getTime() - started
    const { rows, bytes, copy: name } = copy
    await journal.log('info', `${migration.name}: kept ${countOf(rows, 'row')} of ${order.table}.`, {
      durationMs,
      ...{ rows, bytes, copy: `headgate.${name}`, because: order.because },
    })
    return copy
  } catch (error) {
    const holders = watcher.leave()
    if (isConnectionLoss(error, session)) throw new ConnectionLostError(error)
    const [first] = statements
    if (!(error instanceof DatabaseError) || !first) throw error
    const told = `While keeping aside what is lost (${order.because}): ${error.message}`
    const database = new DatabaseError({ ...error.info, message: told })
    const crowd = isCancelled(error) ? watcher.crowd : null
    throw new StatementRefused(first, database, holders, clock.now().getTime() - started, crowd)
  }
}

/** Rows that are only written need not be kept from readers; whatever alters the table will lock everybody out. */
function lockFor({ table }: KeepOrder, statements: Statement[]): 'ACCESS EXCLUSIVE' | 'EXCLUSIVE' {
  const writes = new Set(['delete', 'update', 'insert'])
  const name = (effect: { schema: string | null; table: string }) =>
    effect.schema === null ? table.endsWith(`.${effect.table}`) : table === `${effect.schema}.${effect.table}`
  const alters = statements
    .flatMap(({ text }) => effectsOf(text))
    .some((effect) => !('table' in effect) || (name(effect) && !writes.has(effect.kind)))
  return alters ? 'ACCESS EXCLUSIVE' : 'EXCLUSIVE'
}

/** By the statistics; where there are none, nothing is said. */
async function refuseFarBeyond(session: Session, order: KeepOrder, limitMegabytes: number): Promise<void> {
  const columns = [...new Set([...order.key, ...order.columns])]
  const { rows } = await session.query<{ bytes: number | null }>(
    `SELECT (c.reltuples * (28 + (SELECT sum(s.avg_width * (1 - s.null_frac)) FROM pg_catalog.pg_stats s
         WHERE s.schemaname = n.nspname AND s.tablename = c.relname AND NOT s.inherited AND s.attname::text = ANY ($2))))::float8 AS bytes
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname || '.' || c.relname = $1 AND c.relkind = 'r' AND c.reltuples > 0`,
    [order.table, columns],
  )
  const bytes = rows[0]?.bytes ?? 0
  if (limitMegabytes === 0 || bytes <= farBeyond * limitMegabytes * 1024 * 1024) return
  const about = Math.round(bytes / 1024 / 1024).toLocaleString('en-US')
  const why = `Of ${order.table} about ${about} MB would be copied aside now, and the policy keeps up to ${limitMegabytes.toLocaleString('en-US')} MB a table.`
  throw new FailureError(fail('plan_outdated', why).failure)
}
