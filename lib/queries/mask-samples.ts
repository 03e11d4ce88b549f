import { isOpaqueKey } from '../domain/opaque-key'
import type { Evidence } from '../domain/plan'

/**
 * Takes the values out of the samples, before anything of them leaves the server. Counts stay, and keys that say nothing
 * by themselves: a primary key may be an e-mail address or a name.
 */
export function maskSamples(evidence: Evidence): Evidence {
  const { risk } = evidence
  if (!risk?.live) return evidence
  const answers = risk.live.answers.map((answer) => ({
    ...answer,
    sample: answer.sample.filter(({ key }) => isOpaqueKey(key)).map(({ key }) => ({ key, value: null })),
  }))
  return { ...evidence, risk: { ...risk, live: { ...risk.live, answers } } }
}
