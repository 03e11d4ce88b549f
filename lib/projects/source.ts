import type { Result } from '../domain/failure'
import type { FileChange } from '../domain/file-change'
import type { MigrationFile } from '../domain/migration'
import type { SchemaFile } from '../domain/revision'

/** What a source holds at one moment. `digest` is the sha256 (hex) over paths and contents. */
export interface CapturedRevision {
  digest: string
  provider: 'postgresql'
  /** Empty only where `allowEmpty` was asked for and there is no project yet. */
  schemaFiles: SchemaFile[]
  /** Oldest first, by name. */
  migrations: MigrationFile[]
  /** What was stripped or left out to read it, in words. */
  notes: string[]
  /**
   * Where it was found, as absolute paths, and what its folder is called. `schema` is a file or a folder of schema
   * files. Paths of what is not there yet say where it would be created.
   */
  found?: { schema: string; migrations: string; name: string }
}

export interface CaptureOptions {
  /** A folder without a project is an empty revision, `found` saying where it would begin. Default: `project_not_found`. */
  allowEmpty?: boolean
}

/** Where a project's files come from. */
export interface ProjectSource {
  readonly kind: 'directory'
  /** Finds the project under `path`; says where it looked when there is none. */
  capture(path: string, options?: CaptureOptions): Promise<Result<CapturedRevision>>
  /**
   * Changes the project under `path`, all or nothing as far as a file system can: everything is checked before the
   * first write, each file is replaced atomically, and what was done is undone when a later step fails. What is already
   * as wanted counts as done. `written`: the changed paths, relative to the migrations folder.
   * Failures: `files_changed` (what is there is not what a change replaces), `source_read_only`, `invalid_input` (a
   * path that leads out of the migrations folder), and those of `capture`.
   */
  write(path: string, changes: FileChange[]): Promise<Result<{ written: string[] }>>
}
