import { untoldProblems } from '../../domain/gate-findings'
import type { KeepRefusal } from '../../domain/kept-data'
import type { Evidence, Plan, PlannedMigration } from '../../domain/plan'
import { verdictSentence } from '../../domain/risk-verdict'
import { secondsWords } from '../../domain/seconds-words'
import { sizeWords } from '../../domain/size-words'
import { count, lossSentence, wayBackSentence } from '../../domain/verdict'
import type { Paint } from '../paint'
import type { Prepared } from './prepare'
import { riskLines } from './risk-text'

/** Lines of one statement, and statements of the whole, that are shown unless everything is asked for. */
const mostLines = 14
const mostStatements = 120

/** What a deploy would do, for people: verdict, losses, statements by transaction, change of schema, way back. */
export function planText(
  { plan, evidence, risk, database, gate }: Prepared,
  all: boolean,
  paint: Paint,
): string[] {
  if (!plan || !evidence || !risk) return []
  const migrations = count(plan.migrations.length, 'migration', 'migrations')
  const statements = count(risk.statements, 'statement', 'statements')
  const brief = !all && risk.statements > mostStatements
  return [
    `${paint.bold(`${migrations}, ${statements}`)} for ${database}`,
    ...(gate
      ? [
          paint.red(
            `Guarded by ${gate.server} (${gate.project}, ${gate.environment}): deploys are made there.`,
          ),
        ]
      : []),
    ...(evidence.risk ? [paint.bold(verdictSentence(plan, evidence))] : []),
    (risk.level === 'none' ? paint.green : risk.level === 'some' ? paint.red : paint.yellow)(
      lossSentence(risk),
    ),
    (risk.wayBack === 'tried' ? paint.green : paint.yellow)(wayBackSentence(risk)),
    ...(evidence.risk ? section('What the analysis found', riskLines(evidence.risk, all, paint), paint) : []),
    ...section('Would destroy', evidence.losses.filter(({ count: lost }) => lost !== 0).map(lossLine), paint),
    ...section('Copied aside before it is destroyed', keepLines(plan, evidence), paint),
    ...section('Destroyed and not kept', (plan.notKept ?? []).map(refusalLine), paint),
    ...section('Will fail with the rows that are there now', untoldProblems(evidence), paint),
    ...section('Prisma warns', evidence.engineWarnings, paint),
    ...section('Tables that are touched', evidence.tables.map(tableLine), paint),
    ...plan.migrations.flatMap((migration) => migrationLines(migration, brief, all, paint)),
    ...section('The schema afterwards', shorten(plan.changesInWords, all ? Infinity : 60), paint),
    ...reverseLines(plan.reverse, evidence.reverseLosses.map(lossLine), all, paint),
  ]
}

function section(title: string, lines: string[], paint: Paint): string[] {
  return lines.length === 0 ? [] : ['', paint.bold(title), ...lines.map((line) => `  ${line}`)]
}

function lossLine(loss: { what: string; count: number | null; of: number | null; why?: string }): string {
  if (loss.count === null) return `${loss.what}: not counted${loss.why ? `, ${loss.why}` : ''}`
  const of = loss.of === null ? '' : ` of ${loss.of.toLocaleString('en-US')}`
  return `${loss.what}: ${loss.count.toLocaleString('en-US')}${of}`
}

function keepLines(plan: Plan, evidence: Evidence): string[] {
  const costs = new Map((evidence.keeps ?? []).map((cost) => [cost.id, cost]))
  return plan.migrations.flatMap(({ keeps = [] }) =>
    keeps.map(({ id, because }) => {
      const cost = costs.get(id)
      if (!cost) return because
      const size = `${count(cost.rows, 'row', 'rows')}, about ${sizeWords(cost.bytes)}`
      return `${because}: ${size}, ${secondsWords(cost.lowSeconds, cost.highSeconds)} under the table’s lock`
    }),
  )
}

function refusalLine({ object, why }: KeepRefusal): string {
  return `${object.slice(object.indexOf(':') + 1)}: ${why}`
}

function tableLine({ name, rows }: { name: string; rows: number }): string {
  return `${name}: about ${count(rows, 'row', 'rows')}`
}

function migrationLines(migration: PlannedMigration, brief: boolean, all: boolean, paint: Paint): string[] {
  const stepwise = migration.mode === 'stepwise'
  const how = stepwise
    ? paint.yellow('stepwise: what is committed before a failure stays')
    : 'one transaction, ledger row included'
  return [
    '',
    `${paint.bold(migration.name)}  ${paint.dim(how)}`,
    ...migration.notes.map((note) => `  ${paint.yellow(note)}`),
    ...migration.segments.flatMap((segment) => {
      const texts = segment.statements.flatMap((index) => {
        const statement = migration.statements[index]
        if (!statement) return []
        return brief
          ? [`${statement.summary}  ${paint.dim(`line ${statement.line}`)}`]
          : shorten(statement.text.split('\n'), all ? Infinity : mostLines)
      })
      const [open, close] = segment.transaction ? ['BEGIN', 'COMMIT'] : ['outside a transaction', '']
      return [
        paint.dim(`  ${open}`),
        ...texts.map((line) => `    ${line}`),
        ...(close ? [paint.dim(`  ${close}`)] : []),
      ]
    }),
  ]
}

function reverseLines(
  reverse: { sql: string | null; tried: boolean; differences: string[]; problems: string[] },
  losses: string[],
  all: boolean,
  paint: Paint,
): string[] {
  const sql = (reverse.sql ?? '').trim()
  const lines = [
    ...(sql === '' ? [] : shorten(sql.split('\n'), all ? Infinity : 40)),
    ...reverse.problems.map((problem) => paint.yellow(problem)),
    ...reverse.differences.map((difference) => paint.yellow(`stays different: ${difference}`)),
  ]
  return [
    ...section('The way back (reverse SQL)', lines, paint),
    ...section(
      'What the way back loses',
      losses.map((loss) => paint.yellow(loss)),
      paint,
    ),
  ]
}

function shorten(lines: string[], most: number): string[] {
  if (lines.length <= most) return lines
  return [...lines.slice(0, most - 1), `… ${lines.length - most + 1} more lines (--all shows them)`]
}
