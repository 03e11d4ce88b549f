import { readAlterTable } from './alter-table/alter-table'
import { readCreateIndex } from './create-index'
import { readCreateTable } from './create-table'
import { readDelete, readInsert, readUpdate } from './data'
import { readDrop } from './drop'
import type { Gather } from './gather'

/** What a statement of that node name does. */
// biome-ignore lint/suspicious/noExplicitAny: each reader knows the inside of its own node.
export const readers: Record<string, (inside: any, gather: Gather) => void> = {
  AlterTableStmt: readAlterTable,
  CreateStmt: readCreateTable,
  DeleteStmt: readDelete,
  DropStmt: readDrop,
  IndexStmt: readCreateIndex,
  InsertStmt: readInsert,
  UpdateStmt: readUpdate,
}
