import type { Database, Identity } from '../databases/database'
import type { Clock } from '../domain/clock'
import type { ExternalAccess } from '../domain/external-host'
import type { Result } from '../domain/failure'
import type { SnapshotSource } from './method'

/** What the methods of this family are made of. */
export interface SnapshotParts {
  database: Database
  /** Headgate's data folder: dumps are kept under `<dataDir>/snapshots/<id>`. */
  dataDir: string
  clock?: Clock
  /**
   * A connection string with more rights for the server of `identity`, or null. Only for a server that Headgate itself
   * started: its administrator's. It is used only when it really reaches the same server.
   */
  adminUrlFor?: (identity: Identity) => Promise<string | null>
  /** A server of this major on which a dump can be tried when the environment's own user may not create databases. */
  ensureServer?: (major: number) => Promise<Result<{ url: string }>>
  /** Closes this process's own sessions on the source, where it keeps some. */
  closeOwn?: (source: SnapshotSource) => Promise<void>
  /** The host that can be asked for snapshots of this database, with its key; null: none was set up. */
  externalHostFor?: (source: Pick<SnapshotSource, 'url'>) => Promise<Result<ExternalAccess | null>>
  /** Where PATH, HEADGATE_PG_BIN and the like are looked up; default `process.env`. */
  environment?: NodeJS.ProcessEnv
}
