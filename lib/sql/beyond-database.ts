import type { Node } from 'libpg-query'
import { nodeOf } from './node-of'
import { parseScript } from './parse'

/** A statement whose work is not in the database that it is sent to. `line` is 1-based. */
export interface BeyondDatabase {
  line: number
  summary: string
}

/**
 * Statements that name another database, the server or a program: run for trial on a shadow, they would do to the
 * server what nobody has approved yet. What a script builds from text at run time is not seen.
 */
export function beyondDatabase(sql: string): BeyondDatabase[] {
  if (!/\b(database|system|tablespace|program)\b/i.test(sql)) return []
  return parseScript(sql).statements.flatMap(({ tree, line, summary }) =>
    tree && reachesBeyond(tree) ? [{ line, summary }] : [],
  )
}

function reachesBeyond(tree: Node): boolean {
  return (
    nodeOf(tree, 'DropdbStmt') !== undefined ||
    nodeOf(tree, 'AlterSystemStmt') !== undefined ||
    nodeOf(tree, 'DropTableSpaceStmt') !== undefined ||
    nodeOf(tree, 'RenameStmt')?.renameType === 'OBJECT_DATABASE' ||
    nodeOf(tree, 'CopyStmt')?.is_program === true
  )
}
