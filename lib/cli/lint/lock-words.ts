import type { Blocked, Cost, Finding } from '../../domain/finding'

const blocked: Record<Blocked, string> = {
  nothing: 'nobody waits',
  writes: 'writes wait',
  'reads and writes': 'reads and writes wait',
}

const meanwhile: Record<Cost, string> = {
  instant: ', instant once it is granted',
  scan: ' while all rows are read',
  'index build': ' while the index is built',
  rewrite: ' while the table is written anew',
}

/** `SHARE on orders while the index is built: writes wait`. Null: it is not about locks. */
export function lockWords({
  locks,
  cost,
  blocks,
}: Pick<Finding, 'locks' | 'cost' | 'blocks'>): string | null {
  const byMode = new Map<string, string[]>()
  for (const { mode, relation, fresh, kind } of locks) {
    if (fresh || kind === 'index') continue
    byMode.set(mode, [...(byMode.get(mode) ?? []), shownRelation(relation)])
  }
  const modes = [...byMode].map(([mode, relations]) => `${mode} on ${relations.join(', ')}`)
  if (modes.length === 0) return null
  return `${modes.join(', ')}${meanwhile[cost]}: ${blocked[blocks]}`
}

/** As people say it. */
export function shownRelation(relation: string): string {
  return relation.replace(/^public\./, '')
}
