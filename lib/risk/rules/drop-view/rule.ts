import { nodeOf } from '../../../sql/node-of'
import { keyOf } from '../../model/lookup'
import { nameIn } from '../../model/names'
import { canWait } from '../../recipes/can-wait'
import { removeLater } from '../../recipes/remove-later'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { takesNameLater } from '../../tables/takes-name'
import { droppedRelations } from '../../words/dropped'
import { shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'drop-view',
  title: 'Dropping a view that running code may read',
  family: 'breaks_app',
  severity: 'warning',
  lock: 'ACCESS EXCLUSIVE on the view',
  cost: 'instant',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: true,
  versions: null,
  why: 'No row is lost, but every query that names the view fails from the commit on, and so do the grants and comments that it had when it is made again later. Prisma’s schema does not say who reads a view by raw SQL.',
  safe: [
    { what: 'Deploy code that no longer reads the view.' },
    { what: 'Drop it in a later release.', sql: 'DROP VIEW order_totals;' },
  ],
}

export const dropView: Rule = {
  meta,
  nodes: ['DropStmt'],
  check(at) {
    const statement = nodeOf(at.tree, 'DropStmt')
    if (!statement?.removeType || !kinds.has(statement.removeType)) return []
    const all = droppedRelations(statement).map((names) => keyOf(at.schema, names))
    const gone = all.filter((key) => isOld(at, key, statement.missing_ok) && !takesNameLater(at, key))
    return gone.map((key) => draft(at, key, gone.length === all.length))
  },
}

const kinds = new Set<string>(['OBJECT_VIEW', 'OBJECT_MATVIEW'])

function isOld({ schema, isFresh }: StatementAt, key: string, missingOk: boolean | undefined): boolean {
  const view = schema.views.get(key)
  if (view) return !isFresh(view)
  // IF EXISTS of a view that nobody has shown is the first line of most scripts that create one.
  return !schema.complete && missingOk !== true
}

function draft(at: StatementAt, key: string, whole: boolean): Draft {
  const name = shown(key)
  return {
    title: `Drops the view ${name}, which running code may still read`,
    reason: `From the commit on every query that names ${name} fails. Nothing in this script makes it again.`,
    tables: [key],
    recipe: removeLater({
      what: name,
      sql: `${at.statement.text};`,
      loosen: null,
      command: null,
      movable: whole && canWait(at, { names: [nameIn(key)], table: null }),
    }),
  }
}
