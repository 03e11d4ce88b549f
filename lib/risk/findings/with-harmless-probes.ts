import { comparesByExtension } from '../probes/compares-by-extension'
import { harmInProbe } from '../probes/harmless-probe'
import type { Draft, MigrationAt } from '../rule'

/**
 * Every rule's questions pass here where a live database will answer them. Where one must not be asked, or would be
 * answered wrongly, the finding's others are left out with it, since an answer to a part would prove the whole harmless;
 * and the finding says so.
 */
export function withHarmlessProbes(draft: Draft, { before }: Pick<MigrationAt, 'before'>): Draft {
  for (const probe of draft.probes ?? []) {
    const harm = harmInProbe(probe) ?? comparesByExtension(probe, before)
    if (harm === null) continue
    return { ...draft, probes: [], reason: `${draft.reason} It is not counted beforehand: ${harm}.` }
  }
  return draft
}
