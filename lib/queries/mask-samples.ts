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
    sample: answer.sample.filter(({ key }) => isOpaque(key)).map(({ key }) => ({ key, value: null })),
  }))
  return { ...evidence, risk: { ...risk, live: { ...risk.live, answers } } }
}

/** Numbers, UUIDs, CUIDs and places in the table, also several of them; or how many rows there are. */
function isOpaque(key: string): boolean {
  const parts = /^\(\d+,\d+\)$/.test(key) ? [] : key.split(', ')
  return parts.every((part) => opaque.test(part))
}

const opaque = /^(-?\d{1,20}( rows)?|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|c[a-z0-9]{24})$/
