import type { Database, Session } from '../databases/database'
import type { Clock } from '../domain/clock'
import type { LockHolder } from '../domain/database-error'
import { fail, ok, type Result } from '../domain/failure'
import { PRISMA_LOCK_KEY } from '../engines/prisma/ledger'
import { describeHolders } from './holder-words'
import { stopped } from './run-failure'
import type { Watcher } from './watcher'

/** "Headgate" in ASCII. One run at a time in a database, whichever Headgate started it. */
export const HEADGATE_LOCK_KEY = 0x4865616467617465n

const pollMs = 100
const tellEveryMs = 500

export interface LockPorts {
  database: Database
  clock: Clock
  waitMs: number
  /** Ends the waiting when it is asked to stop. */
  watcher?: Watcher
  /** Told who is in the way while it waits, each time that this changes. */
  waits?: (holders: LockHolder[]) => Promise<void>
}

/**
 * Takes Headgate's own key, then Prisma's, for the session. Both are polled and never waited for: a wait that was
 * given up can win the lock later and keep it. Failures: `run_in_progress`, `locked_by_other`, with the holders;
 * `run_cancelled`.
 */
export async function takeLocks(session: Session, ports: LockPorts): Promise<Result<void>> {
  if (!(await wait(session, HEADGATE_LOCK_KEY, ports))) {
    if (ports.watcher?.stopping.aborted) return { ok: false, failure: stopped({ watcher: ports.watcher }) }
    const holders = await ports.database.advisoryHolders(session, HEADGATE_LOCK_KEY)
    return fail('run_in_progress', `Before it: ${describeHolders(holders)}.`, { holders })
  }
  if (!(await wait(session, PRISMA_LOCK_KEY, ports))) {
    await release(session, HEADGATE_LOCK_KEY)
    if (ports.watcher?.stopping.aborted) return { ok: false, failure: stopped({ watcher: ports.watcher }) }
    return heldByOther(session, ports.database)
  }
  return ok()
}

/** Polls one key, tells who has it, and gives up when it is asked to stop. */
async function wait(session: Session, key: bigint, ports: LockPorts): Promise<boolean> {
  const { database, clock, waitMs, watcher, waits } = ports
  const until = clock.now().getTime() + waitMs
  let told = ''
  for (;;) {
    const slice = Math.min(tellEveryMs, until - clock.now().getTime())
    if (await poll(session, key, clock, waits || watcher ? slice : waitMs)) return true
    if (watcher?.stopping.aborted || clock.now().getTime() >= until) return false
    const holders = waits ? await database.advisoryHolders(session, key) : []
    const seen = holders.map(({ pid }) => pid).join()
    if (seen !== told) await waits?.(holders)
    told = seen
  }
}

/**
 * Takes again what is not held any more: a stepwise migration gives Prisma's key back, and a script may release both.
 * Resolves to whether Headgate's own was gone. Failures as of `takeLocks`.
 */
export async function keepLocks(session: Session, ports: LockPorts): Promise<Result<{ wereLost: boolean }>> {
  const held = await heldKeys(session)
  const wereLost = !held.has(HEADGATE_LOCK_KEY)
  if (wereLost) {
    // Both anew and in order: whoever has the one may be waiting for the other.
    if (held.has(PRISMA_LOCK_KEY)) await release(session, PRISMA_LOCK_KEY)
    const taken = await takeLocks(session, ports)
    return taken.ok ? ok({ wereLost }) : taken
  }
  if (held.has(PRISMA_LOCK_KEY) || (await wait(session, PRISMA_LOCK_KEY, ports))) return ok({ wereLost })
  if (ports.watcher?.stopping.aborted) return { ok: false, failure: stopped({ watcher: ports.watcher }) }
  return heldByOther(session, ports.database)
}

/** Keys of the advisory locks of this session, as decimal text. */
const heldKeysQuery = `SELECT (classid::int8 << 32 | objid::int8)::text AS key FROM pg_catalog.pg_locks
  WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND pid = pg_catalog.pg_backend_pid()`

/**
 * Whether both keys are held, as an array to be asked along with something else: looking into `pg_locks` before every
 * migration costs more than the migration. Each key is held twice (`holdTwice`): giving one back tells whether it was
 * held, and keeps it. Then both are taken again.
 */
export const stillHeldSql = `ARRAY[
  pg_catalog.pg_advisory_unlock(${HEADGATE_LOCK_KEY}), pg_catalog.pg_advisory_unlock(${PRISMA_LOCK_KEY}),
  pg_catalog.pg_try_advisory_lock(${HEADGATE_LOCK_KEY}), pg_catalog.pg_try_advisory_lock(${PRISMA_LOCK_KEY})]`

/** For `stillHeldSql`; the locks are held. */
export async function holdTwice(session: Session): Promise<void> {
  await session.query('SELECT pg_try_advisory_lock($1::bigint), pg_try_advisory_lock($2::bigint)', [
    `${HEADGATE_LOCK_KEY}`,
    `${PRISMA_LOCK_KEY}`,
  ])
}

/** After `stillHeldSql` said no: gives back what it has only taken in its answer, so that `keepLocks` sees what was lost. */
export async function undoAnswer(session: Session, held: boolean[]): Promise<void> {
  if (!held[0] && held[2]) await release(session, HEADGATE_LOCK_KEY)
  if (!held[1] && held[3]) await release(session, PRISMA_LOCK_KEY)
}

async function heldKeys(session: Session): Promise<Set<bigint>> {
  const { rows } = await session.query<{ key: string }>(heldKeysQuery)
  return new Set(rows.map(({ key }) => BigInt(key)))
}

async function heldByOther(session: Session, database: Database): Promise<Result<never>> {
  const holders = await database.advisoryHolders(session, PRISMA_LOCK_KEY)
  const why = `Prisma’s migration lock is held by ${describeHolders(holders)}.`
  return fail('locked_by_other', why, { holders })
}

/** Polls one key. False: not granted within `waitMs`. */
export async function poll(session: Session, key: bigint, clock: Clock, waitMs: number): Promise<boolean> {
  const until = clock.now().getTime() + waitMs
  for (;;) {
    const { rows } = await session.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1::bigint) AS got', [
      key.toString(),
    ])
    if (rows[0]?.got) return true
    if (clock.now().getTime() >= until) return false
    await clock.sleep(pollMs)
  }
}

/** However often it is held, which is twice as a rule (`holdTwice`): the third answer then tells that it is none. */
export async function release(session: Session, key: bigint): Promise<void> {
  for (;;) {
    const { rows } = await session.query<{ held: boolean[] }>(
      `SELECT ARRAY[pg_advisory_unlock($1::bigint), pg_advisory_unlock($1::bigint), pg_advisory_unlock($1::bigint)] AS held`,
      [key.toString()],
    )
    if (!rows[0] || rows[0].held.includes(false)) return
  }
}
