import type { Context } from '../composition/context'
import type { Plan } from '../domain/plan'
import type { SnapshotMethod } from '../snapshots/method'
import type { Environment } from '../store/generated/client'
import { readPolicy } from '../store/read-json'
import { snapshotOfBase } from './snapshot-of-base'

const wholeCopies: readonly SnapshotMethod['name'][] = ['dump', 'clone']
const dayMinutes = 24 * 60

/** Only what holds the whole database can be restored to be rehearsed on. */
export function isRehearsable({ name }: Pick<SnapshotMethod, 'name'>): boolean {
  return wholeCopies.includes(name)
}

export function rehearsalMethods(methods: readonly SnapshotMethod[]): SnapshotMethod[] {
  return methods.filter(isRehearsable)
}

/**
 * The newest verified snapshot of what the plan starts from that is not older than a day, or than the policy takes for
 * young. Null: one has to be taken first.
 */
export async function snapshotForRehearsal(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  environment: Pick<Environment, 'id' | 'policy'>,
  plan: Pick<Plan, 'chain'>,
) {
  const minutes = Math.max(dayMinutes, readPolicy(environment.policy).snapshotMaxAgeMinutes)
  const oldest = new Date(clock.now().getTime() - minutes * 60_000)
  const found = await snapshotOfBase(db, environment.id, plan, {
    state: 'verified',
    method: { in: [...wholeCopies] },
  })
  return found?.takenAt && found.takenAt >= oldest ? found : null
}
