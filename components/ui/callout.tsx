import { CircleAlertIcon, CircleCheckIcon, InfoIcon, TriangleAlertIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names'
import { type Tone, toneBorder, toneText } from './tone'

const icons = {
  quiet: InfoIcon,
  plain: InfoIcon,
  accent: CircleCheckIcon,
  care: TriangleAlertIcon,
  danger: CircleAlertIcon,
} as const

export interface CalloutProps {
  tone?: Tone
  title: ReactNode
  children?: ReactNode
  /** Buttons or links that follow from it. */
  actions?: ReactNode
  /** Interrupts screen readers; for what just went wrong. */
  urgent?: boolean
}

/** Something the reader must know, at its place: `<Callout tone="care" title="The plan is outdated">…</Callout>` */
export function Callout({ tone = 'plain', title, children, actions, urgent }: CalloutProps) {
  const Icon = icons[tone]
  return (
    <div
      role={urgent ? 'alert' : undefined}
      className={classNames('flex gap-3 border-l-2 py-1 pl-3.5', toneBorder[tone])}
    >
      <Icon aria-hidden className={classNames('mt-0.5 size-4 shrink-0', toneText[tone])} />
      <div className="min-w-0 flex-1 text-sm">
        <p
          className={classNames(
            'font-medium',
            tone === 'danger' || tone === 'care' ? toneText[tone] : 'text-ink',
          )}
        >
          {title}
        </p>
        {children ? <div className="mt-0.5 max-w-prose text-muted">{children}</div> : null}
        {actions ? <div className="mt-2.5 flex flex-wrap gap-2">{actions}</div> : null}
      </div>
    </div>
  )
}
