import type { JudgedFinding } from '@/lib/domain/judge-findings'
import { secondsWords } from '@/lib/domain/seconds-words'

/** Shorter is no reason to decide otherwise. */
const leastSeconds = 1

/** The number that decides about a finding: what it fails on or destroys, else for how long others wait. */
export function findingWeight({ standing, probes, prediction }: JudgedFinding): string | null {
  if (standing === 'harmless') return null
  for (const { probe, answer } of probes) {
    if (probe.means === 'touches' || answer?.class !== 'some' || answer.count === null) continue
    const noun = probe.question.split(' ', 1)[0]?.toLowerCase() ?? ''
    const unit = answer.count === 1 && noun.endsWith('s') ? noun.slice(0, -1) : noun
    return `${answer.exact ? '' : '≈ '}${answer.count.toLocaleString('en-US')} ${unit}`
  }
  if (!prediction || prediction.highSeconds < leastSeconds) return null
  return secondsWords(prediction.lowSeconds, prediction.highSeconds)
}
