import type { Loss } from './plan'

/** A lock that one statement took on the rehearsal's database. */
export interface SeenLock {
  /** `schema.name`. */
  table: string
  /** PostgreSQL's name of the mode: `AccessExclusiveLock`. */
  mode: string
}

/** One statement as it went, forward or back. */
export interface RehearsedStatement {
  migration: string
  /** Index within its script. */
  statement: number
  summary: string
  durationMs: number
  rows: number | null
  /** The strongest on each table that was there before its transaction; of those that were not held already. */
  locks: SeenLock[]
  /** Held when its transaction's first statement began: by what copies data aside. */
  heldBefore?: SeenLock[]
  /** For how long, at most: since its transaction began. */
  heldBeforeMs?: number
  /** It ran outside of a transaction: its locks are those that looking many times a second saw. */
  alone?: boolean
  /** Tables and indexes that were written anew, `schema.name`. */
  rewrites: string[]
  walBytes: number
  /** Present: it failed here, and this is what PostgreSQL said. */
  error?: string
}

/** Rows of one table before the deploy and after its rollback. */
export interface TableDifference {
  table: string
  rowsBefore: number | null
  rowsAfter: number | null
  /** In words: `412 values of note are NULL that were not`. */
  what: string
}

export interface RehearsedWay {
  way: 'reverse' | 'kept'
  durationMs: number
  statements: RehearsedStatement[]
  failure: string | null
  /** What of the schema did not come back, in words. */
  schemaDifferences: string[]
  /** What of the rows did not come back. */
  dataDifferences: TableDifference[]
  losses: Loss[]
}

/**
 * A deploy and its rollback as they went on a copy of the environment's data. It holds for one plan, and is void when
 * the plan is.
 */
export interface Rehearsal {
  format: 1
  /** ISO 8601. */
  at: string
  planFingerprint: string
  reverseFingerprint: string
  /** What it was rehearsed on. */
  on: {
    kind: 'snapshot' | 'clone'
    snapshotId: string | null
    takenAt: string
    bytes: number
    rows: number
    /** `environment`: its own server; `embedded`: another machine's disk and memory, so that times may differ. */
    where: 'environment' | 'embedded'
  }
  forward: {
    ok: boolean
    durationMs: number
    walBytes: number
    /** Others write to the same server: it is no more than this. */
    walAtMost?: boolean
    statements: RehearsedStatement[]
    failure: string | null
  }
  /** In which it differs from a deploy, in words. */
  notes?: string[]
  /** Each way back that was tried. */
  ways: RehearsedWay[]
  /**
   * `proven`: some way back gave back every row and the whole schema. `lossy`: forward went, and every way back lost
   * what it says. `one_way`: no way back ran through. `failed`: forward did not.
   */
  verdict: 'proven' | 'lossy' | 'one_way' | 'failed'
}

/** The verdict follows from what was seen. */
export function rehearsalVerdict({
  forward,
  ways,
}: Pick<Rehearsal, 'forward' | 'ways'>): Rehearsal['verdict'] {
  if (!forward.ok) return 'failed'
  const ran = ways.filter((way) => way.failure === null)
  if (ran.length === 0) return 'one_way'
  return ran.some(provesRollback) ? 'proven' : 'lossy'
}

export function provesRollback(way: RehearsedWay): boolean {
  return way.failure === null && way.schemaDifferences.length === 0 && way.dataDifferences.length === 0
}
