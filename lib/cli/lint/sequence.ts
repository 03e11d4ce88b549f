/** A script to judge, or one that only says what the schema is before it. */
export interface LintScript {
  /** The path as it was given, or the migration’s name. Unique. */
  name: string
  /** For people and tools: relative to the current folder where it lies within. */
  path: string
  sql: string
  /** Only walked: nobody asked about it. */
  silent: boolean
}

/** Scripts that run one after the other on one database. */
export interface Sequence {
  /** `history`: Prisma's migrations from the first one on, so that nothing else is in the database. */
  kind: 'history' | 'files'
  /** In the order in which they run. */
  scripts: LintScript[]
  /** The text of the Prisma schema that they lead to, where it was read. */
  prismaSchema?: string
}

/** What could not be read, and why. */
export interface Problem {
  path: string
  why: string
}

export interface Gathered {
  sequences: Sequence[]
  problems: Problem[]
  notes: string[]
}
