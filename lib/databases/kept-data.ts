import type { KeepOrder, KeptCopy, PutBackForecast, PutBackStep } from '../domain/kept-data'
import type { Session } from './database'

/** Which deploy keeps something, for the register. `expiresAt`: ISO 8601. */
export interface Keeper {
  runId: string
  migration: string
  keptBy: string
  expiresAt: string
  /** What the destroying statements lock the table with; default ACCESS EXCLUSIVE. */
  lock?: 'ACCESS EXCLUSIVE' | 'EXCLUSIVE'
}

export interface PutBackOptions {
  /** Values written since the deploy: left as they are, or overwritten. */
  changedSince: 'leave' | 'overwrite'
  /** Told after each batch. */
  onRows?: (done: number, of: number) => void
}

export interface PutBackProgress {
  /** Rows that this call put back. */
  put: number
  /** Rows that are back now, all calls together. */
  rows: number
  /** Kept rows that were looked at, of all: those that find no place count too. */
  done: number
  of: number
  /** Nothing is left to look at. */
  over: boolean
}

/** How far a rollback came that puts kept data back step by step. */
export interface PutBackUnderWay {
  /** `keptFingerprint` of what it does. */
  fingerprint: string
  /** How many of its parts are committed, whole. */
  partsDone: number
  /** Of the schema after the last of them. */
  schemaFingerprint: string
  /** Rows put back by them. */
  rows: number
}

/**
 * What deploys copied aside in an environment's database, in Headgate's own schema there, with a register beside the
 * copies: what is kept is known without any other record, and goes and comes with the transaction that keeps it.
 * Methods throw `DatabaseError`.
 */
export interface KeptData {
  /** Why the session's role could keep nothing here, and what would help; null: it can. Writes nothing. */
  obstacle(session: Session): Promise<string | null>
  /** Makes the register where there is none, so that `copy` need not. */
  prepare(session: Session): Promise<void>
  /**
   * Locks the table as the statement that destroys its data will, copies, and registers the copy with the grants of its
   * origin; in the caller's transaction, which is that of the deploy.
   */
  copy(session: Session, order: KeepOrder, keeper: Keeper): Promise<KeptCopy>
  /** Notes that the run's deploy is over: what is written from now on was written since. */
  settle(session: Session, runId: string): Promise<void>
  /** Everything that is kept, newest first; empty where nothing was ever kept, or where the role may not look. */
  list(session: Session): Promise<KeptCopy[]>
  /** What putting it back would do with the rows of now. Read-only, bounded in time. */
  forecast(session: Session, copy: KeptCopy, step: PutBackStep): Promise<PutBackForecast>
  /**
   * Before the reverse touches the place, in the transaction in which it does: notes which values were written since
   * the deploy, which a rewrite would hide. `inOne`: it has to be put back within that transaction, since the values to
   * compare with are about to change.
   */
  beginPutBack(
    session: Session,
    copy: KeptCopy,
    step: PutBackStep,
  ): Promise<{ changed: number; inOne: boolean }>
  /** Once the place is there again, in the transaction that made it: its sequences go on where they stood. */
  prepareSequences(session: Session, copy: KeptCopy, step: PutBackStep): Promise<void>
  /** Puts it back in the caller's transaction. Resolves to how many rows. */
  putBack(session: Session, copy: KeptCopy, step: PutBackStep, options: PutBackOptions): Promise<number>
  /** Puts about `atMost` more rows back, and notes how far it came, both in the caller's transaction. */
  putBackNext(
    session: Session,
    copy: KeptCopy,
    step: PutBackStep,
    options: Pick<PutBackOptions, 'changedSince'> & { atMost: number },
  ): Promise<PutBackProgress>
  /** Notes that it is back; in the transaction that ends the rollback. */
  endPutBack(session: Session, copy: KeptCopy): Promise<void>
  /** How far a rollback of that deploy run came which stopped between its transactions; null: there is none. */
  readUnderWay(session: Session, deployRunId: string): Promise<PutBackUnderWay | null>
  /** Notes it, in the transaction of what it tells; null: it is over. */
  writeUnderWay(session: Session, deployRunId: string, at: PutBackUnderWay | null): Promise<void>
  /** Drops copies with their entries; those that are gone already are none the less. */
  purge(session: Session, ids: string[]): Promise<void>
}
