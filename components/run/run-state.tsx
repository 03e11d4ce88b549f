import {
  BanIcon,
  CircleCheckIcon,
  CircleHelpIcon,
  CircleXIcon,
  HourglassIcon,
  type LucideIcon,
  ShieldQuestionIcon,
  WavesIcon,
} from 'lucide-react'
import type { RunState } from '@/lib/domain/run'
import { State } from '../ui/state'
import type { Tone } from '../ui/tone'

const looks: Record<RunState, { tone: Tone; icon: LucideIcon; word: string }> = {
  queued: { tone: 'plain', icon: HourglassIcon, word: 'queued' },
  running: { tone: 'accent', icon: WavesIcon, word: 'running' },
  succeeded: { tone: 'accent', icon: CircleCheckIcon, word: 'succeeded' },
  failed: { tone: 'danger', icon: CircleXIcon, word: 'failed' },
  cancelled: { tone: 'quiet', icon: BanIcon, word: 'cancelled' },
  unverified: { tone: 'care', icon: ShieldQuestionIcon, word: 'applied, not verified' },
  unknown: { tone: 'care', icon: CircleHelpIcon, word: 'outcome unknown' },
}

/** What a run is, as icon and word. */
export function RunStateWord({ state, className }: { state: RunState; className?: string }) {
  const { tone, icon, word } = looks[state]
  return (
    <State tone={tone} icon={icon} moving={state === 'running'} {...(className ? { className } : {})}>
      {word}
    </State>
  )
}
