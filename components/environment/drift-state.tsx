import { CheckIcon, CircleHelpIcon, DiffIcon } from 'lucide-react'
import type { DriftState } from '@/lib/domain/observation'
import { State } from '../ui/state'

/** Drift in two words. */
export function DriftStateWord({ drift }: { drift: DriftState | null }) {
  if (!drift || drift.state === 'unknown')
    return (
      <State tone="care" icon={CircleHelpIcon}>
        drift unknown
      </State>
    )
  if (drift.state === 'drifted')
    return (
      <State tone="care" icon={DiffIcon}>
        {drift.details.length === 1 ? '1 difference' : `${drift.details.length} differences`}
      </State>
    )
  return (
    <State tone="quiet" icon={CheckIcon}>
      no drift
    </State>
  )
}
