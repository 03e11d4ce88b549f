import { CameraIcon, CameraOffIcon, ShieldQuestionIcon } from 'lucide-react'
import type { EnvironmentSummary } from '@/lib/domain/overview-view'
import { State } from '../ui/state'
import { Ago } from '../ui/time'

/** The last snapshot, and whether a restore was tried. */
export function SnapshotAge({ environment }: { environment: EnvironmentSummary }) {
  const { lastSnapshot, snapshotDemand } = environment
  if (!lastSnapshot)
    return (
      <State tone={snapshotDemand === 'required' ? 'danger' : 'quiet'} icon={CameraOffIcon}>
        no snapshot
      </State>
    )
  const verified = lastSnapshot.state === 'verified'
  return (
    <State tone={verified ? 'quiet' : 'care'} icon={verified ? CameraIcon : ShieldQuestionIcon}>
      {verified ? 'snapshot ' : 'unverified snapshot '}
      <Ago at={lastSnapshot.at} />
    </State>
  )
}
