import type { KeepOrder, KeptCopy, PutBackForecast, PutBackStep } from '../domain/kept-data'
import type { Session } from './database'

/** Which deploy keeps something, for the register. `expiresAt`: ISO 8601. */
export interface Keeper {
  runId: string
  migration: string
  keptBy: string
  expiresAt: string
}

export interface PutBackOptions {
  /** Values written since the deploy: left as they are, or overwritten. */
  changedSince: 'leave' | 'overwrite'
  /** Told after each batch. */
  onRows?: (done: number, of: number) => void
}

/**
 * What deploys copied aside in an environment's database, in Headgate's own schema there, with a register beside the
 * copies: what is kept is known without any other record, and goes and comes with the transaction that keeps it.
 */
export interface KeptData {
  /**
   * Locks the table as the statement that destroys its data will, copies, and registers the copy with the grants of its
   * origin; in the caller's transaction, which is that of the deploy. Throws `DatabaseError`.
   */
  copy(session: Session, order: KeepOrder, keeper: Keeper): Promise<KeptCopy>
  /** Everything that is kept, newest first; empty where nothing was ever kept, or where the role may not look. */
  list(session: Session): Promise<KeptCopy[]>
  /** What putting it back would do with the rows of now. Read-only, bounded in time. */
  forecast(session: Session, copy: KeptCopy, step: PutBackStep): Promise<PutBackForecast>
  /** Puts it back in the caller's transaction. Resolves to how many rows. Throws `DatabaseError`. */
  putBack(session: Session, copy: KeptCopy, step: PutBackStep, options: PutBackOptions): Promise<number>
  /** Drops copies with their entries; those that are gone already are none the less. Throws `DatabaseError`. */
  purge(session: Session, ids: string[]): Promise<void>
}
