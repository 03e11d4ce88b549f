import { type Node, parseSync, type RangeVar, type ResTarget, type SelectStmt } from 'libpg-query'
import type { Probe } from '../../domain/finding'
import { harmInExpression, textsOf } from './harmless-expression'

/**
 * Null if a probe's SQL may be sent to a database whose owner approved none of it; else why not, in words. It holds text
 * of migrations that nobody has approved yet: only the shapes below pass, of the asked table, and in them only what
 * `harmInExpression` lets through. A read-only transaction alone would stop no `pg_terminate_backend()`. Relies on
 * `search_path = pg_catalog`, so that a bare name is a built-in one. Needs `loadParser()` before.
 */
export function harmInProbe(probe: Probe): string | null {
  const { sql, sampleSql, estimateSql } = probe
  return (
    harmIn(sql, (select) => harmInCount(select, probe)) ??
    (sampleSql === null ? null : harmIn(sampleSql, (select) => harmInSample(select, probe))) ??
    (estimateSql === undefined ? null : harmIn(estimateSql, harmInEstimate))
  )
}

const strange = 'its question is of no known shape'
const longest = 100_000

function harmIn(sql: string, judge: (select: SelectStmt) => string | null): string | null {
  if (sql.length > longest) return 'its condition is too long'
  // What the server would read in another way than the parser.
  if (sql.includes('\0')) return strange
  try {
    const { stmts = [] } = parseSync(sql)
    const select = (stmts[0]?.stmt as { SelectStmt?: SelectStmt } | undefined)?.SelectStmt
    return stmts.length === 1 && select ? judge(select) : strange
  } catch {
    return 'its condition cannot be read'
  }
}

/** `SELECT count(*) AS n FROM …`, of rows or of groups of them. */
function harmInCount(select: SelectStmt, probe: Probe): string | null {
  const [n, ...others] = targets(select)
  if (others.length > 0 || n?.name !== 'n' || !isCount(n.val)) return strange
  const grouped = only(select.fromClause, 'RangeSubselect') as { subquery?: Node; lateral?: boolean } | null
  if (!grouped) return hasOnly(select, ['fromClause', 'whereClause']) ? harmInRows(select, probe) : strange
  const inner = (grouped.subquery as { SelectStmt?: SelectStmt } | undefined)?.SelectStmt
  if (!inner || grouped.lateral || !hasOnly(select, ['fromClause'])) return strange
  const [one, ...more] = targets(inner)
  if (more.length > 0 || !one || !('A_Const' in (one.val ?? {}))) return strange
  return hasOnly(inner, ['fromClause', 'whereClause', 'groupClause', 'havingClause'])
    ? harmInGroups(inner, probe)
    : strange
}

/** `SELECT … AS key, … AS value FROM … LIMIT 5`. */
function harmInSample(select: SelectStmt, probe: Probe): string | null {
  const [key, value, ...others] = targets(select)
  if (others.length > 0 || key?.name !== 'key' || value?.name !== 'value' || !isFew(select.limitCount))
    return strange
  const grouped = select.groupClause !== undefined
  const allowed = ['fromClause', 'whereClause', 'limitCount', 'limitOption']
  const more = grouped ? ['groupClause', 'havingClause', 'sortClause'] : []
  if (!hasOnly(select, [...allowed, ...more])) return strange
  if (grouped && !isRowCount(key.val)) return strange
  const names = { aliases: aliasesOf(select) }
  return (
    (grouped
      ? harmInGroups(select, probe)
      : (harmInRows(select, probe) ?? harmInExpression(key.val, names))) ?? harmInExpression(value.val, names)
  )
}

function harmInGroups(select: SelectStmt, probe: Probe): string | null {
  const { groupClause, groupDistinct, havingClause, sortClause = [] } = select
  const [order, ...others] = sortClause.map((each) => (each as { SortBy?: { node?: Node } }).SortBy?.node)
  if (groupDistinct || others.length > 0 || (order && !isCount(order)) || !isMoreThanOne(havingClause))
    return strange
  return harmInRows(select, probe) ?? harmInExpression(groupClause as never, { aliases: aliasesOf(select) })
}

/** Rows of the asked table alone, and of nothing else but the parents of a foreign key. */
function harmInRows(select: SelectStmt, { table, id }: Probe): string | null {
  const asked = only(select.fromClause, 'RangeVar') as RangeVar | null
  if (!asked || !isUserTable(asked) || `${asked.schemaname}.${asked.relname}` !== table) return strange
  const names = { aliases: aliasesOf(select) }
  if (!id.startsWith('foreign-key-orphans:')) return harmInExpression(select.whereClause, names)
  return harmInOrphans(select.whereClause, names)
}

/** `… AND NOT EXISTS (SELECT 1 FROM parent AS p WHERE p.id = t.parent_id)`. */
function harmInOrphans(where: Node | undefined, names: { aliases: string[] }): string | null {
  const bool = (where as { BoolExpr?: { boolop?: string; args?: Node[] } } | undefined)?.BoolExpr
  const [inverted] = bool?.boolop === 'NOT_EXPR' ? (bool.args ?? []) : []
  const link = (inverted as { SubLink?: { subLinkType?: string; subselect?: Node } } | undefined)?.SubLink
  if (link) {
    const parents = (link.subselect as { SelectStmt?: SelectStmt } | undefined)?.SelectStmt
    const parent = only(parents?.fromClause, 'RangeVar') as RangeVar | null
    if (link.subLinkType !== 'EXISTS_SUBLINK' || !parents || !parent || !isUserTable(parent)) return strange
    const [one, ...more] = targets(parents)
    if (
      more.length > 0 ||
      !('A_Const' in (one?.val ?? {})) ||
      !hasOnly(parents, ['fromClause', 'whereClause'])
    ) {
      return strange
    }
    return harmInExpression(parents.whereClause, { aliases: [...names.aliases, ...aliasesOf(parents)] })
  }
  if (!bool) return harmInExpression(where, names)
  for (const each of bool.args ?? []) {
    const harm = harmInOrphans(each, names)
    if (harm !== null) return harm
  }
  return null
}

const statistics = new Set(['pg_class', 'pg_stats'])
const sums = new Set(['coalesce', 'sum', 'greatest', 'max', 'pg_partition_tree'])

/** Nothing but the statistics of the catalog; no text of a script is in it but names. */
function harmInEstimate(select: SelectStmt): string | null {
  const [n, ...others] = targets(select)
  if (others.length > 0 || n?.name !== 'n' || !hasOnly(select, [])) return strange
  const text = JSON.stringify(select)
  const relations = [...text.matchAll(/"RangeVar":(\{[^{}]*\})/g)].map(
    ([, inner = '{}']) => JSON.parse(inner) as RangeVar,
  )
  const known = relations.every(
    (each) => each.schemaname === 'pg_catalog' && statistics.has(each.relname ?? ''),
  )
  const calls = [...text.matchAll(/"funcname":(\[.*?\])/g)].map(
    ([, inner = '[]']) => textsOf(JSON.parse(inner)) ?? [],
  )
  const plain = calls.every(
    (names) => sums.has(names.at(-1) ?? '') && (names.length === 1 || names[0] === 'pg_catalog'),
  )
  return known && plain && relations.length === (text.match(/"RangeVar":/g)?.length ?? 0) ? null : strange
}

function targets(select: SelectStmt): ResTarget[] {
  return (select.targetList ?? []).map((each) => (each as { ResTarget?: ResTarget }).ResTarget ?? {})
}

/** Besides what it answers: no CTE, no lock, no window, no union. */
function hasOnly(select: SelectStmt, fields: string[]): boolean {
  const plain = ['targetList', 'limitOption', 'op', ...fields]
  const isPlain = select.op === undefined || select.op === 'SETOP_NONE'
  return isPlain && Object.entries(select).every(([name, value]) => plain.includes(name) || value === false)
}

function only(nodes: readonly Node[] | undefined, kind: string): unknown {
  const [first, ...others] = nodes ?? []
  return (others.length === 0 && first && (first as unknown as Record<string, unknown>)[kind]) || null
}

function isUserTable({ schemaname = '', catalogname }: RangeVar): boolean {
  return (
    !catalogname && schemaname !== '' && schemaname !== 'information_schema' && !schemaname.startsWith('pg_')
  )
}

function aliasesOf(select: SelectStmt): string[] {
  const { alias, relname } = (only(select.fromClause, 'RangeVar') as RangeVar | null) ?? {}
  return [alias?.aliasname ?? relname ?? '']
}

/** `count(*)`, or the one less than it that makes up the rows beyond the first. */
function isCount(node: Node | undefined): boolean {
  if (!node) return false
  const call = (
    node as
      | { FuncCall?: { funcname?: Node[]; agg_star?: boolean; agg_filter?: Node; over?: unknown } }
      | undefined
  )?.FuncCall
  if (call)
    return (
      call.agg_star === true &&
      textsOf(call.funcname)?.join('.') === 'count' &&
      !call.agg_filter &&
      !call.over
    )
  const most = (node as { MinMaxExpr?: { args?: Node[] } } | undefined)?.MinMaxExpr
  const [less, zero] = most?.args ?? []
  const minus = (less as { A_Expr?: { lexpr?: Node; rexpr?: Node } } | undefined)?.A_Expr
  return isCount(minus?.lexpr) && isConstant(minus?.rexpr) && isConstant(zero)
}

/** `count(*)::text || ' rows'`. */
function isRowCount(node: Node | undefined): boolean {
  const joined = (node as { A_Expr?: { lexpr?: Node; rexpr?: Node } } | undefined)?.A_Expr
  const cast = (joined?.lexpr as { TypeCast?: { arg?: Node } } | undefined)?.TypeCast
  return isCount(cast?.arg) && isConstant(joined?.rexpr)
}

function isMoreThanOne(node: Node | undefined): boolean {
  const compared = (node as { A_Expr?: { lexpr?: Node; rexpr?: Node } } | undefined)?.A_Expr
  return isCount(compared?.lexpr) && isConstant(compared?.rexpr)
}

function isConstant(node: Node | undefined): boolean {
  return node !== undefined && 'A_Const' in node
}

function isFew(node: Node | undefined): boolean {
  const limit = (node as { A_Const?: { ival?: { ival?: number } } } | undefined)?.A_Const?.ival?.ival
  return limit === 5
}
