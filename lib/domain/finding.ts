/** `notice` of the family `hygiene` is off unless it is asked for. */
export const severities = ['danger', 'warning', 'notice'] as const
export type Severity = (typeof severities)[number]

/** What kind of harm a finding is about. A policy names those that stop its gate. */
export const findingFamilies = [
  'blocks',
  'loses_data',
  'fails_on_data',
  'breaks_app',
  'integrity',
  'transaction',
  'timeout',
  'hygiene',
] as const
export type FindingFamily = (typeof findingFamilies)[number]

/** PostgreSQL's table lock modes, weakest first: https://www.postgresql.org/docs/current/explicit-locking.html */
export const lockModes = [
  'ACCESS SHARE',
  'ROW SHARE',
  'ROW EXCLUSIVE',
  'SHARE UPDATE EXCLUSIVE',
  'SHARE',
  'SHARE ROW EXCLUSIVE',
  'EXCLUSIVE',
  'ACCESS EXCLUSIVE',
] as const
export type LockMode = (typeof lockModes)[number]

export interface RelationLock {
  /** `schema.name`, unquoted: `public.orders`. */
  relation: string
  kind: 'table' | 'index' | 'view' | 'materialized view' | 'sequence'
  mode: LockMode
  /** The same scripts created it: nobody waits for it. */
  fresh: boolean
}

/** What a statement does while it holds its locks. `instant`: nothing that grows with the table. */
export type Cost = 'instant' | 'scan' | 'index build' | 'rewrite'

export interface Work {
  cost: Exclude<Cost, 'instant'>
  /** `schema.name` of the table that is read or written whole. */
  table: string
  /** The index that is built, where it has a name. */
  index?: string
  fresh: boolean
}

/** What others cannot do on a locked table meanwhile. */
export type Blocked = 'nothing' | 'writes' | 'reads and writes'

export type DataLoss = 'none' | 'possible' | 'certain'

/** One migration that a recipe writes. */
export interface RecipeMigration {
  /** For the folder's name, in snake_case: `validate_orders_user_id_fkey`. */
  suffix: string
  sql: string
  /** Which release it belongs to, in words: `with this release`, `after the code that writes both columns runs everywhere`. */
  release: string
}

/** The safe way around a finding, with the real names in it. */
export interface Recipe {
  /** `not-null`, `expand-and-contract`, `concurrent-index`, `unique-using-index`, `validate-later`, `remove-later`, `guard`… */
  id: string
  title: string
  /** For people, in order; `sql` where a step is SQL. */
  steps: { what: string; sql?: string }[]
  /**
   * What is written when a person asks for it; null: people must do it, since it is more than SQL. `instead` takes the
   * place of the statement (`command` null) or of one command of an ALTER TABLE; empty: nothing stays there.
   */
  rewrite: {
    command: number | null
    instead: string
    before: RecipeMigration[]
    after: RecipeMigration[]
    /** What else of the same script it takes the place of: other statements and commands, which belong to this one. */
    elsewhere?: RewrittenPlace[]
  } | null
}

/** A statement of a script, by its index, or one command of it, and what stands there instead; empty: nothing. */
export interface RewrittenPlace {
  statement: number
  command: number | null
  instead: string
}

/** A question to the live database: read-only SQL, and how to read what it answers. A fact, not code. */
export interface Probe {
  /** Unique within the analysis and stable over analyses of the same SQL: `not-null-with-nulls:public.orders.note`. */
  id: string
  /** For people: `Rows of orders whose note is NULL`. */
  question: string
  /** `schema.name` of the table whose size says whether this is affordable. */
  table: string
  /** One SELECT that answers one row with `n` (bigint): the exact count. */
  sql: string
  /** One SELECT of up to 5 rows with `key` (text: which row; shown to everybody) and `value` (text or null: what is there). */
  sampleSql: string | null
  /** What `n > 0` means. `fails`: the statement fails. `loses`: that many values are lost. `touches`: that many rows are written. */
  means: 'fails' | 'loses' | 'touches'
  /** One SELECT that answers one row with `n` estimated by the planner or the statistics, for when the exact one takes too long. */
  estimateSql?: string
}

/** `none`/`some`: whether `n` is 0. `unknown`: it could not be counted; `why` says why. */
export interface ProbeAnswer {
  id: string
  class: 'none' | 'some' | 'unknown'
  count: number | null
  /** Counted, not estimated or sampled. */
  exact: boolean
  /** Never shown to those who may not see data. */
  sample: { key: string; value: string | null }[]
  tookMs: number
  why?: string
}

/** What a rule says about a statement. */
export interface Finding {
  /** Unique within the analysis, stable over analyses of the same SQL: `<rule>:<migration>:<statement>:<n>`. */
  id: string
  rule: string
  severity: Severity
  family: FindingFamily
  /** One line with the real names: `SET NOT NULL scans orders while nobody can read or write it`. */
  title: string
  /** Why it matters, in a sentence or two, with the real names. */
  reason: string
  /** The migration's name, or the file. */
  migration: string
  /** Index of the statement in its script; null: the script as a whole. */
  statement: number | null
  /** UTF-16 offsets into the script. */
  start: number
  end: number
  /** 1-based, of `start`. */
  line: number
  column: number
  /** `schema.name` of what it is about. */
  tables: string[]
  /** Of the statement, where the finding is about them. */
  locks: RelationLock[]
  cost: Cost
  blocks: Blocked
  dataLoss: DataLoss
  breaksApp: boolean
  /** For which versions of PostgreSQL it holds, in words; null: all that are supported. */
  versions: string | null
  recipe: Recipe | null
  /** Ids of `Analysis.probes`. */
  probes: string[]
}
