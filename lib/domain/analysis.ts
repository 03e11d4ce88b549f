import type { Blocked, Cost, Finding, Probe, RelationLock, Work } from './finding'

/** What PostgreSQL does to execute one statement, with or without findings. */
export interface AnalysedStatement {
  index: number
  start: number
  end: number
  line: number
  /** In words: `ALTER TABLE orders: add column note`. */
  summary: string
  /** The strongest on each relation. Without what the same scripts created, if `fresh` is filtered. */
  locks: RelationLock[]
  work: Work[]
  cost: Cost
  blocks: Blocked
  /** Statements with the same number commit together; null: it commits alone, outside a transaction. */
  transaction: number | null
  /** Its effects are not in its syntax: a DO block, a function call. */
  opaque: boolean
}

export interface AnalysedMigration {
  name: string
  statements: AnalysedStatement[]
  /** Places that do not parse. What stands around them is judged all the same. */
  errors: { message: string; line: number; column: number; position: number }[]
}

/** `-- headgate-ignore <rule>: why`, above a statement. */
export interface IgnoreComment {
  migration: string
  line: number
  rule: string
  reason: string
}

/** The static part of a risk analysis: what follows from the scripts and the schema before them. */
export interface Analysis {
  /** Major version of PostgreSQL that it holds for. */
  postgres: number
  migrations: AnalysedMigration[]
  /** In the order of the scripts. */
  findings: Finding[]
  probes: Probe[]
  /** Findings that a comment in the script takes back. */
  ignored: { finding: Finding; comment: IgnoreComment }[]
  /** Comments that match no finding, or give no reason. */
  unusedIgnores: (IgnoreComment & { why: string })[]
}
