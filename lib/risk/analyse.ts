import type { AlterTableCmd, Node } from 'libpg-query'
import type { AnalysedMigration, AnalysedStatement, Analysis } from '../domain/analysis'
import type { Finding, Probe } from '../domain/finding'
import { nodeOf } from '../sql/node-of'
import { type ParsedStatement, parseScripts, type ScriptError, type SplitScript } from '../sql/parse'
import { draftInBlock, factsOfBlock, innerStatements } from './code/inner-statements'
import { type AskedRules, askedRules, subtypeOf } from './dispatch/asked-rules'
import { factsOf } from './facts/facts-of'
import { blockedBy, costOf } from './facts/harm'
import { completeDraft } from './findings/complete-draft'
import { notJudged } from './findings/not-judged'
import { createPlaces } from './findings/places'
import { errorsOf, syntaxErrors } from './findings/syntax-errors'
import { withHarmlessProbes } from './findings/with-harmless-probes'
import { applyIgnores } from './ignores/apply-ignores'
import { applyStatement } from './model/apply-statement'
import { copyModel } from './model/copy-model'
import type { Origin, SchemaModel } from './model/model'
import { beginSession } from './model/schema-statements'
import type { AnalysisSettings, Draft, MigrationAt, Rule, StatementAt, Walked } from './rule'
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
  const asked = askedRules(settings)
  const until = performance.now() + (settings.budgetMs ?? budgetMs)
  const unread = parseScripts(scripts.filter(({ parsed }) => !parsed).map(({ sql }) => sql))
  scripts.forEach((script, index) => {
    const parsed = script.parsed ?? unread.shift() ?? { statements: [], error: null }
    beginSession(schema)
    if (script.silent) walkSilently(parsed, schema)
    else analyseScript({ ...script, parsed }, index, schema, { settings, asked, analysis, until })
  })
  return analysis
}

/** Scripts that people write take milliseconds; whoever generates more is told so, and stops nobody's server. */
const budgetMs = 30_000

interface Walk {
  settings: AnalysisSettings
  asked: AskedRules
  analysis: Analysis
  /** Of `performance.now()`: what comes later is not judged. */
  until: number
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
  { settings, asked, analysis, until }: Walk,
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
    for (const given of drafts) {
      // Where nobody asks them, their text does not matter.
      const draft = settings.live ? withHarmlessProbes(given, migration) : given
      const finding = completeDraft({ rule, draft, at, migration, places, counts })
      if (!settings.live && isThereForItsProbe(finding)) continue
      found.push(finding)
      probes.push(...(draft.probes ?? []))
    }
  }
  let overdue: ParsedStatement | null = null
  for (const statement of script.statements) {
    if (performance.now() > until) {
      overdue = statement
      break
    }
    const { tree } = statement
    const commands = tree ? commandsOf(tree) : []
    const transaction = transactions[statement.index] ?? null
    const facts = factsOf(tree, { schema, postgres: settings.postgres, isFresh, transaction })
    const here: Walked = { statement, tree, commands, facts, transaction }
    if (tree) {
      const at: StatementAt = { statement, tree, commands, facts, schema, transaction, migration, isFresh }
      for (const rule of asked.of(statement.node ?? '', commands)) take(rule, rule.check?.(at) ?? [], here)
      const block = nodeOf(tree, 'DoStmt')
      const inside = block ? innerStatements(at, block) : []
      // What a rule says of the whole block, it does not say again of what is in it.
      const ofBlock = block ? found.filter((finding) => finding.statement === statement.index) : []
      const told = new Set(ofBlock.map(({ rule }) => rule))
      for (const each of inside) {
        for (const rule of asked.of(each.at.statement.node ?? '', each.at.commands)) {
          if (told.has(rule.meta.id)) continue
          take(rule, rule.check?.(each.at).map((draft) => draftInBlock(draft, each)) ?? [], each.walked)
        }
      }
      here.facts = factsOfBlock(inside, facts)
      applyStatement(schema, tree, { migration: index, statement: statement.index })
    }
    walked.push(here)
  }
  if (overdue) found.push(notJudged(migration, overdue, places))
  else for (const rule of asked.after(namesOf(walked))) take(rule, rule.end?.(migration) ?? [], null)
  found.sort((a, b) => a.start - b.start || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0))
  const { standing, ignored, unused } = applyIgnores(migration, found)
  analysis.findings.push(...standing)
  analysis.ignored.push(...ignored)
  analysis.unusedIgnores.push(...unused)
  const wanted = new Set(standing.flatMap((finding) => finding.probes))
  const known = new Set(probes.length > 0 ? analysis.probes.map(({ id }) => id) : [])
  analysis.probes.push(...probes.filter(({ id }) => wanted.has(id) && !known.has(id)))
  analysis.migrations.push(migrationOf(migration, script.error, places))
}

/** What only a count can tell: VALIDATE CONSTRAINT after NOT VALID is the right way, unless it fails. */
function isThereForItsProbe({ family, severity }: Finding): boolean {
  return family === 'fails_on_data' && severity === 'notice'
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

/** What a script is made of: the nodes of its statements, and the commands of its ALTER TABLEs. */
function namesOf(walked: readonly Walked[]): Set<string> {
  const names = new Set<string>()
  for (const { statement, commands } of walked) {
    if (statement.node) names.add(statement.node)
    for (const command of commands) names.add(subtypeOf(command))
  }
  return names
}
