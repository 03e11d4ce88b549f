import type { AnalysedStatement } from './analysis'
import { type Blocked, lockModes, type RelationLock } from './finding'
import { type JudgedFinding, judgeFindings } from './judge-findings'
import type { Prediction, RiskEvidence } from './live-risk'
import type { Evidence, Plan } from './plan'
import { countedWords } from './probe-words'
import { secondsWords } from './seconds-words'
import { shownName } from './shown-name'
import { sizeWords } from './size-words'
import { count, type RiskSummary, summarizeRisk } from './verdict'

/** A piece of the sentence; `number` and `harm` are what decides and stand out. */
export interface VerdictPiece {
  text: string
  look: 'plain' | 'name' | 'number' | 'harm'
}

/** How long a table is held, over all that a transaction does while it holds it. */
interface Held {
  table: string
  blocks: Exclude<Blocked, 'nothing'>
  /** Null: for a moment, since nothing that grows with a table is done meanwhile. */
  work: { low: number; high: number; predicted: boolean; what: string } | null
}

/**
 * The sentence above everything: whom it holds up and for how long, what it loses, whether it comes back. Says no more
 * than was counted, measured or tried. Several pieces, so that a screen can set off what decides.
 */
export function riskVerdict(plan: Plan, evidence: Evidence): VerdictPiece[] {
  const summary = summarizeRisk(plan, evidence)
  const failing = failure(evidence)
  if (failing) return [plain('Fails: '), { text: failing, look: 'harm' }, plain('.')]
  return [
    ...blocking(evidence),
    plain('; '),
    ...losing(summary, evidence),
    plain('; '),
    ...comingBack(summary),
    plain('.'),
  ]
}

export function verdictSentence(plan: Plan, evidence: Evidence): string {
  return riskVerdict(plan, evidence)
    .map(({ text }) => text)
    .join('')
}

function failure(evidence: Evidence): string | null {
  const fatal = judgeFindings(evidence.risk, { stops: [], longestBlockSeconds: 0 }, []).filter(
    ({ standing }) => standing === 'fatal',
  )
  const words = fatal.length > 0 ? fatalWords(fatal) : evidence.unexecutable.map(withoutStop)
  const [first, ...others] = [...new Set(words)]
  if (first === undefined) return null
  return others.length === 0 ? first : `${first}, and ${count(others.length, 'more reason', 'more reasons')}`
}

function fatalWords(findings: readonly JudgedFinding[]): string[] {
  return findings.flatMap(({ probes }) =>
    probes.flatMap(({ probe, answer }) =>
      probe.means === 'fails' && answer?.class === 'some' ? [countedWords(probe.question, answer)] : [],
    ),
  )
}

function blocking(evidence: Evidence): VerdictPiece[] {
  if (!evidence.risk) return [plain('Nobody has looked at what it locks')]
  const held = heldTables(evidence.risk)
  const [worst, ...others] = held
  if (!worst) return [plain('Holds nobody up')]
  const size = sizeOf(evidence, worst.table)
  const more = others.length === 0 ? '' : ` and ${count(others.length, 'more table', 'more tables')}`
  return [
    plain(`Blocks ${worst.blocks} on `),
    { text: shownName(worst.table), look: 'name' },
    plain(`${size === null ? '' : ` (${size})`}${more} for `),
    { text: durationOf(worst), look: worst.work ? 'number' : 'plain' },
  ]
}

function durationOf({ work }: Held): string {
  if (!work) return 'a moment'
  return work.predicted ? secondsWords(work.low, work.high) : `as long as ${work.what} takes`
}

/** Tables that others cannot use as before while the plan runs, the longest held first. */
export function heldTables(risk: RiskEvidence): Held[] {
  const predictions = new Map(
    risk.live?.predictions.map((each) => [`${each.statement}:${each.migration}`, each]),
  )
  const held = new Map<string, Held>()
  for (const { name, statements } of risk.analysis.migrations) {
    statements.forEach((statement, at) => {
      const locks = statement.locks.filter(holdsUp)
      if (locks.length === 0) return
      const rest = statements
        .slice(at)
        .filter(
          (each) =>
            each === statement || (each.transaction !== null && each.transaction === statement.transaction),
        )
      const work = workOf(rest, (each) => predictions.get(`${each.index}:${name}`))
      for (const lock of locks) {
        const next: Held = { table: lock.relation, blocks: blockedBy(lock), work }
        const known = held.get(lock.relation)
        if (!known) held.set(lock.relation, next)
        else if (lengthOf(next) > lengthOf(known))
          held.set(lock.relation, { ...next, blocks: worse(next, known) })
        else known.blocks = worse(next, known)
      }
    })
  }
  return [...held.values()].sort((a, b) => lengthOf(b) - lengthOf(a) || severityOf(b) - severityOf(a))
}

function holdsUp({ fresh, kind, mode }: RelationLock): boolean {
  return !fresh && (kind === 'table' || kind === 'materialized view') && lockModes.indexOf(mode) >= share
}

const share = lockModes.indexOf('SHARE')

function blockedBy({ mode }: RelationLock): Held['blocks'] {
  return mode === 'ACCESS EXCLUSIVE' ? 'reads and writes' : 'writes'
}

function worse(a: Held, b: Held): Held['blocks'] {
  return a.blocks === 'reads and writes' ? a.blocks : b.blocks
}

function severityOf({ blocks }: Held): number {
  return blocks === 'reads and writes' ? 1 : 0
}

function workOf(
  statements: readonly AnalysedStatement[],
  predictionOf: (statement: AnalysedStatement) => Prediction | undefined,
): Held['work'] {
  const working = statements.filter(({ work }) => work.some(({ fresh }) => !fresh))
  if (working.length === 0) return null
  const predictions = working.map(predictionOf)
  return {
    low: predictions.reduce((sum, each) => sum + (each?.lowSeconds ?? 0), 0),
    high: predictions.reduce((sum, each) => sum + (each?.highSeconds ?? 0), 0),
    predicted: predictions.every((each) => each !== undefined),
    what: longestWork(working),
  }
}

const workWords = { rewrite: 'a rewrite', 'index build': 'an index build', scan: 'a scan' }

function longestWork(statements: readonly AnalysedStatement[]): string {
  const all = statements.flatMap(({ work }) => work).filter(({ fresh }) => !fresh)
  for (const cost of ['rewrite', 'index build', 'scan'] as const) {
    const found = all.find((work) => work.cost === cost)
    if (found) return `${workWords[cost]} of ${shownName(found.table)}`
  }
  return 'its work'
}

/** What is not predicted is feared most. */
function lengthOf({ work }: Held): number {
  if (!work) return 0
  return work.predicted ? work.high : Number.MAX_SAFE_INTEGER
}

function sizeOf(evidence: Evidence, table: string): string | null {
  const live = evidence.risk?.live?.tables.find(({ name }) => name === table)
  if (live) return sizeWords(live.heapBytes)
  const known = evidence.tables.find(({ name }) => name === table)
  return known && known.bytes > 0 ? sizeWords(known.bytes) : null
}

function losing(summary: RiskSummary, evidence: Evidence): VerdictPiece[] {
  const lost = Math.max(summary.lost, lostByProbes(evidence.risk))
  if (lost > 0) {
    const number = `${summary.more ? 'at least ' : ''}${count(lost, 'row or value', 'rows or values')}`
    return [plain('destroys '), { text: number, look: 'harm' }]
  }
  if (summary.uncountedWrites > 0) return [plain('changes rows that were not counted')]
  if (summary.level === 'unknown') return [plain('may destroy data that could not be counted')]
  return [plain('loses nothing')]
}

function lostByProbes(risk: RiskEvidence | undefined): number {
  const losing = new Set(risk?.analysis.probes.filter(({ means }) => means === 'loses').map(({ id }) => id))
  return (risk?.live?.answers ?? [])
    .filter(({ id }) => losing.has(id))
    .reduce((sum, answer) => sum + (answer.count ?? 0), 0)
}

function comingBack({ wayBack, lost }: RiskSummary): VerdictPiece[] {
  const words = {
    tried: lost > 0 ? 'its schema can be rolled back, what it destroys not' : 'can be rolled back',
    partly: 'comes back only in part',
    untried: 'its way back was not tried',
    none: 'comes back only from a snapshot',
  }
  return [plain(words[wayBack])]
}

function plain(text: string): VerdictPiece {
  return { text, look: 'plain' }
}

function withoutStop(text: string): string {
  return text.replace(/\.$/, '')
}
