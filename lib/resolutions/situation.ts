import type { Session } from '../databases/database'
import type { Catalog } from '../domain/catalog'
import type { MigrationStatus } from '../domain/migration'
import type { Past } from '../domain/past'
import type { IgnoredDrift } from '../domain/resolution'
import type { CapturedFiles } from '../engines/planning/captured-files'
import type { PlanningPorts } from '../engines/planning/make-plan'
import type { Ledger } from '../engines/prisma/ledger'

export type ResolvingPorts = PlanningPorts

/** An environment and the files that it is held against. */
export interface HistoryQuestion {
  url: string
  shadowUrl: string | null
  revision: CapturedFiles
  past: Past
  ignored: IgnoredDrift[]
}

/** What was read of the environment before anything was worked out. `live` is an open session on it, for reading. */
export interface Situation {
  question: HistoryQuestion
  live: Session
  ledger: Ledger
  catalog: Catalog
  statuses: MigrationStatus[]
  /** No table but the ledger. */
  empty: boolean
}
