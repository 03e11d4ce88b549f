import type { PlannedMigration } from './plan'

/** Indexes into a plan's migrations; `to` is not in it any more. */
export interface PlanPage {
  from: number
  to: number
}

// A page of several hundred statements still opens at once; a history of eight hundred migrations on one does not.
const mostStatements = 300

/** The migrations of a plan by page, in order; no migration is parted. At least one page. */
export function planPages(migrations: readonly Pick<PlannedMigration, 'statements'>[]): PlanPage[] {
  const pages: PlanPage[] = []
  let from = 0
  let statements = 0
  migrations.forEach((migration, index) => {
    if (index > from && statements + migration.statements.length > mostStatements) {
      pages.push({ from, to: index })
      from = index
      statements = 0
    }
    statements += migration.statements.length
  })
  return [...pages, { from, to: migrations.length }]
}
