import { nodeOf } from '../../../sql/node-of'
import { keyOf, typeKeyOf } from '../../model/lookup'
import { nameIn, schemaOf, texts } from '../../model/names'
import { oldNameAsView } from '../../recipes/old-name-as-view'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { oldTable } from '../../tables/old-table'
import { takesNameLater, takesTypeNameLater } from '../../tables/takes-name'
import { shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'renaming-table',
  title: 'Renaming a table, a view or a type',
  family: 'breaks_app',
  severity: 'danger',
  lock: 'ACCESS EXCLUSIVE on the table',
  cost: 'instant',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: true,
  versions: null,
  why: 'Code that runs while the migration is deployed names the table as it was: each of its queries fails from the commit until the new release runs everywhere, and a rolled back release fails as well.',
  safe: [
    {
      what: 'With Prisma: rename the model alone, and map it to the old table.',
      sql: '-- model Order { … @@map("orders") }',
    },
    {
      what: 'Or leave a view under the old name, in the same transaction.',
      sql: 'ALTER TABLE orders RENAME TO purchases;\nCREATE VIEW orders AS SELECT * FROM purchases;',
    },
    { what: 'Drop the view in a later release.', sql: 'DROP VIEW orders;' },
  ],
}

const kinds: Record<string, string> = {
  OBJECT_TABLE: 'table',
  OBJECT_VIEW: 'view',
  OBJECT_MATVIEW: 'materialized view',
}

export const renamingTable: Rule = {
  meta,
  nodes: ['RenameStmt'],
  check(at) {
    return [...relation(at), ...type(at)]
  },
}

function relation(at: StatementAt): Draft[] {
  const { renameType = '', relation, newname = '', missing_ok } = nodeOf(at.tree, 'RenameStmt') ?? {}
  if (!kinds[renameType] || !relation) return []
  const key = keyOf(at.schema, relation)
  const view = at.schema.views.get(key)
  const isOld = view ? !at.isFresh(view) : renameType !== 'OBJECT_TABLE' || oldTable(at, relation, missing_ok)
  // ALTER TABLE renames indexes and sequences as well.
  if (!isOld || at.schema.sequences.has(key) || takesNameLater(at, key)) return []
  const isTable = renameType === 'OBJECT_TABLE' && !view
  return [
    {
      title: `Renames ${shown(key)} to ${newname}, which running code does not know`,
      reason: `From the commit on every query that names ${nameIn(key)} fails, until the code that says ${newname} runs everywhere.`,
      tables: [key],
      recipe: isTable
        ? oldNameAsView({
            from: key,
            to: `${schemaOf(key)}.${newname}`,
            sql: at.statement.text,
            movable: true,
          })
        : null,
    },
  ]
}

/** Statements of an ORM cast their values to the type by its name. */
function type(at: StatementAt): Draft[] {
  const { renameType, object, newname = '' } = nodeOf(at.tree, 'RenameStmt') ?? {}
  if (renameType !== 'OBJECT_TYPE' && renameType !== 'OBJECT_DOMAIN') return []
  const names = texts((object && nodeOf(object, 'List')?.items) ?? [])
  const key = typeKeyOf(at.schema, names)
  if (at.isFresh(at.schema.types.get(key)) || takesTypeNameLater(at, key)) return []
  return [
    {
      title: `Renames the type ${shown(key)} to ${newname}, which running code does not know`,
      reason: `From the commit on every statement that casts to ${nameIn(key)} fails, as those of an ORM do, until the code that says ${newname} runs everywhere.`,
      tables: [],
      locks: [],
    },
  ]
}
