import Link from 'next/link'
import type { ReactNode } from 'react'

export interface PageHeaderProps {
  title: ReactNode
  /** Where this page hangs: `[{ href: '/p/shop', label: 'Shop' }]`. */
  trail?: { href: string; label: string }[]
  /** State, environment, time: one line under the title. */
  meta?: ReactNode
  /** What can be done here; the likeliest first. */
  actions?: ReactNode
}

/** The head of every page: trail, title, one line of facts, what can be done. */
export function PageHeader({ title, trail, meta, actions }: PageHeaderProps) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3 pb-5">
      <div className="min-w-0 max-w-full flex-1 basis-80">
        {trail?.length ? (
          <nav aria-label="Breadcrumb" className="mb-1 flex flex-wrap gap-x-1.5 text-sm text-muted">
            {trail.map((step) => (
              <span key={step.href}>
                <Link href={step.href} className="hover:text-ink hover:underline">
                  {step.label}
                </Link>
                <span aria-hidden className="pl-1.5 text-faint">
                  /
                </span>
              </span>
            ))}
          </nav>
        ) : null}
        <h1 className="text-xl font-semibold tracking-tight wrap-anywhere">{title}</h1>
        {meta ? (
          <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">{meta}</div>
        ) : null}
      </div>
      {actions ? <div className="flex flex-wrap items-start gap-2">{actions}</div> : null}
    </header>
  )
}
