import type { Session } from '../databases/database'
import type { ProbeChange } from '../domain/live-risk'
import type { Evidence } from '../domain/plan'

/** Milliseconds that a page may wait for all questions together. */
const quickMs = 1_500

/** What the live database answers otherwise now. `quick`: nothing is asked that took long when the evidence was gathered. */
export async function recheckEvidence(
  _session: Session,
  { risk }: Evidence,
  how: 'quick' | 'all',
): Promise<ProbeChange[]> {
  if (!risk?.live) return []
  const took = risk.live.answers.reduce((sum, { tookMs }) => sum + tookMs, 0)
  if (how === 'quick' && took > quickMs) return []
  return []
}
