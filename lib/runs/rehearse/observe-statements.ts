import type { Database, Session } from '../../databases/database'
import type { RehearsedStatement, SeenLock } from '../../domain/rehearsal'
import type { StatementObserver } from '../ports'
import { type RelationState, readLocksOf, readRelations, readSessionState } from './session-state'

type Relations = Map<number, RelationState>

/** One statement between its begin and its end. */
interface Looked {
  wal: bigint
  relations: Relations
  startedAt: number
  /** Relation → strongest mode, as far as it was held when the statement began. */
  held: Map<number, string>
  /** No other statement of its transaction came before it. */
  first: boolean
  sinceBegin: number
  poll: { end(): Promise<[number, string][]> } | null
}

/** What is known of the transaction that statements run in. */
interface Whole {
  xid: string
  /** Those that were there when it began: a lock on others holds nobody up. */
  atBegin: Relations
}

export interface StatementRecord extends StatementObserver {
  /** In the order of execution; a statement that was tried again counts as it went the last time. */
  readonly statements: RehearsedStatement[]
  /** Milliseconds that looking itself has taken. */
  readonly spentMs: number
  /** Statements are told apart by their step. */
  name(position: number, migration: string): void
  close(): Promise<void>
}

/** `SET TRANSACTION` has to come before any query of its transaction: nothing is asked around it. */
const setsModes = /^\s*SET\s+(LOCAL\s+|SESSION\s+)?TRANSACTION\b/i

/**
 * Records each statement's time, rows, locks, rewrites and log: from inside its own transaction right after it, where
 * it is in one; what runs alone is watched from a second session on `url`.
 */
export function recordStatements(database: Database, url: string, runId: string): StatementRecord {
  const seen = new Map<string, RehearsedStatement>()
  const migrations = new Map<number, string>()
  let looked: Looked | null = null
  let whole: Whole | null = null
  let second: Session | null = null
  let spentMs = 0

  async function spending<T>(work: () => Promise<T>): Promise<T> {
    const started = performance.now()
    return work().finally(() => {
      spentMs += performance.now() - started
    })
  }

  async function startPolling(pid: number): Promise<Looked['poll']> {
    second ??= await openSecond(database, url, runId)
    return second && pollLocks(second, pid)
  }

  return {
    get statements() {
      return [...seen.values()]
    },
    get spentMs() {
      return spentMs
    },
    name(position, migration) {
      migrations.set(position, migration)
    },
    before: (session, statement) =>
      spending(async () => {
        looked = null
        if (setsModes.test(statement.text)) return
        const state = await readSessionState(session)
        const alone = !session.inTransaction
        const relations = await readRelations(session)
        const first = alone || whole === null || state.xid === null || whole.xid !== state.xid
        if (first) {
          whole = alone || state.xid === null ? null : { xid: state.xid, atBegin: relations }
        }
        const poll = alone ? await startPolling(session.backend.pid) : null
        const held = alone ? new Map<number, string>() : strongest(state.locks)
        looked = {
          wal: state.wal,
          relations,
          held,
          first,
          sinceBegin: state.sinceBegin,
          poll,
          startedAt: performance.now(),
        }
      }),
    async after(session, statement, position, { rows, error }) {
      const endedAt = performance.now()
      const at = looked
      looked = null
      const migration = migrations.get(position) ?? ''
      const key = `${migration}:${statement.index}:${position}`
      // Tried again: its place is that of the last time.
      seen.delete(key)
      const durationMs = at ? endedAt - at.startedAt : 0
      const base = { migration, statement: statement.index, summary: statement.summary, durationMs, rows }
      const nothing = { locks: [], rewrites: [], walBytes: 0 }
      const alone = at?.poll ? { alone: true } : {}
      await spending(async () => {
        const polled = await at?.poll?.end()
        if (!at || error !== undefined || session.closed) {
          seen.set(key, { ...base, ...nothing, ...alone, ...(error !== undefined && { error }) })
          return
        }
        const state = await readSessionState(session)
        const relations = await readRelations(session)
        const atBegin = whole?.atBegin ?? at.relations
        seen.set(key, {
          ...base,
          locks: seenLocks(strongest(polled ?? state.locks), at.held, atBegin),
          ...(at.first && heldBefore(at, atBegin)),
          rewrites: rewritten(at.relations, relations, atBegin),
          walBytes: Number(state.wal - at.wal),
          ...alone,
        })
      })
    },
    async close() {
      await looked?.poll?.end()
      await second?.close()
      second = null
    },
  }
}

async function openSecond(database: Database, url: string, runId: string): Promise<Session | null> {
  const opened = await database.open(url, { applicationName: `headgate watch ${runId}` })
  return opened.ok ? opened.value : null
}

const pollMs = 5

/** Looks as often as it can: a lock that is held for less than that is not seen. */
function pollLocks(session: Session, pid: number): NonNullable<Looked['poll']> {
  const found = new Map<string, [number, string]>()
  let ended = false
  async function poll(): Promise<void> {
    while (!ended && !session.closed) {
      for (const lock of await readLocksOf(session, pid)) found.set(lock.join(), lock)
      await new Promise((resolve) => setTimeout(resolve, pollMs))
    }
  }
  const polling = poll().catch(() => {})
  return {
    async end() {
      ended = true
      await polling
      return [...found.values()]
    },
  }
}

const modes = [
  'AccessShareLock',
  'RowShareLock',
  'RowExclusiveLock',
  'ShareUpdateExclusiveLock',
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
]

function strongest(locks: readonly [number, string][]): Map<number, string> {
  const found = new Map<number, string>()
  for (const [oid, mode] of locks) {
    if (modes.indexOf(mode) > modes.indexOf(found.get(oid) ?? '')) found.set(oid, mode)
  }
  return found
}

function heldBefore({ held, sinceBegin }: Looked, atBegin: Relations): Partial<RehearsedStatement> {
  const locks = seenLocks(held, new Map(), atBegin)
  return locks.length > 0 ? { heldBefore: locks, heldBeforeMs: sinceBegin } : {}
}

/** New ones, or stronger than what was held, on tables that were there when the transaction began. */
function seenLocks(
  now: ReadonlyMap<number, string>,
  held: ReadonlyMap<number, string>,
  atBegin: Relations,
): SeenLock[] {
  const locks: SeenLock[] = []
  for (const [oid, mode] of now) {
    const relation = atBegin.get(oid)
    if (!relation || 'iI'.includes(relation.kind) || isOwn(relation.name)) continue
    if (modes.indexOf(mode) > modes.indexOf(held.get(oid) ?? '')) locks.push({ table: relation.name, mode })
  }
  return locks.sort((a, b) => (a.table < b.table ? -1 : 1))
}

/** The ledger's and Headgate's own are part of every deploy. */
function isOwn(name: string): boolean {
  return name.endsWith('._prisma_migrations') || name.startsWith('headgate.')
}

function rewritten(before: Relations, after: Relations, atBegin: Relations): string[] {
  const names: string[] = []
  for (const [oid, relation] of after) {
    const earlier = before.get(oid)
    if (!earlier || !atBegin.has(oid) || earlier.file === relation.file || isOwn(earlier.name)) continue
    names.push(earlier.name)
  }
  return names.sort()
}
