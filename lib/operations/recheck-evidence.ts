import type { Database, Session } from '../databases/database'
import type { ProbeChange } from '../domain/live-risk'
import type { Evidence } from '../domain/plan'
import type { Policy } from '../domain/policy'
import { recheckProbes } from '../engines/risk/recheck'

/** Milliseconds that a page may wait for all questions together. */
const quickMs = 1_000

/** What the live database answers otherwise now. `quick`: nothing is asked where the answers took long at first. */
export async function recheckEvidence(
  database: Database,
  session: Session,
  { risk }: Evidence,
  policy: Policy,
  how: 'quick' | 'all',
): Promise<ProbeChange[]> {
  if (!risk?.live) return []
  const took = risk.live.answers.reduce((sum, { tookMs }) => sum + tookMs, 0)
  if (how === 'quick' && took > quickMs) return []
  return recheckProbes(database, session, risk, policy)
}
