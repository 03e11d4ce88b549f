import type { PlanPage } from '@/lib/domain/plan-pages'
import { ButtonLink } from '../ui/button-link'

/** Where in a long plan this page stands, and the ways to the others. Nothing where one page holds it all. */
export function PlanPageLinks({
  pages,
  at,
  href,
  migrations,
}: {
  pages: readonly PlanPage[]
  /** Index of the page that is shown. */
  at: number
  href: string
  migrations: number
}) {
  const page = pages[at]
  if (!page || pages.length < 2) return null
  const to = (index: number) => `${href}?statements=${index + 1}#statements`
  return (
    <nav aria-label="Pages of the plan" className="flex flex-wrap items-center gap-x-3 gap-y-2 pb-5 text-sm">
      <span className="text-muted">
        Migrations {page.from + 1} to {page.to} of {migrations}
      </span>
      {at > 0 ? <ButtonLink href={to(at - 1)}>Earlier ones</ButtonLink> : null}
      {at + 1 < pages.length ? <ButtonLink href={to(at + 1)}>Later ones</ButtonLink> : null}
    </nav>
  )
}
