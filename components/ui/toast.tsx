'use client'

import { Toast } from '@base-ui/react/toast'
import { CheckIcon, CircleAlertIcon, XIcon } from 'lucide-react'
import { toneText } from './tone'

const manager = Toast.createToastManager()

export interface Notice {
  title: string
  /** What comes next, or how to take it back. */
  description?: string
  tone?: 'accent' | 'danger'
}

/** Says what just happened, also to screen readers: `notify({ title: 'Looked again', description: 'Nothing changed.' })` */
export function notify({ title, description, tone = 'accent' }: Notice) {
  manager.add({
    title,
    ...(description ? { description } : {}),
    type: tone,
    priority: tone === 'danger' ? 'high' : 'low',
    timeout: tone === 'danger' ? 12_000 : 6_000,
  })
}

/** Where notices appear; stands once, in the providers. */
export function Toasts() {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className="fixed inset-x-3 bottom-[calc(0.75rem+env(safe-area-inset-bottom))] z-60 flex flex-col gap-2 max-md:bottom-20 sm:left-auto sm:w-90">
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function List() {
  const { toasts } = Toast.useToastManager()
  return toasts.map((toast) => {
    const danger = toast.type === 'danger'
    const Icon = danger ? CircleAlertIcon : CheckIcon
    return (
      <Toast.Root
        key={toast.id}
        toast={toast}
        className="rounded-lg bg-raised shadow-lift transition-opacity duration-200 data-ending-style:opacity-0 data-limited:hidden data-starting-style:opacity-0"
      >
        <Toast.Content className="flex items-start gap-2.5 p-3 text-sm">
          <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${toneText[danger ? 'danger' : 'accent']}`} />
          <div className="min-w-0 flex-1">
            <Toast.Title className="font-medium" />
            <Toast.Description className="text-muted" />
          </div>
          <Toast.Close aria-label="Dismiss" className="rounded-sm p-0.5 text-muted hover:text-ink">
            <XIcon aria-hidden className="size-3.5" />
          </Toast.Close>
        </Toast.Content>
      </Toast.Root>
    )
  })
}
