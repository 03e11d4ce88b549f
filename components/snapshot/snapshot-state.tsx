import {
  BadgeCheckIcon,
  CircleHelpIcon,
  CircleXIcon,
  HourglassIcon,
  type LucideIcon,
  Trash2Icon,
  UserCheckIcon,
  WavesIcon,
} from 'lucide-react'
import type { SnapshotMethodName, SnapshotState } from '@/lib/domain/snapshot'
import { State } from '../ui/state'
import type { Tone } from '../ui/tone'

const looks: Record<SnapshotState, { tone: Tone; icon: LucideIcon; word: string }> = {
  requested: { tone: 'plain', icon: HourglassIcon, word: 'asked for' },
  running: { tone: 'accent', icon: WavesIcon, word: 'being taken' },
  complete: { tone: 'care', icon: CircleHelpIcon, word: 'never restored' },
  verified: { tone: 'accent', icon: BadgeCheckIcon, word: 'restored and checked' },
  failed: { tone: 'danger', icon: CircleXIcon, word: 'failed' },
  // By its age or by a person: the audit tells which.
  expired: { tone: 'quiet', icon: Trash2Icon, word: 'deleted' },
}

/** What is known of a snapshot. One that a person vouched for says so, and is not called checked. */
export function SnapshotStateWord({
  state,
  method,
  confirmed,
  className = '',
}: {
  state: SnapshotState
  method: SnapshotMethodName
  confirmed: boolean
  className?: string
}) {
  const look = looks[state]
  if (state === 'complete' && confirmed) {
    return (
      <State tone="plain" icon={UserCheckIcon} className={className}>
        confirmed, not tried
      </State>
    )
  }
  return (
    <State tone={look.tone} icon={look.icon} moving={state === 'running'} className={className}>
      {state === 'verified' && method === 'external' ? 'opened and checked' : look.word}
    </State>
  )
}
