import type { DoStmt, Node } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { languageOf, statementsInBlock } from '../code/statements-in-code'
import { findIndex, findTable, findType } from './lookup'
import type { SchemaModel } from './model'
import { newKeyOf } from './names'

/**
 * What a DO block does, taken as if each of its branches ran, as it mostly asks whether something is there before it
 * makes it. What is there already, it does not make again.
 */
export function statementsOfBlock(schema: SchemaModel, block: DoStmt): Node[] {
  const code = (block.args ?? [])
    .map((node) => nodeOf(node, 'DefElem'))
    .find((element) => element?.defname === 'as')?.arg
  const body = (code && nodeOf(code, 'String')?.sval) ?? null
  if (body === null || languageOf(block) !== 'plpgsql') return []
  let tag = '$block$'
  while (body.includes(tag)) tag = `$${tag.slice(1, -1)}_$`
  return statementsInBlock(`DO ${tag}${body}${tag}`).trees.filter((tree) => !isThere(schema, tree))
}

/** What the statement makes is there already, which a block mostly asks before. */
export function isThere(schema: SchemaModel, tree: Node): boolean {
  const table = nodeOf(tree, 'CreateStmt')?.relation
  if (table) return schema.tables.has(newKeyOf(schema, table))
  const type = nodeOf(tree, 'CreateEnumStmt')?.typeName
  if (type) return findType(schema, type) !== null
  const index = nodeOf(tree, 'IndexStmt')
  if (index?.idxname) return findIndex(schema, [index.idxname]) !== null
  const alters = nodeOf(tree, 'AlterTableStmt')
  const known = findTable(schema, alters?.relation)
  return known !== null && (alters?.cmds ?? []).every((node) => isPartThere(node, known))
}

function isPartThere(node: Node, table: NonNullable<ReturnType<typeof findTable>>): boolean {
  const command = nodeOf(node, 'AlterTableCmd')
  const { def } = command ?? {}
  const column = def && nodeOf(def, 'ColumnDef')?.colname
  if (command?.subtype === 'AT_AddColumn') return column !== undefined && table.columns.has(column)
  const name = def && nodeOf(def, 'Constraint')?.conname
  return command?.subtype === 'AT_AddConstraint' && name !== undefined && table.constraints.has(name)
}
