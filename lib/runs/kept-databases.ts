/** A whole database that is left on the target's server. */
export interface LeftDatabase {
  kind: 'failed' | 'restored'
  name: string
  /** Null: it is not there yet. */
  databaseOid: number | null
}

/**
 * Where databases that are left on a server are written down. Each call is durable when it resolves, and throws
 * `LeaseLostError` when this runner no longer holds the run.
 */
export interface KeptDatabaseRecord {
  /** Before there is anything of that name. Twice is once. */
  intend(database: LeftDatabase): Promise<void>
  /** It is there. `liveOid`: from now on the environment's address leads to that database. */
  settle(database: LeftDatabase & { bytes: number | null }, liveOid?: number): Promise<void>
  /** It never came to be. */
  withdraw(name: string): Promise<void>
}
