import type { AlterTableCmd, Node } from 'libpg-query'
import type {
  Blocked,
  Cost,
  DataLoss,
  FindingFamily,
  Probe,
  Recipe,
  RelationLock,
  Severity,
} from '../domain/finding'
import type { ParsedStatement } from '../sql/parse'
import type { Effect, StatementFacts } from './facts/facts'
import type { Origin, SchemaModel } from './model/model'

/** What a rule is about, as data: the interface's help, `headgate rules` and the documentation are made of it. */
export interface RuleMeta {
  id: string
  /** One line, without names: `Adding a NOT NULL column without a default`. */
  title: string
  family: FindingFamily
  /** Unless a finding says otherwise. */
  severity: Severity
  /** Which lock, on what, in words: `ACCESS EXCLUSIVE on the table`; null: it is not about locks. */
  lock: string | null
  cost: Cost
  blocks: Blocked
  dataLoss: DataLoss
  breaksApp: boolean
  /** Majors for which it holds; null: all that are supported. */
  versions: { from?: number; to?: number } | null
  /** Why it matters: a paragraph for the documentation. */
  why: string
  /** The safe way, as steps; SQL with example names. */
  safe: { what: string; sql?: string }[]
}

/** A statement as a rule sees it. */
export interface StatementAt {
  statement: ParsedStatement
  /** Never null here: what does not parse is told by the analysis itself. */
  tree: Node
  /** The commands of an ALTER TABLE, else empty. */
  commands: readonly AlterTableCmd[]
  facts: StatementFacts
  /** Just before the statement. */
  schema: SchemaModel
  /** Its number in the script's transactions; null: it commits alone. */
  transaction: number | null
  migration: MigrationAt
  /** As `MigrationAt.isFresh`. */
  isFresh(thing: { born: Origin } | null | undefined): boolean
}

/** A script as far as it has been walked. */
export interface MigrationAt {
  index: number
  name: string
  sql: string
  /** Major version. */
  postgres: number
  settings: AnalysisSettings
  /** All its statements, parsed; also those still to come. */
  statements: readonly ParsedStatement[]
  /** Those that were walked, with what they do: `walked[n]` is of `statements[n]`. Not the current one. */
  walked: readonly Walked[]
  /** Just before its first statement. */
  before: SchemaModel
  /** At the end: after its last statement. While walking: just before the current one. */
  schema: SchemaModel
  /**
   * Created by this script, or, where all scripts are deployed together, by one before it: nobody uses it yet, and it
   * holds no rows worth waiting for.
   */
  isFresh(thing: { born: Origin } | null | undefined): boolean
}

export interface Walked {
  statement: ParsedStatement
  tree: Node | null
  commands: readonly AlterTableCmd[]
  facts: StatementFacts
  transaction: number | null
}

export interface AnalysisSettings {
  /** 14 to 18. */
  postgres: number
  /**
   * Who executes: it decides what is one transaction. `prisma`: a script is one, and a statement that cannot run in one
   * fails unless it is alone. `headgate`: such statements run by themselves. `plain`: one transaction, unless
   * the script controls transactions or holds what cannot run in one; then each statement commits.
   */
  runner: 'prisma' | 'headgate' | 'plain'
  /** All scripts are deployed together: what an earlier one creates is fresh for a later one. */
  together: boolean
  /** Also the family `hygiene`. */
  hygiene: boolean
  /** What is not judged after so many milliseconds gives one danger that says so. Default: 30 s. */
  budgetMs?: number
  /** People answer for dangers on a plan: a comment in the script, which its author wrote, takes none back. */
  gated?: boolean
  /** A `lock_timeout` holds already, as in Headgate's own runs. */
  guarded: boolean
  /** A live database will answer the probes. Without it, a notice of `fails_on_data`, which is there for its probe, is silent. */
  live: boolean
  /** The text of the Prisma schema that the scripts lead to, all files together, where there is one. */
  prismaSchema?: string
}

/** A finding as its rule gives it. What is left out comes from the rule's metadata. */
export interface Draft {
  title: string
  reason: string
  tables: string[]
  severity?: Severity
  family?: FindingFamily
  /** The command of an ALTER TABLE that it is about. */
  command?: number | null
  /** Where in the script, UTF-16; default: the command's column or constraint where its place is known, else the statement. */
  position?: number
  /** Default: those of the command's effect, or of the statement. */
  locks?: RelationLock[]
  cost?: Cost
  blocks?: Blocked
  dataLoss?: DataLoss
  breaksApp?: boolean
  recipe?: Recipe | null
  probes?: Probe[]
  /** For findings of `end`: the statement they belong to; null: the script. */
  statement?: number | null
}

export interface Rule {
  meta: RuleMeta
  /** Node names of the statements that `check` wants to see: `['AlterTableStmt']`; `'*'`: all of them. */
  nodes: readonly string[]
  /**
   * Of ALTER TABLE, `check` sees only statements with one of these commands: `['AT_AddColumn']`. Left out: all. It says
   * nothing that `check` does not know; it spares the asking.
   */
  commands?: readonly string[]
  check?(at: StatementAt): Draft[]
  /** `end` is asked only of scripts with one of these nodes or commands of ALTER TABLE. Left out: of all. */
  endsAfter?: readonly string[]
  /** Once for each script, after its last statement. */
  end?(at: MigrationAt): Draft[]
}

/** The effect of one command, or of the statement. */
export function effectOf(facts: StatementFacts, command: number | null): Effect | undefined {
  return facts.effects.find((effect) => effect.command === command)
}
