import type { JudgedFinding } from '@/lib/domain/judge-findings'
import type { Plan } from '@/lib/domain/plan'
import { planPages } from '@/lib/domain/plan-pages'
import { findingAnchor } from './finding-anchor'

/** Of one blocker; the others are in the list. */
export const mostLinked = 5

/** Where findings stand, seen from one page of a plan: on this page, or on another one of it. */
export function findingLinks(plan: Plan, page: number): (judged: JudgedFinding) => string {
  const pages = planPages(plan.migrations)
  const here = Math.min(Math.max(page, 1), pages.length) - 1
  const pageOf = new Map(
    pages.flatMap(({ from, to }, at) => plan.migrations.slice(from, to).map(({ name }) => [name, at])),
  )
  return ({ finding }) => {
    const at = pageOf.get(finding.migration) ?? here
    const anchor = `#${findingAnchor(finding.id)}`
    return at === here ? anchor : `?statements=${at + 1}${anchor}`
  }
}
