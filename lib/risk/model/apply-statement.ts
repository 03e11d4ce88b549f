import type { Node } from 'libpg-query'
import { alterTable } from './alter-table'
import { statementsOfBlock } from './block-statements'
import { createTable } from './create-table'
import { drop } from './drop'
import { createIndex } from './index-statements'
import type { Origin, SchemaModel } from './model'
import { applyOther } from './other-statements'
import { rename, setSchema } from './rename'
import { applyTypeStatement } from './type-statements'
import { applyViewStatement } from './view-statements'

/** Changes the model as the statement changes the schema. What it cannot follow it leaves; never throws. */
export function applyStatement(schema: SchemaModel, tree: Node, origin: Origin): void {
  try {
    apply(schema, tree, origin)
  } catch {
    // A tree that nobody has foreseen must not end an analysis: the model stays as far as it came.
  }
}

function apply(schema: SchemaModel, tree: Node, origin: Origin): void {
  if ('CreateStmt' in tree) createTable(schema, tree.CreateStmt, origin)
  else if ('CreateForeignTableStmt' in tree) {
    const { base } = tree.CreateForeignTableStmt
    // The parser puts the fields of the table beside the server's.
    createTable(schema, base ?? (tree.CreateForeignTableStmt as object), origin, 'foreign')
  } else if ('AlterTableStmt' in tree) alterTable(schema, tree.AlterTableStmt, origin)
  else if ('IndexStmt' in tree) createIndex(schema, tree.IndexStmt, origin)
  else if ('DropStmt' in tree) drop(schema, tree.DropStmt)
  else if ('RenameStmt' in tree) rename(schema, tree.RenameStmt)
  else if ('DoStmt' in tree) {
    for (const each of statementsOfBlock(schema, tree.DoStmt)) apply(schema, each, origin)
  } else if ('AlterObjectSchemaStmt' in tree) setSchema(schema, tree.AlterObjectSchemaStmt)
  else if (!applyTypeStatement(schema, tree, origin) && !applyViewStatement(schema, tree, origin))
    applyOther(schema, tree, origin)
}
