/**
 * A change of a project's files. Paths are relative to the migrations folder, with `/`: `20250101_init/migration.sql`.
 * With `base: 'schema'` a `.prisma` file is meant, relative to the folder that the schema is in (as `SchemaFile.path`).
 */
export type FileChange =
  | {
      change: 'write'
      path: string
      content: string
      /** What must be there now, as sha256 (hex) of its bytes; null: nothing may be. */
      replaces: string | null
      /** Default: the migrations folder. */
      base?: 'schema'
    }
  /** The whole folder of a migration gets another name. */
  | { change: 'rename'; from: string; to: string }
