import Link from 'next/link'
import { classNames } from './class-names'

export interface TabLink {
  href: string
  label: string
  current: boolean
  count?: number
}

/** Tabs that are addresses: filters and sub-pages. `<TabLinks label="Filter" links={…} />` */
export function TabLinks({ label, links }: { label: string; links: TabLink[] }) {
  return (
    <nav aria-label={label} className="scroll-x flex gap-5 border-b">
      {links.map((link) => (
        <Link
          key={link.href}
          href={link.href}
          aria-current={link.current ? 'page' : undefined}
          className={classNames(
            '-mb-px flex h-9 items-center gap-1.5 border-b-2 text-sm whitespace-nowrap outline-offset-[-3px]',
            link.current
              ? 'border-accent font-medium text-ink'
              : 'border-transparent text-muted hover:text-ink',
          )}
        >
          {link.label}
          {link.count === undefined ? null : <span className="text-xs text-faint">{link.count}</span>}
        </Link>
      ))}
    </nav>
  )
}
