import type { Database, Identity } from '../databases/database'
import type { Clock } from '../domain/clock'
import type { Journal } from '../domain/journal'
import type { Outcome } from '../domain/outcome'
import type { RunState } from '../domain/run'
import type { RunEffect } from '../domain/run-transition'

/** What every executor works with. `signal` asks it to stop: what is not committed is taken back. */
export interface RunPorts {
  database: Database
  journal: Journal
  clock: Clock
  signal?: AbortSignal
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
