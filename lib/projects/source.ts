import type { Result } from '../domain/failure'
import type { MigrationFile } from '../domain/migration'
import type { SchemaFile } from '../domain/revision'

/** What a source holds at one moment. `digest` is the sha256 (hex) over paths and contents. */
export interface CapturedRevision {
  digest: string
  provider: 'postgresql'
  schemaFiles: SchemaFile[]
  /** Oldest first, by name. */
  migrations: MigrationFile[]
  /** What was stripped or left out to read it, in words. */
  notes: string[]
  /** Where it was found, as paths, and what its folder is called. */
  found?: { schema: string; migrations: string; name: string }
}

/** Where a project's files come from. */
export interface ProjectSource {
  readonly kind: 'directory'
  /** Finds the project under `path`; says where it looked when there is none. */
  capture(path: string): Promise<Result<CapturedRevision>>
}
