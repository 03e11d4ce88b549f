import type { CatalogReader, Session } from '../databases/database'
import type { Failure } from '../domain/failure'
import type { KeptCopy } from '../domain/kept-data'
import type { PlannedMigration } from '../domain/plan'
import type { Policy } from '../domain/policy'
import type { HomeSettings } from './guards'
import type { Begun, LedgerPlace } from './ledger-row'
import type { RunPorts } from './ports'
import type { SchemaLink } from './schema-link'
import type { StatementProgress } from './statement-progress'
import type { Watcher } from './watcher'

/** What the migrations of a deploy share. */
export interface Deploying extends Applying {
  /** Where the states of steps are gathered. */
  progress: StatementProgress
  link: SchemaLink
  /** `resetScript`, as it is sent after each commit. */
  reset: string
  /** What was found when the transaction of the next migration began, where it did with the end of the last one. */
  begun: Begun | null
  /** Milliseconds to wait for locks that a script released. */
  lockWaitMs: number
  /** Whose deploy this is, for what it keeps. */
  keptBy?: string | undefined
  /** What the migration under way has copied aside. */
  copied?: KeptCopy[]
}

/** What the parts of a run share once it holds its locks. */
export interface Applying extends RunPorts {
  session: Session
  /** Reads the schema between migrations at the price of what changed. */
  schema: CatalogReader
  watcher: Watcher
  policy: Policy
  home: HomeSettings
  ledger: LedgerPlace
}

/** One migration and where its steps are. */
export interface MigrationWork {
  migration: PlannedMigration
  /** Its place in the plan. */
  index: number
  position: number
  /** Position of each statement's step; -1: it is not executed. */
  statements: number[]
  ledgerRow: string
  /** The next one's transaction can begin along with the end of its own. */
  beginsNext: boolean
  /** The migration before it, of the same run. */
  after: string | null
}

/**
 * What became of a migration. `taken_back`: nothing of it is left. `left`: it stopped half-way and what was done stays,
 * named in the failure.
 */
export type MigrationEnd =
  | { how: 'applied'; notes: string[] }
  | { how: 'taken_back'; failure: Failure }
  | { how: 'left'; failure: Failure }
