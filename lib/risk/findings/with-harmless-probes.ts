import { harmInProbe } from '../probes/harmless-probe'
import type { Draft, MigrationAt } from '../rule'

/**
 * Every rule's questions pass here. Where a database in use must not be asked one of them, the finding's others are left
 * out with it, since an answer to a part would prove the whole harmless; and the finding says so.
 */
export function withHarmlessProbes(draft: Draft, { settings }: Pick<MigrationAt, 'settings'>): Draft {
  for (const probe of draft.probes ?? []) {
    const harm = harmInProbe(probe)
    if (harm === null) continue
    if (!settings.live) return { ...draft, probes: [] }
    return { ...draft, probes: [], reason: `${draft.reason} It is not counted beforehand: ${harm}.` }
  }
  return draft
}
