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
  work: Work | null
}

/** What is done while the lock is held; `predicted`: all of it has a prediction. */
interface Work {
  low: number
  high: number
  predicted: boolean
  cost: (typeof costs)[number]
  table: string
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
  if (work.predicted) return secondsWords(work.low, work.high)
  return `as long as ${costWords[work.cost]} of ${shownName(work.table)} takes`
}

/** Tables that others cannot use as before while the plan runs, the longest held first. */
export function heldTables(risk: RiskEvidence): Held[] {
  const predictions = new Map(
    risk.live?.predictions.map((each) => [`${each.statement}:${each.migration}`, each]),
  )
  const held = new Map<string, Held>()
  for (const { name, statements } of risk.analysis.migrations) {
    // From the end: what comes later in a transaction is done while its earlier locks are still held.
    const rest = new Map<number, Work>()
    for (const statement of statements.toReversed()) {
      const { transaction, locks } = statement
      const later = transaction === null ? null : (rest.get(transaction) ?? null)
      const work = together(workOf(statement, predictions.get(`${statement.index}:${name}`)), later)
      if (transaction !== null && work) rest.set(transaction, work)
      for (const lock of locks.filter(holdsUp))
        keepLongest(held, { table: lock.relation, blocks: blockedBy(lock), work })
    }
  }
  return [...held.values()].sort((a, b) => lengthOf(b) - lengthOf(a) || severityOf(b) - severityOf(a))
}

function keepLongest(held: Map<string, Held>, next: Held): void {
  const known = held.get(next.table)
  if (!known) held.set(next.table, next)
  else if (lengthOf(next) >= lengthOf(known)) held.set(next.table, { ...next, blocks: worse(next, known) })
  else known.blocks = worse(next, known)
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

function workOf({ work }: AnalysedStatement, prediction: Prediction | undefined): Work | null {
  const old = work.filter(({ fresh }) => !fresh)
  const [worst] = old.toSorted((a, b) => costs.indexOf(a.cost) - costs.indexOf(b.cost))
  if (!worst) return null
  return {
    low: prediction?.lowSeconds ?? 0,
    high: prediction?.highSeconds ?? 0,
    predicted: prediction !== undefined,
    cost: worst.cost,
    table: worst.table,
  }
}

function together(one: Work | null, other: Work | null): Work | null {
  if (!one || !other) return one ?? other
  const worst = costs.indexOf(one.cost) <= costs.indexOf(other.cost) ? one : other
  return {
    low: one.low + other.low,
    high: one.high + other.high,
    predicted: one.predicted && other.predicted,
    cost: worst.cost,
    table: worst.table,
  }
}

/** Longest first. */
const costs = ['rewrite', 'index build', 'scan'] as const
const costWords = { rewrite: 'a rewrite', 'index build': 'an index build', scan: 'a scan' }

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

const schemaBack: Record<RiskSummary['kept'], string> = {
  all: 'can be rolled back, with what it destroys',
  some: 'can be rolled back, with a part of what it destroys',
  none: 'its schema can be rolled back, what it destroys not',
}

function comingBack({ wayBack, kept, lost }: RiskSummary): VerdictPiece[] {
  const words = {
    tried: lost > 0 ? schemaBack[kept] : 'can be rolled back',
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
