import type { Statement } from '../../domain/statement'

/** What may change rows without a trace in the schema. What a SELECT calls is not in its text. */
const nodes = new Set([
  'InsertStmt',
  'UpdateStmt',
  'DeleteStmt',
  'MergeStmt',
  'TruncateStmt',
  'CopyStmt',
  'DoStmt',
  'CallStmt',
  'ExecuteStmt',
  'SelectStmt',
])

export function mayTouchRows({ node, text }: Statement): boolean {
  if (node === null) return true
  if (node === 'SelectStmt')
    return !/^\s*select\s+(pg_catalog\.)?set_config\s*\([^()]*\)\s*;?\s*$/i.test(text)
  return nodes.has(node)
}

/** Changes rows and nothing else: the schema need not be read again after it. */
export function onlyTouchesRows({ node }: Statement): boolean {
  return node === 'InsertStmt' || node === 'UpdateStmt' || node === 'DeleteStmt' || node === 'MergeStmt'
}
