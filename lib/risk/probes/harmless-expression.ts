import type { A_Expr, ColumnRef, FuncCall, Node, TypeName } from 'libpg-query'
import { harmlessFunctions, plainTypes } from './harmless-names'

export interface Names {
  /** The alias of the row. More than one only where two tables are compared. */
  aliases: readonly string[]
}

type Inner = Record<string, unknown>

/**
 * Null if an expression is nothing but columns of the row, constants, operators, and built-in functions and types that
 * read nothing, write nothing and wait for nothing; else what it holds besides, in words. What is not known is refused.
 */
export function harmInExpression(tree: Node | null | undefined, names: Names): string | null {
  const open: unknown[] = [tree]
  while (open.length > 0) {
    const node = open.pop()
    if (node === null || node === undefined) continue
    if (Array.isArray(node)) {
      open.push(...node)
      continue
    }
    const [[kind = '', inner] = [], ...others] = Object.entries(node as Inner)
    const judge = others.length === 0 ? judges[kind] : undefined
    if (!judge) return `it holds what is more than columns, constants and operators (${kind || 'nothing'})`
    const judged = judge(inner as never, names)
    if (typeof judged === 'string') return judged
    open.push(...judged)
  }
  return null
}

/** What is wrong with a node, or what is to be judged inside of it. */
type Judge = (inner: never, names: Names) => string | unknown[]

const parts = (...fields: string[]): Judge =>
  ((inner: Inner) => fields.flatMap((field) => inner[field] ?? [])) as Judge

const judges: Record<string, Judge> = {
  A_Const: () => [],
  ColumnRef: column,
  A_Expr: operator,
  BoolExpr: parts('args'),
  NullTest: parts('arg'),
  BooleanTest: parts('arg'),
  CoalesceExpr: parts('args'),
  MinMaxExpr: parts('args'),
  CaseExpr: parts('arg', 'args', 'defresult'),
  CaseWhen: parts('expr', 'result'),
  A_ArrayExpr: parts('elements'),
  RowExpr: parts('args'),
  List: parts('items'),
  TypeCast: ({ arg, typeName }: { arg?: Node; typeName?: TypeName }) => harmOfType(typeName) ?? [arg],
  CollateClause: ({ arg, collname }: { arg?: Node; collname?: Node[] }) =>
    isBuiltIn(collname) ? [arg] : 'it compares by a collation that is not built in',
  SQLValueFunction: ({ op = '' }: { op?: string }) =>
    /^SVFOP_(CURRENT_(DATE|TIME|TIMESTAMP)|LOCALTIME|LOCALTIMESTAMP)(_N)?$/.test(op)
      ? []
      : 'it asks who asks',
  FuncCall: call,
}

function column({ fields = [] }: ColumnRef, { aliases }: Names): string | unknown[] {
  const names = textsOf(fields)
  const known =
    names !== null && (names.length === 1 || (names.length === 2 && aliases.includes(names[0] ?? '')))
  // The alias alone is the whole row.
  if (!known || (names.length === 1 && aliases.includes(names[0] ?? '')))
    return 'it names more than columns of its table'
  return []
}

const operators = new Set([
  'AEXPR_OP',
  'AEXPR_OP_ANY',
  'AEXPR_OP_ALL',
  'AEXPR_DISTINCT',
  'AEXPR_NOT_DISTINCT',
  'AEXPR_NULLIF',
  'AEXPR_IN',
  'AEXPR_LIKE',
  'AEXPR_ILIKE',
  'AEXPR_SIMILAR',
  'AEXPR_BETWEEN',
  'AEXPR_NOT_BETWEEN',
  'AEXPR_BETWEEN_SYM',
  'AEXPR_NOT_BETWEEN_SYM',
])

function operator({ kind, name, lexpr, rexpr }: A_Expr): string | unknown[] {
  if (!operators.has(kind ?? '') || !isBuiltIn(name)) return 'it compares by an operator that is not built in'
  return [lexpr, rexpr]
}

function call(given: FuncCall): string | unknown[] {
  const names = textsOf(given.funcname)
  const name = names?.at(-1) ?? ''
  const plain =
    !given.agg_star && !given.agg_distinct && !given.agg_filter && !given.agg_order && !given.agg_within_group
  if (!names || !isBuiltIn(given.funcname) || !plain || given.over || given.func_variadic)
    return notPlain(name)
  const { args = [] } = given
  if (name === 'pg_input_is_valid') return isOfPlainType(args[1]) ? [args[0]] : notPlain(name)
  return harmlessFunctions.has(name) ? args : notPlain(name)
}

function notPlain(name: string): string {
  return `it calls ${name.slice(0, 63)}(), which is not among the plain built-in functions`
}

/** The second argument of `pg_input_is_valid`: reading a value as a type of somebody else may run that one's code. */
function isOfPlainType(node: Node | undefined): boolean {
  const text = (node as { A_Const?: { sval?: { sval?: string } } } | undefined)?.A_Const?.sval?.sval ?? ''
  const [, name = ''] = /^([a-z0-9_]+)(?:\(\d{1,4}(?:,\d{1,4})?\))?$/.exec(text) ?? []
  return plainTypes.has(name)
}

/** Those that fill up to their length could be made as large as memory. */
function harmOfType({
  names,
  typmods = [],
  arrayBounds = [],
  setof,
  pct_type,
}: TypeName = {}): string | null {
  const name = textsOf(names)?.at(-1) ?? ''
  const plain = isBuiltIn(names) && plainTypes.has(name) && !setof && !pct_type && arrayBounds.length < 2
  if (!plain) return `it casts to ${name.slice(0, 63)}, which is no plain built-in type`
  const sizes = typmods.map(
    (each) => (each as { A_Const?: { ival?: { ival?: number } } }).A_Const?.ival?.ival ?? 0,
  )
  const filled = name === 'bpchar' || name === 'char' || name === 'bit'
  return filled && sizes.some((size) => size > 1000) ? `it fills values up to ${name}(${sizes[0]})` : null
}

function isBuiltIn(names: readonly Node[] | undefined): boolean {
  const texts = textsOf(names)
  return texts?.length === 1 || (texts?.length === 2 && texts[0] === 'pg_catalog')
}

/** Null where one of them is no name: a star, a subscript. */
export function textsOf(nodes: readonly Node[] | undefined): string[] | null {
  const texts = (nodes ?? []).map((node) => (node as { String?: { sval?: string } }).String?.sval)
  return texts.every((text) => text !== undefined) ? texts : null
}
