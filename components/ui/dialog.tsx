'use client'

import { Dialog as Base } from '@base-ui/react/dialog'
import { XIcon } from 'lucide-react'
import { type ReactElement, type ReactNode, useRef } from 'react'

export interface DialogProps {
  title: string
  description?: ReactNode
  /** Opens it; leave out when `open` is controlled. */
  trigger?: ReactElement
  open?: boolean
  onOpenChange?: (open: boolean) => void
  /** Buttons, in reading order: the safe one last. */
  footer?: ReactNode
  wide?: boolean
  children?: ReactNode
}

/** A question that cannot wait. What deserves a page gets a page. Focus returns to the trigger. */
export function Dialog({
  title,
  description,
  trigger,
  open,
  onOpenChange,
  footer,
  wide,
  children,
}: DialogProps) {
  const popup = useRef<HTMLDivElement>(null)
  return (
    <Base.Root
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange ? { onOpenChange: (next: boolean) => onOpenChange(next) } : {})}
    >
      {trigger ? <Base.Trigger render={trigger} /> : null}
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-shade transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          ref={popup}
          initialFocus={() =>
            popup.current?.querySelector<HTMLElement>('input:not([type=hidden]),textarea') ?? true
          }
          className={`fixed inset-x-3 top-[max(1rem,10vh)] z-50 mx-auto flex max-h-[min(80vh,calc(100dvh-2rem))] flex-col rounded-lg bg-raised shadow-lift outline-none transition-[opacity,translate] duration-150 ease-flow data-ending-style:opacity-0 data-starting-style:-translate-y-1 data-starting-style:opacity-0 ${wide ? 'max-w-3xl' : 'max-w-lg'}`}
        >
          <header className="flex items-start gap-3 px-5 pt-4 pb-3">
            <div className="min-w-0 flex-1">
              <Base.Title className="text-lg font-semibold">{title}</Base.Title>
              {description ? (
                <Base.Description render={<div />} className="mt-1 text-sm text-muted">
                  {description}
                </Base.Description>
              ) : null}
            </div>
            {/* No tooltip: Escape would close that one first. */}
            <Base.Close
              aria-label="Close"
              className="inline-flex size-7 shrink-0 items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-ink pointer-coarse:size-10"
            >
              <XIcon aria-hidden className="size-4" />
            </Base.Close>
          </header>
          {children ? <div className="min-h-0 overflow-y-auto px-5 pb-4">{children}</div> : null}
          {footer ? <footer className="flex flex-wrap gap-2 border-t px-5 py-3">{footer}</footer> : null}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
