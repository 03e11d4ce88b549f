import { parseSync } from 'libpg-query'
import type { TableName } from './effects'

export interface WrittenTable extends TableName {
  how: 'insert' | 'upsert' | 'update' | 'delete' | 'merge'
}

// biome-ignore lint/suspicious/noExplicitAny: the parser's tree has several hundred node types
type Node = any

/**
 * Every table whose rows a statement writes, also where the writing stands inside of a WITH. Null: it does not parse.
 * Needs `loadParser()` before.
 */
export function writtenTables(statement: string): WrittenTable[] | null {
  try {
    return found((parseSync(statement) as { stmts?: Node[] }).stmts ?? [])
  } catch {
    return null
  }
}

function found(node: Node): WrittenTable[] {
  if (node === null || typeof node !== 'object') return []
  return Object.entries(node).flatMap(([kind, value]) => {
    const how = howOf(kind, value)
    const name = (value as Node)?.relation
    const own = how && name ? [{ how, schema: name.schemaname ?? null, table: name.relname ?? '' }] : []
    return [...own, ...found(value)]
  })
}

function howOf(kind: string, value: Node): WrittenTable['how'] | null {
  if (kind === 'InsertStmt')
    return value.onConflictClause?.action === 'ONCONFLICT_UPDATE' ? 'upsert' : 'insert'
  if (kind === 'UpdateStmt') return 'update'
  if (kind === 'DeleteStmt') return 'delete'
  return kind === 'MergeStmt' ? 'merge' : null
}
