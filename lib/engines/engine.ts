import type { Identity } from '../databases/database'
import type { Result } from '../domain/failure'
import type { MigrationFile } from '../domain/migration'
import type { SchemaFile } from '../domain/revision'
import type { Answers } from './answers'

/** A connection for scratch work that is guaranteed not to be the environment's database. */
export interface ShadowDatabase {
  url: string
  /** Where it runs: `embedded`, `environment` (CREATEDB there) or `given`. */
  where: 'embedded' | 'environment' | 'given'
  major: number
  /** Empties it (drop and create). Resolves to the URL of the fresh database. */
  reset(): Promise<void>
  /** Drops it. Safe to call twice. */
  release(): Promise<void>
}

export interface ShadowRequest {
  /** Connection string of the environment. */
  url: string
  /** Connection string that the environment names for shadows, or null. */
  givenUrl: string | null
  /** What a session on the environment, open right now, says of it: saves asking again. */
  identity?: Identity
  /** A database that its scripts own, made for them alone: for those that want more than a prepared one lets them. */
  plain?: boolean
  /** Ends a replay that is under way; the request then fails, and nothing of it stays. */
  signal?: AbortSignal
}

/** Finds a place for a shadow of the environment's own major version and creates an empty database there. */
export interface ShadowProvider {
  acquire(request: ShadowRequest): Promise<Result<ShadowDatabase>>
  /**
   * The same with `migrations` applied, and no ledger: a copy of the longest prefix of them that is kept, and the rest
   * replayed. Fails as replaying does: `migration_does_not_replay`, `extension_missing`, `role_missing`…
   */
  prepared(request: ShadowRequest, migrations: MigrationFile[]): Promise<Result<ShadowDatabase>>
  /** What to ask with where no environment is: Headgate's own server of the newest major stands for it. */
  withoutEnvironment(): Promise<Result<ShadowRequest>>
  /** What was worked out on shadows. */
  readonly answers: Answers
  /** Releases a shadow while the caller goes on: dropping a database takes longer than making it. */
  letGo(shadow: ShadowDatabase): void
  /** Waits for what was let go. */
  settled(): Promise<void>
  /** Drops shadow databases that a killed process left (name and age or owner tell). Resolves to how many. */
  sweep(request?: ShadowRequest): Promise<number>
}

/** The two sides of a diff. `migrations`: what these scripts build; `schema`: the Prisma schema; `database`: the live one. */
export type DiffSide =
  | { of: 'migrations'; migrations: MigrationFile[] }
  | { of: 'schema'; files: SchemaFile[] }
  | { of: 'database' }
  | { of: 'empty' }

export interface EngineTarget {
  /** The environment's connection string. Null: a diff that never touches a live database (`shadow` is then all there is). */
  url: string | null
  shadow: ShadowRequest
  /** A shadow that will hold these migrations, which the call may read; it stays the caller's. Null: it came to nothing. */
  standing?: Promise<{ url: string; migrations: MigrationFile[] } | null>
  /** Ends the call, with `engine_crashed`. */
  signal?: AbortSignal
}

export interface DiffResult {
  /** SQL from → to; empty string when nothing differs. */
  sql: string
  /** The engine's words for it. */
  summary: string
  empty: boolean
}

export interface BothWays {
  there: DiffResult
  /** Without a summary. */
  back: DiffResult
}

export interface DiagnosedHistory {
  /** Names, as the engine sees them. */
  failed: string[]
  edited: string[]
  hasLedger: boolean
  /** In the files, not applied. */
  unapplied: string[]
  /** Applied, no file. */
  unknownApplied: string[]
}

export interface DataLossWarnings {
  /** Counted on the live database by the engine. */
  warnings: string[]
  unexecutable: string[]
  steps: number
}

/** A live schema as Prisma writes it. */
export interface Introspected {
  files: SchemaFile[]
  /** The engine's words on what its schema cannot express; empty: it says nothing. */
  warnings: string
}

/** Where a history comes from. Calls run off the server's thread; a crash or a timeout ends only that call (`engine_crashed`). */
export interface Engine {
  readonly name: string
  diff(target: EngineTarget, from: DiffSide, to: DiffSide, schema: SchemaFile[]): Promise<Result<DiffResult>>
  /** Both diffs at the price of one, where `to` continues the migrations of `from`. */
  diffBothWays(
    target: EngineTarget,
    from: DiffSide,
    to: DiffSide,
    schema: SchemaFile[],
  ): Promise<Result<BothWays>>
  diagnose(
    target: EngineTarget & { url: string },
    migrations: MigrationFile[],
    schema: SchemaFile[],
  ): Promise<Result<DiagnosedHistory>>
  /** What going from the live database's history (`migrations`: the applied ones) to `schema` would lose, counted there. */
  dataLoss(
    target: EngineTarget & { url: string },
    migrations: MigrationFile[],
    schema: SchemaFile[],
  ): Promise<Result<DataLossWarnings>>
  /**
   * The live schema as Prisma models. `schema` gives datasource and generators, and, unless `fresh`, the names that
   * models and fields already have. `namespaces`: schemas to read; null: the connection string's.
   */
  introspect(
    target: EngineTarget & { url: string },
    schema: SchemaFile[],
    options: { namespaces: string[] | null; fresh: boolean },
  ): Promise<Result<Introspected>>
  /** Applies migrations with the engine itself; used for Headgate's own control database alone. */
  applyOwn(url: string, migrations: MigrationFile[], schema: SchemaFile[]): Promise<Result<string[]>>
}
