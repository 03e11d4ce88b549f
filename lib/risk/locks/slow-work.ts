import type { StatementAt } from '../rule'
import { copiedFrom, writesManyRows } from './writes-many-rows'

/** What takes long in a statement: work that grows with a table in use. */
export interface SlowWork {
  /** Keys of the tables that are read or written whole, or in large part. */
  tables: string[]
  /** For people: `builds an index on`. */
  verb: string
}

/** Null: nothing that grows with a table in use. */
export function slowWork(at: Pick<StatementAt, 'tree' | 'facts' | 'schema' | 'isFresh'>): SlowWork | null {
  const many = writesManyRows(at)
  if (many) {
    return { tables: [many.old.key], verb: many.verb === 'DELETE' ? 'deletes rows of' : 'writes rows of' }
  }
  const work = at.facts.work.filter(({ fresh }) => !fresh)
  const [first] = work
  if (first) return { tables: [...new Set(work.map(({ table }) => table))], verb: verbs[first.cost] }
  const sources = copiedFrom(at).map(({ key }) => key)
  return sources.length > 0 ? { tables: sources, verb: 'copies rows of' } : null
}

const verbs = { 'index build': 'builds an index on', scan: 'reads all of', rewrite: 'writes anew' } as const
