'use client'

import { Popover as Base } from '@base-ui/react/popover'
import type { ReactElement, ReactNode } from 'react'

export interface PopoverProps {
  trigger: ReactElement
  title?: string
  align?: 'start' | 'center' | 'end'
  side?: 'top' | 'bottom' | 'left' | 'right'
  children: ReactNode
}

/** Details on demand: `<Popover trigger={<button type="button">3 locks</button>} title="Locks">…</Popover>` */
export function Popover({ trigger, title, align = 'start', side = 'bottom', children }: PopoverProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} side={side} sideOffset={6} className="z-40">
          <Base.Popup className="max-h-(--available-height) w-max max-w-[min(26rem,calc(100vw-2rem))] overflow-auto rounded-lg bg-raised p-3 text-sm shadow-lift outline-none transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0">
            {title ? <Base.Title className="mb-1.5 font-medium">{title}</Base.Title> : null}
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
