import { nodeOf } from '../../../sql/node-of'
import { keyOf } from '../../model/lookup'
import { nameIn } from '../../model/names'
import { oldNameAsView } from '../../recipes/old-name-as-view'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { oldTable } from '../../tables/old-table'
import { takesNameLater } from '../../tables/takes-name'
import { shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'set-schema',
  title: 'Moving a table to another schema, or renaming a schema',
  family: 'breaks_app',
  severity: 'danger',
  lock: 'ACCESS EXCLUSIVE on the table',
  cost: 'instant',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: true,
  versions: null,
  why: 'Code that runs while the migration is deployed looks for the table where it was. Each of its queries fails from the commit on, unless the new schema is on its search path.',
  safe: [
    {
      what: 'Leave a view under the old name, in the same transaction.',
      sql: 'ALTER TABLE orders SET SCHEMA sales;\nCREATE VIEW public.orders AS SELECT * FROM sales.orders;',
    },
    { what: 'Drop the view in a later release.', sql: 'DROP VIEW public.orders;' },
  ],
}

const relations = new Set(['OBJECT_TABLE', 'OBJECT_VIEW', 'OBJECT_MATVIEW', 'OBJECT_FOREIGN_TABLE'])

export const setSchema: Rule = {
  meta,
  nodes: ['AlterObjectSchemaStmt', 'RenameStmt'],
  check(at) {
    return [...moved(at), ...renamedSchema(at)]
  },
}

function moved(at: StatementAt): Draft[] {
  const {
    objectType = '',
    relation,
    newschema = '',
    missing_ok,
  } = nodeOf(at.tree, 'AlterObjectSchemaStmt') ?? {}
  if (!relation || !relations.has(objectType)) return []
  const key = keyOf(at.schema, relation)
  const view = at.schema.views.get(key)
  const isOld = view ? !at.isFresh(view) : objectType !== 'OBJECT_TABLE' || oldTable(at, relation, missing_ok)
  if (!isOld || takesNameLater(at, key)) return []
  return [
    {
      title: `Moves ${shown(key)} to the schema ${newschema}, where running code does not look for it`,
      reason: `From the commit on every query that names ${shown(key)} fails, unless ${newschema} is on the search path of the code that runs.`,
      tables: [key],
      recipe:
        objectType === 'OBJECT_TABLE' && !view
          ? oldNameAsView({
              from: key,
              to: `${newschema}.${nameIn(key)}`,
              sql: at.statement.text,
              movable: true,
            })
          : null,
    },
  ]
}

function renamedSchema(at: StatementAt): Draft[] {
  const { renameType, subname = '', newname = '' } = nodeOf(at.tree, 'RenameStmt') ?? {}
  if (renameType !== 'OBJECT_SCHEMA' || at.isFresh(at.schema.schemas.get(subname))) return []
  return [
    {
      title: `Renames the schema ${subname} to ${newname}, which running code does not know`,
      reason: `From the commit on every query for a table of ${subname} fails, until the code that says ${newname} runs everywhere.`,
      tables: [...at.schema.tables.values()].filter(({ schema }) => schema === subname).map(({ key }) => key),
    },
  ]
}
