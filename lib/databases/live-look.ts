import type { Probe, ProbeAnswer } from '../domain/finding'
import type { InTheWay, LiveRisk, TableFacts } from '../domain/live-risk'
import type { Session } from './database'

export interface ProbeLimits {
  /** For each statement. A count that takes longer falls back to the estimate, and says so. */
  statementTimeoutMs: number
  /** Behind somebody's ACCESS EXCLUSIVE lock even a count waits. */
  lockTimeoutMs: number
}

/**
 * What a risk analysis wants to know of a live database. Read-only; every part is bounded in time, opens no transaction
 * that lasts, and leaves out what it may not see. Sessions must be outside of transactions.
 */
export interface LiveLook {
  /** Names that do not exist are left out; partitioned tables are the sum of their leaves. */
  tables(session: Session, names: readonly string[]): Promise<TableFacts[]>
  /** Never throws for what the probe's SQL does: that is an answer of the class `unknown`. */
  probe(session: Session, probe: Probe, limits: ProbeLimits): Promise<ProbeAnswer>
  inTheWay(session: Session, tables: readonly string[]): Promise<InTheWay[]>
  /** Reads some of the largest of these tables, or of the database; null where nothing is large enough to be measured. */
  scanRate(session: Session, tables: readonly string[]): Promise<LiveRisk['scanRate']>
  /** Bytes that are free where the data lives. */
  freeDisk(session: Session): Promise<{ bytes: number | null; why: string | null }>
  /** `schema.name` of INVALID indexes on these tables. */
  invalidIndexes(session: Session, tables: readonly string[]): Promise<string[]>
}
