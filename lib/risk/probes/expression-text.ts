import type { Node } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { texts } from '../model/names'
import { quoteIdent, quoteLiteral } from '../words/names'

/**
 * An expression written down anew, for one whose text is not at hand: a constraint of an earlier migration. Null: it holds
 * something that is not worth writing down here, a subquery or the like.
 */
export function expressionText(node: Node | null | undefined): string | null {
  if (!node) return null
  const [kind] = Object.keys(node)
  const write = writers[kind ?? '']
  return write ? write(node) : null
}

const writers: Record<string, (node: Node) => string | null> = {
  ColumnRef: (node) => {
    const fields = nodeOf(node, 'ColumnRef')?.fields ?? []
    const names = texts(fields)
    return names.includes('') ? null : names.map(quoteIdent).join('.')
  },
  A_Const: (node) => {
    const constant = nodeOf(node, 'A_Const')
    if (!constant) return null
    if (constant.isnull) return 'NULL'
    if (constant.sval) return quoteLiteral(constant.sval.sval ?? '')
    if (constant.boolval) return constant.boolval.boolval ? 'true' : 'false'
    if (constant.fval) return constant.fval.fval ?? null
    return constant.ival ? String(constant.ival.ival ?? 0) : null
  },
  BoolExpr: (node) => {
    const { boolop, args } = nodeOf(node, 'BoolExpr') ?? {}
    const parts = written(args)
    if (!parts) return null
    if (boolop === 'NOT_EXPR') return `NOT (${parts[0]})`
    return parts.map((part) => `(${part})`).join(boolop === 'AND_EXPR' ? ' AND ' : ' OR ')
  },
  NullTest: (node) => {
    const { arg, nulltesttype } = nodeOf(node, 'NullTest') ?? {}
    const inner = expressionText(arg)
    return inner && `(${inner}) IS ${nulltesttype === 'IS_NULL' ? '' : 'NOT '}NULL`
  },
  TypeCast: (node) => {
    const { arg, typeName } = nodeOf(node, 'TypeCast') ?? {}
    const inner = expressionText(arg)
    const names = texts(typeName?.names)
    if (!inner || (typeName?.typmods ?? []).length > 0 || names.length === 0) return null
    return `(${inner})::${names.map(quoteIdent).join('.')}${'[]'.repeat(typeName?.arrayBounds?.length ?? 0)}`
  },
  FuncCall: (node) => {
    const call = nodeOf(node, 'FuncCall')
    const args = written(call?.args ?? [])
    if (!args || call?.agg_distinct || call?.over || call?.agg_star || call?.func_variadic) return null
    return `${texts(call?.funcname).map(quoteIdent).join('.')}(${args.join(', ')})`
  },
  CoalesceExpr: (node) => {
    const args = written(nodeOf(node, 'CoalesceExpr')?.args)
    return args && `coalesce(${args.join(', ')})`
  },
  A_ArrayExpr: (node) => {
    const elements = written(nodeOf(node, 'A_ArrayExpr')?.elements ?? [])
    return elements && `ARRAY[${elements.join(', ')}]`
  },
  List: (node) => {
    const items = written(nodeOf(node, 'List')?.items)
    return items?.join(', ') ?? null
  },
  A_Expr: (node) => {
    const { kind = '', name, lexpr, rexpr } = nodeOf(node, 'A_Expr') ?? {}
    const sign = texts(name).at(-1) ?? ''
    const right = expressionText(rexpr)
    if (right === null) return null
    if (!lexpr) return kind === 'AEXPR_OP' ? `${sign} (${right})` : null
    const left = expressionText(lexpr)
    return left && between(kind, left, sign, right)
  },
}

function between(kind: string, left: string, sign: string, right: string): string | null {
  switch (kind) {
    case 'AEXPR_OP':
      return `(${left}) ${sign} (${right})`
    case 'AEXPR_OP_ANY':
      return `(${left}) ${sign} ANY (${right})`
    case 'AEXPR_OP_ALL':
      return `(${left}) ${sign} ALL (${right})`
    case 'AEXPR_DISTINCT':
      return `(${left}) IS DISTINCT FROM (${right})`
    case 'AEXPR_NOT_DISTINCT':
      return `(${left}) IS NOT DISTINCT FROM (${right})`
    case 'AEXPR_IN':
      return `(${left}) ${sign === '<>' ? 'NOT ' : ''}IN (${right})`
    case 'AEXPR_LIKE':
      return `(${left}) ${sign === '!~~' ? 'NOT ' : ''}LIKE (${right})`
    case 'AEXPR_ILIKE':
      return `(${left}) ${sign === '!~~*' ? 'NOT ' : ''}ILIKE (${right})`
    case 'AEXPR_BETWEEN':
      return right.split(', ').length === 2 ? `(${left}) BETWEEN ${right.replace(', ', ' AND ')}` : null
    default:
      return null
  }
}

function written(nodes: readonly Node[] | undefined): string[] | null {
  const parts = (nodes ?? []).map(expressionText)
  return parts.every((part) => part !== null) ? parts : null
}
