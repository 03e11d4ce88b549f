import type { A_Expr, Node, PartitionBoundSpec } from 'libpg-query'
import { nodeOf } from '../../../sql/node-of'
import type { Table } from '../../model/model'
import { stringsOf } from '../names'
import { isNotNull, provenByCheck } from './not-null'

type Value = number | string

/** Values of a column: from `low` (in it unless `lowOpen`) to below `high` (not in it unless `highClosed`). */
interface Range {
  low: Value | null
  high: Value | null
  lowOpen: boolean
  highClosed: boolean
}

const nothing: ReadonlySet<string> = new Set()

/** Whether validated CHECKs of a table say that all its rows belong into the bounds, so that nobody need look. */
export function rowsBelong(
  table: Table,
  key: readonly (string | null)[] | null,
  bound: PartitionBoundSpec,
): boolean {
  const column = columnOfKey(key)
  if (column === null) return false
  const isKnown = isNotNull(table, column) || provenByCheck(table, column, nothing)
  const checks = validatedChecks(table)
  if (bound.strategy === 'l') {
    const allowed = (bound.listdatums ?? []).map(literalOf)
    return isKnown && checks.some((check) => valuesIn(check, column)?.every((each) => allowed.includes(each)))
  }
  const wanted = rangeOf(bound)
  if (!wanted || !isKnown) return false
  const said = checks.flatMap(partsOfAnd).flatMap((part) => comparison(part, column) ?? [])
  const isLow = wanted.low === null || said.some(({ low }) => atLeast(low, wanted.low))
  const isHigh =
    wanted.high === null ||
    said.some(({ high, highClosed }) => (highClosed ? below(high, wanted.high) : atMost(high, wanted.high)))
  return isLow && isHigh
}

/** Whether validated CHECKs of the default partition say that none of its rows belongs into the new bounds. */
export function rowsStayOut(
  table: Table,
  key: readonly (string | null)[] | null,
  bound: PartitionBoundSpec,
): boolean {
  const column = columnOfKey(key)
  const wanted = rangeOf(bound)
  if (column === null || bound.strategy === 'l' || !wanted) return false
  const isOutside = (part: Node): boolean => {
    const alternatives = nodeOf(part, 'BoolExpr')
    if (alternatives?.boolop === 'OR_EXPR') return (alternatives.args ?? []).every(isOutside)
    const said = comparison(part, column)
    if (!said) return false
    const isBefore = said.highClosed ? below(said.high, wanted.low) : atMost(said.high, wanted.low)
    return isBefore || atLeast(said.low, wanted.high)
  }
  return validatedChecks(table).flatMap(partsOfAnd).some(isOutside)
}

function columnOfKey(key: readonly (string | null)[] | null): string | null {
  return key?.length === 1 ? (key[0] ?? null) : null
}

function validatedChecks({ constraints }: Table): Node[] {
  return [...constraints.values()].flatMap(({ kind, validated, expression }) =>
    kind === 'check' && validated && expression ? [expression] : [],
  )
}

function partsOfAnd(expression: Node): Node[] {
  const all = nodeOf(expression, 'BoolExpr')
  return all?.boolop === 'AND_EXPR' ? (all.args ?? []).flatMap(partsOfAnd) : [expression]
}

/** MINVALUE and MAXVALUE come as names of columns: null. */
function rangeOf({ strategy, lowerdatums, upperdatums }: PartitionBoundSpec): Range | null {
  const [low] = lowerdatums ?? []
  const [high] = upperdatums ?? []
  if (strategy !== 'r' || !low || !high) return null
  return { low: literalOf(low), high: literalOf(high), lowOpen: false, highClosed: false }
}

function literalOf(node: Node): Value | null {
  const cast = nodeOf(node, 'TypeCast')
  if (cast?.arg) return literalOf(cast.arg)
  const constant = nodeOf(node, 'A_Const')
  if (!constant || constant.isnull) return null
  if (constant.sval) return constant.sval.sval ?? ''
  if (constant.fval) return Number(constant.fval.fval)
  return constant.ival ? (constant.ival.ival ?? 0) : null
}

function comparison(part: Node, column: string): Range | null {
  const test = nodeOf(part, 'A_Expr')
  if (!test?.lexpr || !isColumn(test.lexpr, column)) return null
  if (test.kind === 'AEXPR_BETWEEN') return between(test)
  const value = test.kind === 'AEXPR_OP' && test.rexpr ? literalOf(test.rexpr) : null
  if (value === null) return null
  const range: Range = { low: null, high: null, lowOpen: false, highClosed: false }
  switch (stringsOf(test.name)[0]) {
    case '>=':
      return { ...range, low: value }
    case '>':
      return { ...range, low: value, lowOpen: true }
    case '<':
      return { ...range, high: value }
    case '<=':
      return { ...range, high: value, highClosed: true }
    case '=':
      return { ...range, low: value, high: value, highClosed: true }
    default:
      return null
  }
}

function between({ rexpr }: A_Expr): Range | null {
  const [low, high] = (rexpr && nodeOf(rexpr, 'List')?.items) ?? []
  if (!low || !high) return null
  return { low: literalOf(low), high: literalOf(high), lowOpen: false, highClosed: true }
}

function valuesIn(check: Node, column: string): (Value | null)[] | null {
  for (const part of partsOfAnd(check)) {
    const test = nodeOf(part, 'A_Expr')
    if (!test?.lexpr || !test.rexpr || !isColumn(test.lexpr, column)) continue
    if (stringsOf(test.name)[0] !== '=') continue
    if (test.kind === 'AEXPR_OP') return [literalOf(test.rexpr)]
    if (test.kind === 'AEXPR_IN') return (nodeOf(test.rexpr, 'List')?.items ?? []).map(literalOf)
  }
  return null
}

function isColumn(node: Node, column: string): boolean {
  return stringsOf(nodeOf(node, 'ColumnRef')?.fields).at(-1) === column
}

function atLeast(a: Value | null, b: Value | null): boolean {
  return compare(a, b, (order) => order >= 0)
}

function atMost(a: Value | null, b: Value | null): boolean {
  return compare(a, b, (order) => order <= 0)
}

function below(a: Value | null, b: Value | null): boolean {
  return compare(a, b, (order) => order < 0)
}

/** Texts are compared as dates where they are some, else only for being the same. */
function compare(a: Value | null, b: Value | null, holds: (order: number) => boolean): boolean {
  if (a === null || b === null) return false
  if (a === b) return holds(0)
  const [x, y] = [numberOf(a), numberOf(b)]
  return Number.isNaN(x) || Number.isNaN(y) ? false : holds(x - y)
}

function numberOf(value: Value): number {
  if (typeof value === 'number') return value
  if (/^-?\d+(\.\d+)?$/.test(value)) return Number(value)
  return /^\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value.replace(' ', 'T')) : Number.NaN
}
