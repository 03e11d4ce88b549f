import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names'
import { type Tone, toneText } from './tone'

export interface StateProps {
  tone: Tone
  icon: LucideIcon
  /** The word. */
  children: ReactNode
  /** Something goes on right now. */
  moving?: boolean
  className?: string
}

/** A state as icon and word in one colour: `<State tone="danger" icon={XIcon}>failed</State>` */
export function State({ tone, icon: Icon, children, moving, className }: StateProps) {
  return (
    <span
      className={classNames(
        'inline-flex items-baseline gap-1.5 whitespace-nowrap',
        toneText[tone],
        className,
      )}
    >
      <Icon
        aria-hidden
        className={classNames(
          'size-[1.1em] shrink-0 translate-y-px self-center',
          moving && 'animate-breathe',
        )}
      />
      <span>{children}</span>
    </span>
  )
}
