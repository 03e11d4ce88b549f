import type { Context } from '../composition/context'
import type { Blocker } from '../domain/gate'
import { judgeStanding } from '../domain/gate-findings'
import { judgeApprovals } from '../domain/judge-gate'
import type { Evidence } from '../domain/plan'
import type { Policy } from '../domain/policy'
import { type AcceptanceRow, standingAcceptances } from '../store/acceptances'
import type { DeployRequest, Plan as PlanRow, Revision } from '../store/generated/client'
import { reviewFacts } from './evaluate-gate'

export interface StandingQuestion {
  deployRequest: DeployRequest & { revision: Revision }
  plan: (PlanRow & { accepted: AcceptanceRow[] }) | null
  policy: Policy
  evidence: Evidence | null
}

/** What of the gate holds however far a plan came: its approvals, and the dangers that the policy of now stops for. */
export async function standingBlockers(
  context: Context,
  { deployRequest, plan, policy, evidence }: StandingQuestion,
): Promise<Blocker[]> {
  const approvals = judgeApprovals({
    reviews: await reviewFacts(context, deployRequest.id),
    planFingerprint: plan?.fingerprint ?? '',
    openerId: deployRequest.openedById,
    authorId: deployRequest.revision.authorId,
    policy,
  })
  const acceptances = standingAcceptances(plan?.accepted ?? [])
  return [...approvals.blockers, ...(evidence ? judgeStanding({ evidence, policy, acceptances }) : [])]
}
