import { fail, ok, type Result } from '../domain/failure'
import type { SnapshotChoice, SnapshotMethodName } from '../domain/snapshot'
import type { Availability, SnapshotMethod, SnapshotSource } from './method'

export interface ConsideredMethod extends Availability {
  name: SnapshotMethodName
}

export interface ChosenMethod {
  method: SnapshotMethod
  /** Every method that was looked at, in order of preference, with why it fits or not. */
  considered: ConsideredMethod[]
}

/** Asks each method whether it fits here and now, in the order of the list. */
export async function considerMethods(
  methods: readonly SnapshotMethod[],
  source: SnapshotSource,
): Promise<ConsideredMethod[]> {
  const considered: ConsideredMethod[] = []
  for (const method of methods) considered.push({ name: method.name, ...(await method.available(source)) })
  return considered
}

/** The first that fits, or the one that is wanted. Fails with `snapshot_unavailable` and every reason. */
export async function chooseMethod(
  methods: readonly SnapshotMethod[],
  source: SnapshotSource,
  wanted: SnapshotChoice,
): Promise<Result<ChosenMethod>> {
  const candidates = methods.filter(({ name }) => wanted === 'auto' || name === wanted)
  const considered = await considerMethods(candidates, source)
  const first = considered.find(({ available }) => available)
  const method = first && candidates.find(({ name }) => name === first.name)
  if (method) return ok({ method, considered })
  const reasons = considered.map(({ name, reason }) => `${name}: ${reason}`).join('\n')
  return fail('snapshot_unavailable', reasons || `There is no method “${wanted}”.`, { considered })
}
