import type { ReactNode } from 'react'
import { classNames } from './class-names'

/** A key: `<Kbd>g</Kbd>` */
export function Kbd({ inverse, children }: { inverse?: boolean; children: ReactNode }) {
  return (
    <kbd
      className={classNames(
        'inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm border px-1 font-sans text-[0.6875rem] leading-none',
        inverse ? 'border-paper/35 text-paper' : 'border-edge/60 text-muted',
      )}
    >
      {children}
    </kbd>
  )
}
