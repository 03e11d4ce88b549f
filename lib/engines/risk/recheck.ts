import type { Database, Session } from '../../databases/database'
import type { Probe, ProbeAnswer } from '../../domain/finding'
import type { LiveRisk, ProbeChange, RiskEvidence } from '../../domain/live-risk'
import { count } from '../../domain/verdict'
import { askAll, probeLimits } from './live-risk'
import { predict } from './predict'

export interface Thresholds {
  /** The policy's longest time for which others may be held up, in seconds; null: none. */
  longestBlockSeconds: number | null
}

/**
 * Asks the probes of a plan again, just before it is deployed, and tells those whose answer is worse than the one that
 * was approved: rows where there were none, a count that can no longer be made. A count that merely moved is no change.
 * Throws `DatabaseError`. Once `signal` fires, what is left is not asked.
 */
export async function recheckProbes(
  database: Database,
  session: Session,
  risk: RiskEvidence,
  thresholds: Thresholds = { longestBlockSeconds: null },
  signal?: AbortSignal,
): Promise<ProbeChange[]> {
  const { analysis, live } = risk
  if (!live) return []
  const answers = await askAll(database, session, analysis.probes, probeLimits, signal)
  const before = new Map(live.answers.map((answer) => [answer.id, answer]))
  const now = new Map(answers.map((answer) => [answer.id, answer]))
  const changes = analysis.probes.flatMap((probe) => changeOf(probe, before.get(probe.id), now.get(probe.id)))
  return [...changes, ...(await slower(database, session, { analysis, live }, thresholds))]
}

function changeOf(
  { id, question }: Probe,
  before: ProbeAnswer | undefined,
  now: ProbeAnswer | undefined,
): ProbeChange[] {
  if (!before || !now || !isWorse(before, now)) return []
  return [{ id, question, kind: 'class', before: answerWords(before), now: answerWords(now) }]
}

/** What nobody could count was approved as such; that it now can be is no harm unless something is there. */
function isWorse(before: ProbeAnswer, now: ProbeAnswer): boolean {
  if (now.class === 'some') return before.class !== 'some'
  return now.class === 'unknown' && before.class === 'none'
}

function answerWords({ class: found, count: n, exact, why }: ProbeAnswer): string {
  if (found === 'none') return 'none'
  if (found === 'unknown') return why ?? 'not counted'
  if (n === null) return 'some, not counted'
  return `${exact ? '' : 'about '}${count(n, 'row', 'rows')}`
}

/** Tables grow: a statement that was within the policy's limit when it was approved may be beyond it now. */
async function slower(
  database: Database,
  session: Session,
  { analysis, live }: { analysis: RiskEvidence['analysis']; live: LiveRisk },
  { longestBlockSeconds: limit }: Thresholds,
): Promise<ProbeChange[]> {
  if (limit === null || limit <= 0) return []
  const within = live.predictions.filter(({ highSeconds }) => highSeconds <= limit)
  if (within.length === 0) return []
  const tables = await database.look.tables(
    session,
    live.tables.map(({ name }) => name),
  )
  // At the same speed as then: a busy disk at this moment is no growth.
  const now = predict(analysis, tables, live.scanRate)
  return within.flatMap((before) => {
    const after = now.find(
      (each) => each.migration === before.migration && each.statement === before.statement,
    )
    if (!after || after.highSeconds <= limit) return []
    return [
      {
        id: `${before.migration}:${before.statement}`,
        question: `How long statement ${before.statement + 1} of ${before.migration} holds others up`,
        kind: 'threshold' as const,
        before: `at most ${secondsWords(before.highSeconds)}`,
        now: `up to ${secondsWords(after.highSeconds)}, over the limit of ${secondsWords(limit)}`,
      },
    ]
  })
}

function secondsWords(seconds: number): string {
  return seconds < 10 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds)} s`
}
