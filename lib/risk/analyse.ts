import type { AlterTableCmd, Node } from 'libpg-query'
import type { AnalysedMigration, AnalysedStatement, Analysis } from '../domain/analysis'
import type { Finding, Probe } from '../domain/finding'
import { nodeOf } from '../sql/node-of'
import { type ParsedStatement, parseScripts, type ScriptError, type SplitScript } from '../sql/parse'
import { factsOf } from './facts/facts-of'
import { blockedBy, costOf } from './facts/harm'
import { completeDraft } from './findings/complete-draft'
import { createPlaces } from './findings/places'
import { errorsOf, syntaxErrors } from './findings/syntax-errors'
import { applyIgnores } from './ignores/apply-ignores'
import { applyStatement } from './model/apply-statement'
import { copyModel } from './model/copy-model'
import type { Origin, SchemaModel } from './model/model'
import type { AnalysisSettings, Draft, MigrationAt, Rule, StatementAt, Walked } from './rule'
import { rules } from './rules/rules'
import { transactionsOf } from './transactions/transactions-of'

export interface AnalysedScript {
  /** The migration's name, or the file. */
  name: string
  sql: string
  /** Where somebody has parsed it already. */
  parsed?: SplitScript<ParsedStatement>
  /** Was executed before: only walked, to know the schema after it. Nothing is said of it, and it is not in the answer. */
  silent?: boolean
}

/**
 * Judges scripts in their order. `schema` is what is there before the first, and afterwards what is there after the
 * last. Never throws for whatever the scripts hold. Needs `loadParser()` before.
 */
export function analyse(
  scripts: readonly AnalysedScript[],
  schema: SchemaModel,
  settings: AnalysisSettings,
): Analysis {
  const analysis: Analysis = {
    postgres: settings.postgres,
    migrations: [],
    findings: [],
    probes: [],
    ignored: [],
    unusedIgnores: [],
  }
  const unread = parseScripts(scripts.filter(({ parsed }) => !parsed).map(({ sql }) => sql))
  scripts.forEach((script, index) => {
    const parsed = script.parsed ?? unread.shift() ?? { statements: [], error: null }
    if (script.silent) walkSilently(parsed, schema)
    else analyseScript({ ...script, parsed }, index, schema, settings, analysis)
  })
  return analysis
}

function walkSilently(script: SplitScript<ParsedStatement>, schema: SchemaModel): void {
  for (const { tree } of script.statements) {
    if (tree) applyStatement(schema, tree, null)
  }
}

function analyseScript(
  { name, sql, parsed: script }: AnalysedScript & { parsed: SplitScript<ParsedStatement> },
  index: number,
  schema: SchemaModel,
  settings: AnalysisSettings,
  analysis: Analysis,
): void {
  const transactions = transactionsOf(script.statements, settings.runner)
  const walked: Walked[] = []
  const isFresh = (thing: { born: Origin } | null | undefined) =>
    thing?.born != null && (settings.together || thing.born.migration === index)
  const migration: MigrationAt = {
    index,
    name,
    sql,
    postgres: settings.postgres,
    settings,
    statements: script.statements,
    walked,
    before: copyModel(schema),
    schema,
    isFresh,
  }
  const places = createPlaces(sql)
  const found: Finding[] = syntaxErrors(migration, script.error, places)
  const counts = new Map<string, number>()
  const probes: Probe[] = []
  const take = (rule: Rule, drafts: Draft[], at: Walked | null) => {
    for (const draft of drafts) {
      found.push(completeDraft({ rule, draft, at, migration, places, counts }))
      probes.push(...(draft.probes ?? []))
    }
  }
  for (const statement of script.statements) {
    const { tree } = statement
    const commands = tree ? commandsOf(tree) : []
    const transaction = transactions[statement.index] ?? null
    const facts = factsOf(tree, { schema, postgres: settings.postgres, isFresh, transaction })
    const here: Walked = { statement, tree, commands, facts, transaction }
    if (tree) {
      const at: StatementAt = { statement, tree, commands, facts, schema, transaction, migration, isFresh }
      for (const rule of rulesFor(statement.node ?? '')) {
        if (wanted(rule, settings)) take(rule, rule.check?.(at) ?? [], here)
      }
      applyStatement(schema, tree, { migration: index, statement: statement.index })
    }
    walked.push(here)
  }
  for (const rule of enders) if (wanted(rule, settings)) take(rule, rule.end?.(migration) ?? [], null)
  found.sort((a, b) => a.start - b.start || a.rule.localeCompare(b.rule))
  const { standing, ignored, unused } = applyIgnores(migration, found)
  analysis.findings.push(...standing)
  analysis.ignored.push(...ignored)
  analysis.unusedIgnores.push(...unused)
  const asked = new Set(standing.flatMap((finding) => finding.probes))
  const known = new Set(analysis.probes.map(({ id }) => id))
  analysis.probes.push(...probes.filter(({ id }) => asked.has(id) && !known.has(id)))
  analysis.migrations.push(migrationOf(migration, script.error, places))
}

function migrationOf(
  { name, statements: parsed, walked }: MigrationAt,
  error: ScriptError | null,
  places: ReturnType<typeof createPlaces>,
): AnalysedMigration {
  const statements = walked.map(({ statement, facts, transaction }): AnalysedStatement => {
    const { index, start, end, line, summary } = statement
    return {
      index,
      start,
      end,
      line,
      summary,
      locks: facts.locks,
      work: facts.work,
      cost: costOf(facts.work),
      blocks: blockedBy(facts.locks),
      transaction,
      opaque: facts.opaque,
    }
  })
  const errors = errorsOf(parsed, error).map(({ message, position }) => ({
    message,
    ...places(position),
    position,
  }))
  return { name, statements, errors }
}

function commandsOf(tree: Node): AlterTableCmd[] {
  return (nodeOf(tree, 'AlterTableStmt')?.cmds ?? []).flatMap((node) => nodeOf(node, 'AlterTableCmd') ?? [])
}

const enders = rules.filter((rule) => rule.end)
const byNode = new Map<string, Rule[]>()

function rulesFor(node: string): Rule[] {
  const known = byNode.get(node)
  if (known) return known
  const found = rules.filter((rule) => rule.check && (rule.nodes.includes(node) || rule.nodes.includes('*')))
  byNode.set(node, found)
  return found
}

function wanted({ meta }: Rule, settings: AnalysisSettings): boolean {
  const { from = 0, to = 99 } = meta.versions ?? {}
  if (settings.postgres < from || settings.postgres > to) return false
  return meta.family !== 'hygiene' || settings.hygiene
}
