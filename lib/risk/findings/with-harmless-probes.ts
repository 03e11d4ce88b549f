import { harmInProbe } from '../probes/harmless-probe'
import type { Draft, MigrationAt } from '../rule'

/** Every rule's questions pass here: those that a database in use must not be asked are left out, and the finding says so. */
export function withHarmlessProbes(draft: Draft, { settings }: Pick<MigrationAt, 'settings'>): Draft {
  if (!draft.probes || draft.probes.length === 0) return draft
  const harms = draft.probes.map(harmInProbe)
  const harm = harms.find((each) => each !== null)
  if (harm === undefined) return draft
  const probes = draft.probes.filter((_, index) => harms[index] === null)
  if (!settings.live) return { ...draft, probes }
  return { ...draft, probes, reason: `${draft.reason} It is not counted beforehand: ${harm}.` }
}
