import type { CatalogChange } from '../../domain/catalog'

/** Names of roles that a definition of rights or of a policy names. */
function rolesOf({ key, before, after }: CatalogChange): string[] {
  if (key.startsWith('grant:')) return [key.slice(key.lastIndexOf(' to ') + 4)]
  if (!key.startsWith('policy:') && !key.startsWith('comment:policy:')) return []
  return [before, after].flatMap((text) => (text ? ((JSON.parse(text).roles ?? []) as string[]) : []))
}

/**
 * Differences apart from those that a server without some roles cannot help: rights of roles, and policies for them,
 * which no database there can have.
 */
export function withoutRoles(
  changes: CatalogChange[],
  known: readonly string[],
): { rest: CatalogChange[]; missing: string[] } {
  const there = new Set([...known, 'PUBLIC', 'public'])
  const missing = new Set<string>()
  const policies = new Set<string>()
  const rest = changes.filter((change) => {
    const unknown = rolesOf(change).filter((role) => !there.has(role))
    for (const role of unknown) missing.add(role)
    if (unknown.length > 0 && change.key.startsWith('policy:')) policies.add(`comment:${change.key}`)
    return unknown.length === 0
  })
  return { rest: rest.filter(({ key }) => !policies.has(key)), missing: [...missing].sort() }
}
