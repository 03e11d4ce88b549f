import type { MigrationFile } from '../../domain/migration'
import type { SchemaFile } from '../../domain/revision'

/** What of a revision planning needs. Migrations oldest first. */
export interface CapturedFiles {
  digest: string
  schemaFiles: SchemaFile[]
  migrations: MigrationFile[]
}
