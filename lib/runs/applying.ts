import type { CatalogReader, Session } from '../databases/database'
import type { Failure } from '../domain/failure'
import type { PlannedMigration } from '../domain/plan'
import type { Policy } from '../domain/policy'
import type { HomeSettings } from './guards'
import type { LedgerPlace } from './ledger-row'
import type { RunPorts } from './ports'
import type { Watcher } from './watcher'

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
  position: number
  /** Position of each statement's step; -1: it is not executed. */
  statements: number[]
  ledgerRow: string
}

/**
 * What became of a migration. `taken_back`: nothing of it is left. `left`: it stopped half-way and what was done stays,
 * named in the failure.
 */
export type MigrationEnd =
  | { how: 'applied'; notes: string[] }
  | { how: 'taken_back'; failure: Failure }
  | { how: 'left'; failure: Failure }
