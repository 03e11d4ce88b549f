import type { Evidence } from '../domain/plan'

/** Takes the values out of the samples, before anything of them leaves the server. Keys and counts stay. */
export function maskSamples(evidence: Evidence): Evidence {
  const { risk } = evidence
  if (!risk?.live) return evidence
  const answers = risk.live.answers.map((answer) => ({
    ...answer,
    sample: answer.sample.map(({ key }) => ({ key, value: null })),
  }))
  return { ...evidence, risk: { ...risk, live: { ...risk.live, answers } } }
}
