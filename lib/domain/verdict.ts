import { type Acceptance, judgeFindings, type StopPolicy } from './judge-findings'
import type { Evidence, Loss, Plan, PlannedMigration } from './plan'

/** How much is known about what a plan destroys. `unknown`: something may be lost and was not counted. */
export type LossLevel = 'none' | 'unknown' | 'some'

/** How far the schema is known to come back by the reverse SQL. `untried`: computed, never run. */
export type WayBack = 'tried' | 'partly' | 'untried' | 'none'

/** How much of what a deploy destroys is copied aside first, so that a tried way back puts it back. */
export type KeptShare = 'all' | 'some' | 'none'

/** What a plan amounts to, in numbers: for a list's row and for the sentence above the buttons. */
export interface RiskSummary {
  migrations: number
  statements: number
  /** Statements that commit one by one, outside a transaction. */
  stepwise: number
  /** Rows or values that were counted as lost. */
  lost: number
  /** Something more may be lost that was not counted. */
  more: boolean
  level: LossLevel
  /** Statements that change or delete rows; nobody counted which. */
  uncountedWrites: number
  willFail: number
  wayBack: WayBack
  kept: KeptShare
  /** Values that the reverse SQL would lose in its turn. */
  lostByReverse: number
  /** Findings that stand: neither accepted nor shown to be harmless here. Null: nobody has looked. */
  findings: { dangers: number; warnings: number; stopping: number } | null
}

const stopsNothing: StopPolicy = { stops: [], longestBlockSeconds: 0 }

/** Sums up a plan and what is known beside it, under a policy and with what was accepted. */
export function summarizeRisk(
  plan: Plan,
  evidence: Evidence,
  policy: StopPolicy = stopsNothing,
  acceptances: readonly Acceptance[] = [],
): RiskSummary {
  const statements = plan.migrations.flatMap((migration) => migration.statements)
  const uncountedWrites = statements.filter((statement) => writesRows(statement.node)).length
  return {
    migrations: plan.migrations.length,
    statements: statements.length,
    stepwise: plan.migrations.reduce((sum, migration) => sum + outsideTransaction(migration), 0),
    lost: sumOf(evidence.losses),
    more: uncountedWrites > 0 || evidence.losses.some((loss) => loss.count === null),
    level: levelOf(evidence.losses, uncountedWrites),
    uncountedWrites,
    willFail: Math.max(evidence.unexecutable.length, fatalFindings(evidence)),
    wayBack: wayBackOf(plan),
    kept: keptShareOf(plan),
    lostByReverse: sumOf(evidence.reverseLosses),
    findings: countFindings(evidence, policy, acceptances),
  }
}

function countFindings(
  { risk }: Evidence,
  policy: StopPolicy,
  acceptances: readonly Acceptance[],
): RiskSummary['findings'] {
  if (!risk) return null
  const standing = judgeFindings(risk, policy, acceptances).filter(
    (each) => each.standing !== 'harmless' && each.standing !== 'accepted',
  )
  const of = (severity: string) => standing.filter(({ finding }) => finding.severity === severity).length
  const stopping = standing.filter((each) => each.standing === 'stops' || each.standing === 'fatal').length
  return { dangers: of('danger'), warnings: of('warning'), stopping }
}

function fatalFindings({ risk }: Evidence): number {
  return judgeFindings(risk, stopsNothing, []).filter(({ standing }) => standing === 'fatal').length
}

function writesRows(node: string | null): boolean {
  return node === null || ['DeleteStmt', 'UpdateStmt', 'TruncateStmt', 'DoStmt', 'MergeStmt'].includes(node)
}

function outsideTransaction(migration: PlannedMigration): number {
  return migration.segments
    .filter((segment) => !segment.transaction)
    .reduce((sum, segment) => sum + segment.statements.length, 0)
}

export function sumOf(losses: readonly Loss[]): number {
  return losses.reduce((sum, loss) => sum + (loss.count ?? 0), 0)
}

function levelOf(losses: readonly Loss[], uncountedWrites: number): LossLevel {
  if (sumOf(losses) > 0) return 'some'
  return uncountedWrites > 0 || losses.some((loss) => loss.count === null) ? 'unknown' : 'none'
}

function wayBackOf(plan: Plan): WayBack {
  // It gives back more than the reverse alone, which may fail for want of values.
  if (putsBackWhole(plan)) return 'tried'
  if (plan.reverse.sql === null) return 'none'
  if (!plan.reverse.tried) return 'untried'
  return plan.reverse.differences.length === 0 ? 'tried' : 'partly'
}

function keptShareOf(plan: Plan): KeptShare {
  if (!putsBackWhole(plan)) return 'none'
  return plan.notKept?.length ? 'some' : 'all'
}

function putsBackWhole({ keptReverse }: Plan): boolean {
  if (!keptReverse?.tried) return false
  return keptReverse.problems.length === 0 && keptReverse.differences.length === 0
}

/** The sentence about loss, which says no more than was counted. */
export function lossSentence(risk: RiskSummary): string {
  if (risk.level === 'some') {
    return `Destroys ${risk.more ? 'at least ' : ''}${count(risk.lost, 'row or value', 'rows or values')}.`
  }
  if (risk.uncountedWrites > 0) {
    return `Destroys no column or table with data, but ${count(risk.uncountedWrites, 'statement changes', 'statements change')} rows, and those were not counted.`
  }
  if (risk.level === 'unknown') return 'May destroy data: not everything could be counted.'
  return 'Nothing that holds data is destroyed, counted on the live database.'
}

const keptWords: Record<KeptShare, string> = {
  all: 'What the deploy destroys is copied aside first, and a rollback puts it back.',
  some: 'A part of what the deploy destroys is copied aside first; the rest comes back only from a snapshot.',
  none: 'What the deploy destroys comes back only from a snapshot.',
}

/** The sentence about going back. */
export function wayBackSentence(risk: RiskSummary): string {
  const returns = risk.lost > 0 || risk.kept !== 'none' ? ` ${keptWords[risk.kept]}` : ''
  switch (risk.wayBack) {
    case 'tried':
      return `The schema can be taken back: the reverse was tried and gave it back whole.${returns}`
    case 'partly':
      return `The reverse was tried and did not give back the whole schema.${returns}`
    case 'untried':
      return `A reverse was computed, but not tried.${returns}`
    case 'none':
      return 'There is no reverse SQL for this: the way back is a snapshot.'
  }
}

export function count(n: number, one: string, many: string): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`
}
