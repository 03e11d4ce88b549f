/**
 * The tables of which a plan destroys or rewrites rows, as they are called before it. `unknown`: why that cannot be
 * told; then only what holds everything covers it.
 */
export type PlanScope = { tables: string[]; unknown: null } | { tables: null; unknown: string }

/** Whether what a snapshot holds (`held` undefined: everything) covers what a plan may destroy. */
export function scopeCovers(held: readonly string[] | undefined, wanted: PlanScope): boolean {
  if (held === undefined) return true
  return wanted.tables?.every((table) => held.includes(table)) ?? false
}
