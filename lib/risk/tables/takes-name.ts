import type { Node } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { newKeyOf, texts } from '../model/names'
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

/** As `takesNameLater`, of a type. */
export function takesTypeNameLater({ migration, schema, statement }: StatementAt, key: string): boolean {
  return migration.statements.some(({ index, tree }) => {
    if (index <= statement.index || !tree) return false
    const created = nodeOf(tree, 'CreateEnumStmt')?.typeName ?? nodeOf(tree, 'CreateDomainStmt')?.domainname
    if (created) return newKeyOf(schema, created) === key
    const { renameType, object, newname = '' } = nodeOf(tree, 'RenameStmt') ?? {}
    if (renameType !== 'OBJECT_TYPE' && renameType !== 'OBJECT_DOMAIN') return false
    const names = texts((object && nodeOf(object, 'List')?.items) ?? [])
    return newKeyOf(schema, [...names.slice(0, -1), newname]) === key
  })
}
