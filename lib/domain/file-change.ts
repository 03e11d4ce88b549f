/** A change of a project's files. Paths are relative to the migrations folder, with `/`: `20250101_init/migration.sql`. */
export type FileChange =
  | {
      change: 'write'
      path: string
      content: string
      /** What must be there now, as sha256 (hex) of its bytes; null: nothing may be. */
      replaces: string | null
    }
  /** The whole folder of a migration gets another name. */
  | { change: 'rename'; from: string; to: string }
