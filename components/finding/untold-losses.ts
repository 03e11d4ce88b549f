import type { JudgedFinding } from '@/lib/domain/judge-findings'
import type { Loss } from '@/lib/domain/plan'

/** Losses of which no finding tells the same number: those that stand with their finding need no second list. */
export function untoldLosses(losses: readonly Loss[], findings: readonly JudgedFinding[]): Loss[] {
  return losses.filter((loss) => !findings.some((judged) => tells(judged, loss)))
}

function tells({ finding, probes }: JudgedFinding, { object, count }: Loss): boolean {
  if (count === null || finding.dataLoss === 'none') return false
  const name = object.replace(/^[^:]*:/, '')
  const isIts = finding.tables.some((table) => name === table || name.startsWith(`${table}.`))
  return isIts && probes.some(({ answer }) => answer?.exact === true && answer.count === count)
}
