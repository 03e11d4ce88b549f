/**
 * One SQL statement of a script. Offsets are UTF-16 indices into the script, lines are 1-based.
 * `text` is `script.slice(start, end)`, without leading comments and without the closing semicolon.
 */
export interface Statement {
  index: number
  text: string
  start: number
  end: number
  line: number
  /** The parser's node name, for example `AlterTableStmt`; null when it does not parse. */
  node: string | null
  /** In words for people: `ALTER TABLE orders`. */
  summary: string
  /** Cannot run inside a transaction block (CONCURRENTLY, VACUUM…). */
  needsAutocommit: boolean
  /** BEGIN, COMMIT, ROLLBACK…: would end the transaction around the migration. */
  controlsTransaction: boolean
}
