import type { GateMark } from './mark'
import type { Policy } from './policy'

/** Whether the database itself is marked, so that a terminal that knows Headgate keeps out of it. */
export function gatesTerminals(policy: Pick<Policy, 'approvals' | 'snapshot' | 'gateTerminals'>): boolean {
  return policy.gateTerminals && (policy.approvals > 0 || policy.snapshot === 'required')
}

/** The mark says what it has to say; since when does not matter. */
export function sameGate(a: GateMark | null, b: GateMark | null): boolean {
  if (a === null || b === null) return a === b
  return a.server === b.server && a.project === b.project && a.environment === b.environment
}
