import { LayersIcon, ListOrderedIcon } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import type { AnalysedStatement } from '@/lib/domain/analysis'
import { type JudgedFinding, worstFirst } from '@/lib/domain/judge-findings'
import type { Prediction, RiskEvidence } from '@/lib/domain/live-risk'
import type { Loss, PlannedMigration } from '@/lib/domain/plan'
import type { RehearsedStatement } from '@/lib/domain/rehearsal'
import { besidePredictions, type SeenBeside } from '@/lib/domain/rehearsal-compare'
import { secondsWords } from '@/lib/domain/seconds-words'
import { findingLook } from '../finding/finding-look'
import { FindingView, type OnPlan } from '../finding/finding-view'
import { SeenAside, seenNote } from '../rehearsal/seen-aside'
import { type SqlNote, SqlView } from '../sql/sql-view'
import { Callout } from '../ui/callout'
import { classNames } from '../ui/class-names'
import { CopyButton } from '../ui/copy-button'
import { State } from '../ui/state'
import { objectName } from './losses'

export interface PlannedMigrationProps {
  migration: PlannedMigration
  projectSlug: string
  losses: readonly Loss[]
  /** What was found in it. */
  findings: readonly JudgedFinding[]
  risk: RiskEvidence | undefined
  /** How its statements went when the plan was rehearsed; empty: it was not. */
  rehearsed: readonly RehearsedStatement[]
  on: OnPlan
  /** The number of its first statement, counted over the whole plan. */
  numberFrom: number
  position: number
}

/** One migration of a plan: how it commits, what the reader must know, its statements with what they destroy. */
export function PlannedMigrationView(props: PlannedMigrationProps) {
  const { migration, projectSlug, losses, findings, risk, rehearsed, on, numberFrom, position } = props
  const seen = seenOf(migration, risk, rehearsed)
  const sorted = worstFirst(findings)
  const inPlace = sorted.filter(({ finding }) => finding.statement !== null)
  const ofScript = sorted.filter(({ finding }) => finding.statement === null)
  return (
    <article aria-labelledby={`m${position}`} className="pb-6">
      <header className="flex flex-wrap items-baseline gap-x-3 gap-y-1 pb-1.5">
        <h3 id={`m${position}`} className="font-mono text-sm font-medium wrap-anywhere">
          <Link href={`/p/${projectSlug}/migrations/${migration.name}`} className="hover:underline">
            {migration.name}
          </Link>
        </h3>
        <Boundary migration={migration} />
        <span className="ml-auto">
          <CopyButton text={migration.sql} label={`Copy the SQL of ${migration.name}`} />
        </span>
      </header>
      {migration.notes.length > 0 ? (
        <div className="space-y-1 pb-2">
          {migration.notes.map((note) => (
            <Callout key={note} tone="care" title={note} />
          ))}
        </div>
      ) : null}
      {ofScript.length > 0 ? (
        <ul className="max-w-prose space-y-2 pb-2 text-sm leading-5">
          {ofScript.map((judged) => (
            <li key={judged.finding.id}>
              <FindingView judged={judged} checksum={migration.checksum} on={on} />
            </li>
          ))}
        </ul>
      ) : null}
      <div
        className={`border-l-2 ${migration.mode === 'atomic' ? 'border-accent' : 'border-dashed border-care'}`}
      >
        <SqlView
          sql={migration.sql}
          statements={migration.statements}
          notes={[
            ...inPlace.map((judged) => findingNote(judged, migration.checksum, on)),
            ...unsaid(migration, losses, inPlace),
            ...seenNotes(migration, seen),
          ]}
          asides={statementAsides(migration, risk, seen)}
          anchor={`m${position}-`}
          numberFrom={numberFrom}
        />
      </div>
    </article>
  )
}

function Boundary({ migration }: { migration: PlannedMigration }) {
  if (migration.mode === 'atomic') {
    return (
      <State tone="accent" icon={LayersIcon} className="text-sm">
        one transaction
      </State>
    )
  }
  return (
    <State tone="care" icon={ListOrderedIcon} className="text-sm">
      {migration.segments.length < 2
        ? 'outside a transaction'
        : `${migration.segments.length} commits: a failure leaves what came before it`}
    </State>
  )
}

/** Where each statement commits; said only where a migration is more than one transaction. */
function boundaries(migration: PlannedMigration): Record<number, string> {
  if (migration.mode === 'atomic' || migration.segments.length < 2) return {}
  const words: Record<number, string> = {}
  migration.segments.forEach((segment, index) => {
    for (const statement of segment.statements)
      words[statement] = segment.transaction
        ? `commit ${index + 1}`
        : `commit ${index + 1}, outside a transaction`
  })
  return words
}

function findingNote(judged: JudgedFinding, checksum: string, on: OnPlan): SqlNote {
  const { tone } = findingLook(judged)
  return {
    line: judged.finding.line,
    tone: tone === 'danger' || tone === 'care' ? tone : 'quiet',
    content: <FindingView judged={judged} checksum={checksum} on={on} />,
    whole: true,
  }
}

/** Losses of statements for which no finding says the same. */
function unsaid(migration: PlannedMigration, losses: readonly Loss[], findings: readonly JudgedFinding[]) {
  const told = findings.filter(
    ({ finding }) => finding.dataLoss !== 'none' || finding.family === 'loses_data',
  )
  return lossNotes(migration, losses).filter(
    ({ line }) =>
      !told.some(({ finding }) => {
        const statement = migration.statements[finding.statement ?? -1]
        return statement !== undefined && isWithin(migration.sql, statement, line)
      }),
  )
}

function isWithin(
  sql: string,
  { line, start, end }: { line: number; start: number; end: number },
  at: number,
) {
  return at >= line && at < line + sql.slice(start, end).split('\n').length
}

function seenOf(
  migration: PlannedMigration,
  risk: RiskEvidence | undefined,
  rehearsed: readonly RehearsedStatement[],
): Record<number, SeenBeside> {
  const analysed = risk?.analysis.migrations.find(({ name }) => name === migration.name)
  return besidePredictions(migration, rehearsed, analysed?.statements ?? [], risk?.live?.predictions ?? [])
}

function seenNotes(migration: PlannedMigration, seen: Record<number, SeenBeside>): SqlNote[] {
  return migration.statements.flatMap((statement) => {
    const beside = seen[statement.index]
    const note = beside && seenNote(beside, statement.line)
    return note ? [note] : []
  })
}

/** Beside each statement: whom it holds up for how long, which commit it belongs to, how it went when rehearsed. */
function statementAsides(
  migration: PlannedMigration,
  risk: RiskEvidence | undefined,
  seen: Record<number, SeenBeside>,
): Record<number, ReactNode> {
  const commits = boundaries(migration)
  const analysed = risk?.analysis.migrations.find(({ name }) => name === migration.name)
  const asides: Record<number, ReactNode> = { ...commits }
  for (const statement of analysed?.statements ?? []) {
    if (statement.blocks === 'nothing') continue
    const prediction = risk?.live?.predictions.find(
      (each) => each.migration === migration.name && each.statement === statement.index,
    )
    asides[statement.index] = (
      <>
        {commits[statement.index] ? `${commits[statement.index]} · ` : ''}
        <span className={classNames((prediction?.highSeconds ?? 0) >= 1 && 'font-medium text-ink')}>
          {blockWords(statement, prediction)}
        </span>
      </>
    )
  }
  for (const [index, beside] of Object.entries(seen)) {
    const before = asides[Number(index)]
    asides[Number(index)] = (
      <>
        {before ? <>{before} · </> : null}
        <SeenAside beside={beside} />
      </>
    )
  }
  return asides
}

function blockWords({ blocks, cost }: AnalysedStatement, prediction: Prediction | undefined): string {
  if (prediction) return `blocks ${blocks}, ${secondsWords(prediction.lowSeconds, prediction.highSeconds)}`
  return `blocks ${blocks}${cost === 'instant' ? ' for a moment' : ''}`
}

/** Each loss at the line that names its object; a loss that no line names stays in the list above alone. */
function lossNotes(migration: PlannedMigration, losses: readonly Loss[]): SqlNote[] {
  return losses.flatMap((loss) => {
    const words = objectName(loss.object).split('.').slice(-2)
    const statement = migration.statements.find(
      ({ text, node }) => mayDestroy(loss, node, text) && words.every((word) => names(text, word)),
    )
    if (!statement) return []
    return [{ line: lineOf(migration.sql, statement, words), tone: toneOf(loss), content: loss.what }]
  })
}

/** Whether a statement of this kind can be what loses it: columns by ALTER, tables by DROP, rows by DELETE and the like. */
function mayDestroy(loss: Loss, node: string | null, text: string): boolean {
  if (!loss.object.startsWith('column:') && loss.count === null) {
    return node === null || ['DeleteStmt', 'UpdateStmt', 'TruncateStmt', 'MergeStmt'].includes(node)
  }
  if (loss.object.startsWith('column:')) return node === 'AlterTableStmt' && /\b(drop|type)\b/i.test(text)
  return node === 'DropStmt' || node === 'TruncateStmt'
}

function names(text: string, word: string): boolean {
  return new RegExp(`(^|[^\\w])${quoted(word)}([^\\w]|$)`).test(text)
}

function toneOf(loss: Loss): SqlNote['tone'] {
  if (loss.count === null) return 'care'
  return loss.count > 0 ? 'danger' : 'quiet'
}

/** The line within the statement that names the column, or the statement's first. */
function lineOf(
  sql: string,
  statement: { start: number; end: number; line: number },
  words: string[],
): number {
  const last = words.at(-1) ?? ''
  const at = sql.slice(statement.start, statement.end).lastIndexOf(last)
  if (at < 0) return statement.line
  return sql.slice(0, statement.start + at).split('\n').length
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
