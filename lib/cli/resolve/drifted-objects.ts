import type { ConnectedLocal } from '../../composition/local'
import { fail, ok, type Result } from '../../domain/failure'
import type { Resolution } from '../../domain/resolution'
import { suggest } from '../../domain/suggest'
import { driftChanges, resolveDrift } from '../../resolutions/schema/drift'
import { withSituation } from '../../resolutions/schema/with-situation'
import type { Wanted } from './choose'
import { questionOf } from './look'

/** A way out for some of the drifted objects alone. Fails with `usage_wrong`, `resolution_impossible`. */
export async function someOfTheDrift(
  local: ConnectedLocal,
  way: Wanted['way'],
  keys: string[],
): Promise<Result<Resolution>> {
  if (way !== 'adopt_drift' && way !== 'revert_drift')
    return fail('usage_wrong', '--only goes with --adopt-drift or --revert-drift.')
  const question = await questionOf(local, local.project)
  if (!question.ok) return question
  const worked = await withSituation(local.planning, question.value, async (situation) => {
    const changes = await driftChanges(local.planning, situation)
    if (!changes.ok) return changes
    const known = changes.value.map(({ key }) => key)
    const stranger = keys.find((key) => !known.includes(key))
    if (stranger !== undefined) return doesNotDiffer(stranger, known)
    return resolveDrift(local.planning, situation, { way, keys })
  })
  if (!worked.ok) return worked
  if (!worked.value.ok) return worked.value
  const found = worked.value.value
  if (found?.resolution) return ok(found.resolution)
  return fail('resolution_impossible', found?.impossibleBecause.join(' ') ?? 'Nothing of it differs.')
}

function doesNotDiffer(key: string, known: string[]): Result<never> {
  const meant = suggest(key, known)
  return fail('usage_wrong', `${key} does not differ.${meant ? ` Did you mean ${meant}?` : ''}`, {
    next: 'headgate drift lists what does, with the keys.',
  })
}
