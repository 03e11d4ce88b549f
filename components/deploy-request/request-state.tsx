import {
  CircleCheckIcon,
  CircleDotIcon,
  CircleXIcon,
  type LucideIcon,
  RotateCcwIcon,
  SquareIcon,
  WavesIcon,
} from 'lucide-react'
import type { DeployRequestState } from '@/lib/domain/deploy-request-transition'
import { State } from '../ui/state'
import type { Tone } from '../ui/tone'

const looks: Record<DeployRequestState, { tone: Tone; icon: LucideIcon; word: string; moving?: boolean }> = {
  open: { tone: 'plain', icon: CircleDotIcon, word: 'open' },
  deploying: { tone: 'accent', icon: WavesIcon, word: 'deploying', moving: true },
  deployed: { tone: 'accent', icon: CircleCheckIcon, word: 'deployed' },
  rolling_back: { tone: 'care', icon: RotateCcwIcon, word: 'rolling back', moving: true },
  rolled_back: { tone: 'quiet', icon: RotateCcwIcon, word: 'rolled back' },
  failed: { tone: 'danger', icon: CircleXIcon, word: 'failed' },
  closed: { tone: 'quiet', icon: SquareIcon, word: 'closed' },
}

/** What a deploy request is, as icon and word. */
export function RequestState({ state, className }: { state: DeployRequestState; className?: string }) {
  const { tone, icon, word, moving } = looks[state]
  return (
    <State tone={tone} icon={icon} moving={moving ?? false} {...(className ? { className } : {})}>
      {word}
    </State>
  )
}
