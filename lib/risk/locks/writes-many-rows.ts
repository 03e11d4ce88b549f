import type { A_Expr, ColumnRef, Node, RangeVar } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import type { Table } from '../model/model'
import { namesOfReference, walk } from '../model/walk'
import type { StatementAt } from '../rule'
import { type OldTable, oldTable } from '../tables/old-table'
import { isAlwaysTrue } from '../words/always-true'

export interface ManyRows {
  old: OldTable
  verb: 'UPDATE' | 'DELETE' | 'INSERT' | 'MERGE'
  /** Null: all rows. */
  where: Node | null
}

type Looking = Pick<StatementAt, 'tree' | 'schema' | 'isFresh'>

/** A statement that may write many rows of a table in use; null: it writes few, or elsewhere. */
export function writesManyRows(at: Looking): ManyRows | null {
  const update = nodeOf(at.tree, 'UpdateStmt')
  const deletion = nodeOf(at.tree, 'DeleteStmt')
  const insert = nodeOf(at.tree, 'InsertStmt')
  const merge = nodeOf(at.tree, 'MergeStmt')
  const written = update ?? deletion ?? insert ?? merge
  const old = oldTable(at, written?.relation)
  if (!old) return null
  if (insert) return readMany(at, insert.selectStmt).length > 0 ? { old, verb: 'INSERT', where: null } : null
  if (merge)
    return isWritten(merge.sourceRelation) ? null : { old, verb: 'MERGE', where: merge.joinCondition ?? null }
  const { relation, whereClause } = update ?? deletion ?? {}
  const where = isAlwaysTrue(whereClause) ? null : (whereClause ?? null)
  const alias = relation?.alias?.aliasname ?? relation?.relname ?? ''
  const lists = writtenAliases(update?.fromClause ?? deletion?.usingClause)
  if (where && isFew(where, old.table, alias, lists)) return null
  return { old, verb: update ? 'UPDATE' : 'DELETE', where }
}

/** `(VALUES …) AS given`: as many rows as somebody wrote down. */
function isWritten(source: Node | undefined): boolean {
  const query = source && nodeOf(source, 'RangeSubselect')?.subquery
  return ((query && nodeOf(query, 'SelectStmt'))?.valuesLists?.length ?? 0) > 0
}

/** Names of `(VALUES …) AS name` among what a statement reads. */
function writtenAliases(sources: Node[] | undefined): string[] {
  return (sources ?? [])
    .filter(isWritten)
    .flatMap((node) => nodeOf(node, 'RangeSubselect')?.alias?.aliasname ?? [])
}

/** Tables in use that INSERT … SELECT or CREATE TABLE AS copies more than a few rows of, wherever to. */
export function copiedFrom(at: Looking): OldTable[] {
  const made = nodeOf(at.tree, 'CreateTableAsStmt')
  if (made?.into?.skipData) return []
  return readMany(at, nodeOf(at.tree, 'InsertStmt')?.selectStmt ?? made?.query)
}

/** Tables in use that a query reads more than a few rows of. */
function readMany(at: Looking, query: Node | undefined): OldTable[] {
  const select = query && nodeOf(query, 'SelectStmt')
  if (!select || select.limitCount) return []
  if (select.op && select.op !== 'SETOP_NONE') {
    return [select.larg, select.rarg].flatMap((side) => (side ? readMany(at, { SelectStmt: side }) : []))
  }
  const relations: OldTable[] = []
  walk(select.fromClause, (name, inner) => {
    if (name !== 'RangeVar') return undefined
    const old = oldTable(at, inner as RangeVar)
    if (old && !isCte(select.withClause?.ctes, old.name)) relations.push(old)
    return undefined
  })
  const [only, ...others] = relations
  if (!only || others.length > 0 || !select.whereClause) return relations
  return isFew(select.whereClause, only.table, '') ? [] : relations
}

function isCte(ctes: Node[] | undefined, name: string): boolean {
  return (ctes ?? []).some((node) => nodeOf(node, 'CommonTableExpr')?.ctename === name)
}

/** Whether a condition can hold for a few rows only: a key that is given, or a batch. */
function isFew(where: Node, table: Table | null, alias: string, lists: readonly string[] = []): boolean {
  if (nodeOf(where, 'CurrentOfExpr')) return true
  if (nodeOf(where, 'A_Const')?.boolval && !nodeOf(where, 'A_Const')?.boolval?.boolval) return true
  const parts = conjuncts(where)
  if (parts.some(isBatch)) return true
  const given = new Set(parts.flatMap((part) => givenColumns(part, alias, lists)))
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
function givenColumns(part: Node, alias: string, lists: readonly string[]): string[] {
  const comparison = nodeOf(part, 'A_Expr')
  if (!comparison || !['=', ''].includes(operator(comparison))) return []
  if (!['AEXPR_OP', 'AEXPR_IN', 'AEXPR_OP_ANY'].includes(comparison.kind ?? '')) return []
  for (const [one, other] of [
    [comparison.lexpr, comparison.rexpr],
    [comparison.rexpr, comparison.lexpr],
  ]) {
    const column = columnOf(one)
    const own = column && (column.table === null || column.table === alias || alias === '')
    if (own && other && isGiven(other, lists)) return [column.column]
  }
  return []
}

/** Constants, and what is computed from them: no column of another table, unless it is a list that is written out. */
function isGiven(node: Node, lists: readonly string[]): boolean {
  let given = true
  walk([node], (name, inner) => {
    if (name === 'ColumnRef' && !lists.includes(namesOfReference(inner as ColumnRef)?.table ?? ''))
      given = false
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
