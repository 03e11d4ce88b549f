import type { Database, Identity, Session } from '../databases/database'
import type { Clock } from '../domain/clock'
import type { Journal } from '../domain/journal'
import type { Outcome } from '../domain/outcome'
import type { RunState } from '../domain/run'
import type { RunEffect } from '../domain/run-transition'
import type { Statement } from '../domain/statement'

/** What every executor works with. `signal` asks it to stop: what is not committed is taken back. */
export interface RunPorts {
  database: Database
  journal: Journal
  clock: Clock
  signal?: AbortSignal
  observe?: StatementObserver
}

/** Looks at each statement from inside of its transaction. It costs time under the locks: only where nobody waits. */
export interface StatementObserver {
  before(session: Session, statement: Statement, position: number): Promise<void>
  /** `error`: the database refused it, and its transaction has failed. */
  after(
    session: Session,
    statement: Statement,
    position: number,
    went: { rows: number | null; error?: string },
  ): Promise<void>
}

/** The database that a run is meant for. A null identity was never recorded, so nothing can be compared. */
export interface RunTarget {
  url: string
  identity: Pick<Identity, 'systemIdentifier' | 'databaseOid'> | null
}

/** How a run ended; the journal has it by then. */
export interface RunEnd {
  state: Exclude<RunState, 'queued' | 'running'>
  outcome: Outcome
  effect: RunEffect
}

/** The connection went away under a run: what the server did last has to be looked up on a new one. */
export class ConnectionLostError extends Error {
  constructor(cause: unknown) {
    super('The connection to the database was lost.', { cause })
    this.name = 'ConnectionLostError'
  }
}

/** Name of a run's session on the target; recovery looks for it. */
export function runApplicationName(runId: string): string {
  return `headgate run ${runId}`
}
