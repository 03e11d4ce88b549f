import type { Context } from '../composition/context'
import { fail, ok, type Result } from '../domain/failure'
import { type ResumeOffer, resumeOffer } from '../domain/resume-offer'
import { endedRunStates, type StepKind } from '../domain/run'
import { withAcceptances } from '../store/acceptances'
import type { Prisma } from '../store/generated/client'
import { readPlan, readStepDetail } from '../store/read-json'

const parts = {
  plan: { include: { accepted: withAcceptances } },
  steps: { orderBy: { position: 'asc' } },
} as const satisfies Prisma.RunInclude

export interface Resumable {
  run: Prisma.RunGetPayload<{ include: typeof parts }>
  offer: ResumeOffer
}

/**
 * The run of a failed deploy request with which it can go on: its newest deploy, of the plan that is still the current
 * one, which left a part of it. Fails with stale_state, which says why there is none.
 */
export async function findResumable(
  { db }: Pick<Context, 'db'>,
  request: { id: string; state: string },
): Promise<Result<Resumable>> {
  if (request.state !== 'failed') return fail('stale_state', 'It is not a deploy that stopped half-way.')
  const run = await db.run.findFirst({
    where: { deployRequestId: request.id, kind: 'deploy' },
    orderBy: { createdAt: 'desc' },
    include: parts,
  })
  if (!run?.plan || !endedRunStates.includes(run.state) || run.state === 'succeeded')
    return fail('stale_state', 'There is no deploy that stopped half-way.')
  if (run.plan.supersededAt !== null)
    return fail('stale_state', 'Its plan was replaced since: deploy the new one.')
  const steps = run.steps.map(({ kind, state, detail }) => ({
    kind: kind as StepKind,
    state,
    detail: readStepDetail(detail),
  }))
  const offer = resumeOffer(readPlan(run.plan.body), steps)
  return offer ? ok({ run, offer }) : fail('stale_state', 'Nothing of it is there to go on with.')
}
