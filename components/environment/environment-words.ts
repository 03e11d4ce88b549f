import { pendingStates, troubledStates } from '@/lib/domain/migration'
import type { EnvironmentSummary } from '@/lib/domain/overview-view'

export interface EnvironmentCounts {
  applied: number
  pending: number
  troubled: number
}

export function countLine(environment: Pick<EnvironmentSummary, 'line'>): EnvironmentCounts {
  const counts = { applied: 0, pending: 0, troubled: 0 }
  for (const { state } of environment.line) {
    if (pendingStates.includes(state)) counts.pending++
    else if (troubledStates.includes(state)) counts.troubled++
    if (state === 'applied' || state === 'edited' || state === 'missing') counts.applied++
  }
  return counts
}

/** "12 applied, 5 pending, 1 needs a decision" */
export function countsInWords({ applied, pending, troubled }: EnvironmentCounts): string {
  return [
    `${applied} applied`,
    pending > 0 ? `${pending} pending` : 'nothing pending',
    troubled > 0 ? `${troubled} ${troubled === 1 ? 'needs' : 'need'} a decision` : '',
  ]
    .filter(Boolean)
    .join(', ')
}
