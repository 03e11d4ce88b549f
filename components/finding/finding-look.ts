import {
  BanIcon,
  CircleCheckIcon,
  InfoIcon,
  type LucideIcon,
  OctagonAlertIcon,
  StampIcon,
  TriangleAlertIcon,
} from 'lucide-react'
import type { Severity } from '@/lib/domain/finding'
import type { JudgedFinding } from '@/lib/domain/judge-findings'
import type { Tone } from '../ui/tone'

export interface FindingLook {
  tone: Extract<Tone, 'quiet' | 'plain' | 'accent' | 'care' | 'danger'>
  icon: LucideIcon
  word: string
}

export const severityLooks: Record<Severity, FindingLook> = {
  danger: { tone: 'danger', icon: OctagonAlertIcon, word: 'danger' },
  warning: { tone: 'care', icon: TriangleAlertIcon, word: 'warning' },
  notice: { tone: 'plain', icon: InfoIcon, word: 'notice' },
}

/** How a finding stands, in a sign, a colour and a word. */
export function findingLook({ finding, standing, acceptance }: JudgedFinding): FindingLook {
  switch (standing) {
    case 'fatal':
      return { tone: 'danger', icon: BanIcon, word: 'fails now' }
    case 'stops':
      return { ...severityLooks[finding.severity], tone: 'danger', word: 'stops the gate' }
    case 'accepted':
      return { tone: 'accent', icon: StampIcon, word: `accepted by ${acceptance?.by.name ?? 'somebody'}` }
    case 'harmless':
      return { tone: 'quiet', icon: CircleCheckIcon, word: 'harmless here' }
    case 'told':
      return severityLooks[finding.severity]
  }
}
