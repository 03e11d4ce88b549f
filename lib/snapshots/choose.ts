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

/** Why this method, and why not the others: a line each, for people. */
export function choiceInWords({ method, considered }: ChosenMethod, wanted: SnapshotChoice): string[] {
  const why = wanted === 'auto' ? 'the first that fits' : 'as it was asked for'
  return considered.map(({ name, available, reason }) => {
    if (name === method.name) return `By ${name}, ${why}: ${reason}`
    return available ? `Not by ${name}, which would fit as well: ${reason}` : `Not by ${name}: ${reason}`
  })
}

/** Asks each method whether it fits here and now, in the order of the list. */
async function considerMethods(
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
