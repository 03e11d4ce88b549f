import type { RangeVar, WithClause } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'

/** The references of a statement that mean a query of WITH, not a table of that name. */
export function namesOfWith(tree: unknown): Set<RangeVar> {
  const found = new Set<RangeVar>()
  visit(tree, new Set(), found)
  return found
}

/** A query of WITH sees those before it; with RECURSIVE, itself and all others too. */
function visit(at: unknown, outer: ReadonlySet<string>, found: Set<RangeVar>): void {
  if (Array.isArray(at)) {
    for (const each of at) visit(each, outer, found)
  }
  if (at === null || typeof at !== 'object' || Array.isArray(at)) return
  const scope = new Set(outer)
  const { withClause } = at as { withClause?: WithClause }
  const queries = (withClause?.ctes ?? []).flatMap((node) => nodeOf(node, 'CommonTableExpr') ?? [])
  if (withClause?.recursive) for (const { ctename = '' } of queries) scope.add(ctename)
  for (const { ctename = '', ctequery } of queries) {
    visit(ctequery, scope, found)
    scope.add(ctename)
  }
  for (const [name, inner] of Object.entries(at)) {
    if (name === 'withClause') continue
    const relation = name === 'RangeVar' ? (inner as RangeVar) : null
    if (relation && relation.schemaname === undefined && scope.has(relation.relname ?? ''))
      found.add(relation)
    visit(inner, scope, found)
  }
}
