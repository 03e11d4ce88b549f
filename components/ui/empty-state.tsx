import type { ReactNode } from 'react'

/** Nothing here, and what to do about it: `<EmptyState title="Nothing waits for you">…</EmptyState>` */
export function EmptyState({
  title,
  children,
  actions,
}: {
  title: string
  children?: ReactNode
  actions?: ReactNode
}) {
  return (
    <div className="max-w-prose py-6">
      <p className="text-base font-medium">{title}</p>
      {children ? <div className="mt-1 text-sm text-muted">{children}</div> : null}
      {actions ? <div className="mt-3 flex flex-wrap gap-2">{actions}</div> : null}
    </div>
  )
}
