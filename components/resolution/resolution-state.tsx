import {
  CircleCheckIcon,
  CircleDotIcon,
  CircleXIcon,
  type LucideIcon,
  SquareIcon,
  StampIcon,
  WavesIcon,
} from 'lucide-react'
import type { ResolutionState } from '@/lib/domain/resolution-transition'
import { resolutionStateWords } from '@/lib/domain/resolution-words'
import { State } from '../ui/state'
import type { Tone } from '../ui/tone'

const looks: Record<ResolutionState, { tone: Tone; icon: LucideIcon }> = {
  proposed: { tone: 'plain', icon: CircleDotIcon },
  approved: { tone: 'accent', icon: StampIcon },
  running: { tone: 'accent', icon: WavesIcon },
  done: { tone: 'accent', icon: CircleCheckIcon },
  failed: { tone: 'danger', icon: CircleXIcon },
  withdrawn: { tone: 'quiet', icon: SquareIcon },
}

/** What a resolution is, as icon and word. */
export function ResolutionStateWord({ state }: { state: ResolutionState }) {
  const { tone, icon } = looks[state]
  return (
    <State tone={tone} icon={icon} moving={state === 'running'}>
      {resolutionStateWords[state]}
    </State>
  )
}
