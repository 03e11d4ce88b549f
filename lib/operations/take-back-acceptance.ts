import type { Context } from '../composition/context'
import { fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import { recordAudit } from '../store/audit'
import { eventOn, type FindingOnPlan, findStanding, refusal } from './accept-finding'
import { findDeployRequest } from './find'
import { transact } from './transact'

/**
 * Takes back that a finding of the current plan is accepted, whoever accepted it. What was said stays on record.
 * Fails: not_permitted, not_found, plan_outdated, stale_state where nobody accepted it.
 */
export async function takeBackAcceptance(
  context: Context,
  actor: Actor,
  input: FindingOnPlan,
): Promise<Result<void>> {
  const permitted = mayDo(actor, 'finding.accept')
  if (!permitted.ok) return permitted
  const found = await findDeployRequest(context, input)
  if (!found.ok) return found
  const request = found.value
  return transact(context, async (tx) => {
    const { plan, judged } = await findStanding(tx, request, input)
    const { finding } = judged
    const taken = await tx.acceptedFinding.updateMany({
      where: { planId: plan.id, findingId: finding.id, takenBackAt: null },
      data: { takenBackAt: context.clock.now(), takenBackById: actor.id },
    })
    if (taken.count === 0) throw refusal(fail('stale_state', 'Nobody accepted it.'))
    await recordAudit(tx, context.clock, {
      ...eventOn(request, actor, finding.title),
      action: 'finding.acceptance-taken-back',
      after: { finding: finding.id, planFingerprint: plan.fingerprint },
    })
    return ok()
  })
}
