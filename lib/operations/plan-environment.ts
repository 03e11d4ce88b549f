import type { Context } from '../composition/context'
import type { Result } from '../domain/failure'
import { planFingerprint } from '../domain/plan-fingerprint'
import { type MadePlan, makePlan } from '../engines/planning/make-plan'
import type { Environment } from '../store/generated/client'
import { readPolicy } from '../store/read-json'
import type { StoredRevision } from './capture-revision'
import { addressOf } from './environment-address'

export interface FreshPlan extends MadePlan {
  fingerprint: string
}

/** A plan of what would bring `revision` to an environment, made now. Fails as planning does. */
export async function planEnvironment(
  context: Context,
  environment: Environment,
  revision: StoredRevision,
  upTo: string | null,
): Promise<Result<FreshPlan>> {
  const made = await makePlan(context, {
    environmentId: environment.id,
    ...addressOf(context, environment),
    revision,
    upTo,
    keep: { megabytes: readPolicy(environment.policy).keepDataMegabytes },
  })
  if (!made.ok) return made
  return {
    ok: true,
    value: { ...made.value, fingerprint: planFingerprint(made.value.plan) },
  }
}
