import type { Node } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { newKeyOf } from '../model/names'
import type { StatementAt } from '../rule'

/** Whether a later statement of the script puts a table or a view under that name, so that running code finds it again. */
export function takesNameLater({ migration, schema, statement }: StatementAt, key: string): boolean {
  return migration.statements.some(
    ({ index, tree }) => index > statement.index && tree !== null && createdBy(tree, schema) === key,
  )
}

function createdBy(tree: Node, schema: StatementAt['schema']): string | null {
  const view = nodeOf(tree, 'ViewStmt')?.view
  const table = nodeOf(tree, 'CreateStmt')?.relation ?? nodeOf(tree, 'CreateTableAsStmt')?.into?.rel
  const relation = view ?? table
  if (relation) return newKeyOf(schema, relation)
  const renamed = nodeOf(tree, 'RenameStmt')
  if (!renamed?.relation || !['OBJECT_TABLE', 'OBJECT_VIEW'].includes(renamed.renameType ?? '')) return null
  return newKeyOf(schema, { ...renamed.relation, relname: renamed.newname ?? '' })
}
