/** What was written into an environment since a snapshot of it was taken: what a restore would lose. */
export interface WrittenSinceView {
  /** ISO 8601: when it was counted. */
  at: string
  /** Rows added or changed, and rows deleted, in all tables that were counted. */
  written: number
  deleted: number
  /** Tables with something to tell, those with most first. Null: not known, `why` says why. */
  tables: { table: string; written: number | null; deleted: number | null; why: string }[]
  /** How many tables are as they were. */
  still: number
  notes: string[]
}
