import type { A_Expr, ColumnRef, Node } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import type { Table } from '../model/model'
import { namesOfReference, walk } from '../model/walk'
import type { StatementAt } from '../rule'
import { type OldTable, oldTable } from '../tables/old-table'
import { isAlwaysTrue } from '../words/always-true'

export interface ManyRows {
  old: OldTable
  verb: 'UPDATE' | 'DELETE' | 'INSERT'
  /** Null: all rows. */
  where: Node | null
}

/** A statement that may write many rows of a table in use; null: it writes few, or elsewhere. */
export function writesManyRows(at: Pick<StatementAt, 'tree' | 'schema' | 'isFresh'>): ManyRows | null {
  const update = nodeOf(at.tree, 'UpdateStmt')
  const deletion = nodeOf(at.tree, 'DeleteStmt')
  const insert = nodeOf(at.tree, 'InsertStmt')
  const old = oldTable(at, (update ?? deletion ?? insert)?.relation)
  if (!old) return null
  if (insert) return readsTable(at, insert.selectStmt) ? { old, verb: 'INSERT', where: null } : null
  const written = update ?? deletion
  if (!written) return null
  const where = isAlwaysTrue(written.whereClause) ? null : (written.whereClause ?? null)
  const alias = written.relation?.alias?.aliasname ?? written.relation?.relname ?? ''
  if (where && isFew(where, old.table, alias)) return null
  return { old, verb: update ? 'UPDATE' : 'DELETE', where }
}

/** Whether a query reads a table in use, and more than a few rows of it. */
function readsTable(at: Pick<StatementAt, 'schema' | 'isFresh'>, query: Node | undefined): boolean {
  const select = query && nodeOf(query, 'SelectStmt')
  if (!select || select.limitCount) return false
  if (select.op && select.op !== 'SETOP_NONE') {
    return [select.larg, select.rarg].some((side) => side && readsTable(at, { SelectStmt: side }))
  }
  const relations = (select.fromClause ?? []).flatMap((node) => {
    const found: OldTable[] = []
    walk([node], (name, inner) => {
      if (name !== 'RangeVar') return undefined
      const old = oldTable(at, inner as Parameters<typeof oldTable>[1])
      if (old && !isCte(select.withClause?.ctes, old.name)) found.push(old)
      return undefined
    })
    return found
  })
  const [only, ...others] = relations
  if (!only) return false
  return others.length > 0 || !select.whereClause || !isFew(select.whereClause, only.table, '')
}

function isCte(ctes: Node[] | undefined, name: string): boolean {
  return (ctes ?? []).some((node) => nodeOf(node, 'CommonTableExpr')?.ctename === name)
}

/** Whether a condition can hold for a few rows only: a key that is given, or a batch. */
function isFew(where: Node, table: Table | null, alias: string): boolean {
  if (nodeOf(where, 'CurrentOfExpr')) return true
  if (nodeOf(where, 'A_Const')?.boolval && !nodeOf(where, 'A_Const')?.boolval?.boolval) return true
  const parts = conjuncts(where)
  if (parts.some(isBatch)) return true
  const given = new Set(parts.flatMap((part) => givenColumns(part, alias)))
  if (given.size === 0) return false
  const keys = [...(table?.indexes.values() ?? [])].filter(({ unique }) => unique)
  const isKey = keys.some(({ columns }) => columns.every((column) => column !== null && given.has(column)))
  if (isKey || table?.complete) return isKey
  // Of a table that is not known, names that are keys almost everywhere.
  return [...given].some((name) => /^(id|uuid|guid|slug|key|code|email|name)$/i.test(name))
}

function conjuncts(node: Node): Node[] {
  const both = nodeOf(node, 'BoolExpr')
  return both?.boolop === 'AND_EXPR' ? (both.args ?? []).flatMap(conjuncts) : [node]
}

/** `id IN (SELECT … LIMIT 1000)`, `id BETWEEN 1 AND 1000`, or one side of such a range. */
function isBatch(part: Node): boolean {
  const query = nodeOf(part, 'SubLink')?.subselect
  if (query && nodeOf(query, 'SelectStmt')?.limitCount) return true
  const comparison = nodeOf(part, 'A_Expr')
  if (!comparison || columnOf(comparison.lexpr) === null) return false
  const isId = /(^|_)id$|Id$|^ctid$/.test(columnOf(comparison.lexpr)?.column ?? '')
  return isId && (comparison.kind === 'AEXPR_BETWEEN' || ['<', '<='].includes(operator(comparison)))
}

/** Columns that the condition compares with a value that is given. */
function givenColumns(part: Node, alias: string): string[] {
  const comparison = nodeOf(part, 'A_Expr')
  if (!comparison || !['=', ''].includes(operator(comparison))) return []
  if (!['AEXPR_OP', 'AEXPR_IN', 'AEXPR_OP_ANY'].includes(comparison.kind ?? '')) return []
  for (const [one, other] of [
    [comparison.lexpr, comparison.rexpr],
    [comparison.rexpr, comparison.lexpr],
  ]) {
    const column = columnOf(one)
    const own = column && (column.table === null || column.table === alias || alias === '')
    if (own && other && isGiven(other)) return [column.column]
  }
  return []
}

/** Constants, and what is computed from them: no column of another table. */
function isGiven(node: Node): boolean {
  let given = true
  walk([node], (name, inner) => {
    if (name === 'ColumnRef') given = false
    // A query for one value: `id = (SELECT id FROM …)`.
    if (name === 'SubLink') {
      const { subLinkType } = inner as { subLinkType?: string }
      if (subLinkType !== 'EXPR_SUBLINK') given = false
      return false
    }
    return undefined
  })
  return given
}

function columnOf(node: Node | undefined): { column: string; table: string | null } | null {
  const reference: ColumnRef | undefined = node && nodeOf(node, 'ColumnRef')
  return reference ? namesOfReference(reference) : null
}

function operator({ name }: A_Expr): string {
  const [first] = name ?? []
  return (first && nodeOf(first, 'String')?.sval) ?? ''
}
