import type { MigrationState } from './migration'
import type { ExecutionMode } from './plan'
import type { Statement } from './statement'
import type { AppliedBy } from './timeline-view'

export interface MigrationPlace {
  environment: { slug: string; name: string }
  /** Null: the environment was never looked at, or does not know it. */
  state: MigrationState | null
  finishedAt: string | null
  rolledBackAt: string | null
  tookMs: number | null
  /** Of the ledger, where it differs from the file's. */
  otherChecksum: string | null
  by: AppliedBy | null
}

export interface MigrationView {
  project: { slug: string; name: string }
  name: string
  /** Null: no revision that Headgate knows holds the file. */
  sql: string | null
  /** The file is in the newest revision. */
  current: boolean
  checksum: string | null
  statements: Statement[]
  mode: ExecutionMode | null
  notes: string[]
  /** Milliseconds of each statement in the last deploy through Headgate, by its index, and where that was. */
  measured: { environment: string; ms: Record<number, number> } | null
  places: MigrationPlace[]
  previous: string | null
  next: string | null
}
