import type { ReactNode } from 'react'

export interface SectionProps {
  title: ReactNode
  /** Its anchor, and the name that its heading gives it. */
  id: string
  /** Beside the title: a count or a word. */
  aside?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** A part of a page under a hairline: `<Section id="activity" title="Activity">…</Section>` */
export function Section({ title, id, aside, actions, children }: SectionProps) {
  return (
    <section aria-labelledby={`${id}-title`} id={id} className="border-t pt-3 pb-8">
      <div className="mb-3 flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h2 id={`${id}-title`} className="text-base font-semibold">
          {title}
        </h2>
        {aside ? <div className="text-sm text-muted">{aside}</div> : null}
        {actions ? <div className="ml-auto flex flex-wrap gap-2">{actions}</div> : null}
      </div>
      {children}
    </section>
  )
}
