import type { ReactNode } from 'react'
import { classNames } from './class-names'
import { type Tone, toneText, toneWash } from './tone'

/** A short mark on a thing: `<Badge tone="care">production</Badge>` */
export function Badge({ tone = 'quiet', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={classNames(
        'inline-flex h-5 items-center gap-1 rounded-sm px-1.5 text-xs whitespace-nowrap [&_svg]:size-3.5',
        toneWash[tone],
        tone === 'quiet' ? 'text-muted' : toneText[tone],
      )}
    >
      {children}
    </span>
  )
}
