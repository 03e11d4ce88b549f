import type { Constraint as ConstraintNode, IndexElem, Node } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { constraintName, cut, indexName } from './default-names'
import { editColumn } from './editing'
import type { Constraint, ForeignAction, Index, Origin, SchemaModel, Table } from './model'
import { keyOf, texts } from './names'
import { columnsIn } from './walk'

export interface AddedConstraint {
  node: ConstraintNode
  /** Of a constraint that stands behind its column. */
  column: string | null
}

/** Adds constraints to a table that is being made or changed, in the order in which PostgreSQL does, which decides their names. */
export function addConstraints(
  schema: SchemaModel,
  table: Table,
  added: readonly AddedConstraint[],
  how: { origin: Origin; creating: boolean },
): void {
  const ofKind = (...kinds: string[]) => added.filter(({ node }) => kinds.includes(node.contype ?? ''))
  if (how.creating) {
    for (const each of ofKind('CONSTR_CHECK', 'CONSTR_NOTNULL')) addConstraint(schema, table, each, how)
    for (const each of ofKind('CONSTR_PRIMARY')) addConstraint(schema, table, each, how)
    for (const each of withoutTwins(table, ofKind('CONSTR_UNIQUE'))) addConstraint(schema, table, each, how)
    for (const each of ofKind('CONSTR_EXCLUSION')) addConstraint(schema, table, each, how)
  } else {
    for (const each of ofKind('CONSTR_PRIMARY', 'CONSTR_UNIQUE', 'CONSTR_EXCLUSION'))
      addConstraint(schema, table, each, how)
    for (const each of ofKind('CONSTR_CHECK', 'CONSTR_NOTNULL')) addConstraint(schema, table, each, how)
  }
  for (const each of ofKind('CONSTR_FOREIGN')) addConstraint(schema, table, each, how)
}

export function addConstraint(
  schema: SchemaModel,
  table: Table,
  { node, column }: AddedConstraint,
  { origin, creating }: { origin: Origin; creating: boolean },
): void {
  const given = node.conname ? cut(node.conname) : null
  const validated = creating ? node.is_enforced === true : node.initially_valid === true
  const constraint: Constraint = {
    name: given ?? '',
    kind: 'check',
    columns: [],
    expression: null,
    validated: true,
    index: null,
    references: null,
    noInherit: node.is_no_inherit === true,
    born: origin,
  }
  const put = (more: Partial<Constraint>) => {
    const made = { ...constraint, ...more }
    table.constraints.set(made.name, made)
  }
  switch (node.contype) {
    case 'CONSTR_CHECK': {
      const columns = columnsOfCheck(table, node.raw_expr)
      const only = columns.length === 1 ? (columns[0] ?? null) : null
      const name = given ?? constraintName(schema, table, only, 'check')
      put({ name, columns, expression: node.raw_expr ?? null, validated })
      return
    }
    case 'CONSTR_NOTNULL': {
      const columns = column ? [column] : texts(node.keys)
      const name = given ?? constraintName(schema, table, columns[0] ?? null, 'not_null')
      put({ name, kind: 'not null', columns, validated })
      if (validated) for (const each of columns) editColumn(table, each, { notNull: true })
      return
    }
    case 'CONSTR_FOREIGN':
      addForeignKey(schema, table, node, { column, given, validated, put })
      return
    case 'CONSTR_PRIMARY':
    case 'CONSTR_UNIQUE':
    case 'CONSTR_EXCLUSION':
      addKey(schema, table, node, { column, given, origin, put })
  }
}

function addForeignKey(
  schema: SchemaModel,
  table: Table,
  node: ConstraintNode,
  how: {
    column: string | null
    given: string | null
    validated: boolean
    put: (more: Partial<Constraint>) => void
  },
): void {
  const columns = how.column ? [how.column] : texts(node.fk_attrs)
  const target = node.pktable ? keyOf(schema, node.pktable) : ''
  const other = target === table.key ? table : schema.tables.get(target)
  const primary = [...(other?.constraints.values() ?? [])].find(({ kind }) => kind === 'primary')
  const named = texts(node.pk_attrs)
  how.put({
    name: how.given ?? constraintName(schema, table, columns.join('_'), 'fkey'),
    kind: 'foreign',
    columns,
    validated: how.validated,
    references: {
      table: target,
      columns: named.length > 0 ? named : (primary?.columns ?? []),
      onDelete: actions[node.fk_del_action ?? ''] ?? 'no action',
      onUpdate: actions[node.fk_upd_action ?? ''] ?? 'no action',
    },
  })
}

const actions: Record<string, ForeignAction> = {
  a: 'no action',
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
  d: 'set default',
}

/** A constraint with an index behind it. */
function addKey(
  schema: SchemaModel,
  table: Table,
  node: ConstraintNode,
  how: {
    column: string | null
    given: string | null
    origin: Origin
    put: (more: Partial<Constraint>) => void
  },
): void {
  const kind =
    node.contype === 'CONSTR_PRIMARY' ? 'primary' : node.contype === 'CONSTR_UNIQUE' ? 'unique' : 'exclusion'
  if (node.indexname) {
    const built = table.indexes.get(node.indexname)
    const name = how.given ?? node.indexname
    const columns = (built?.columns ?? []).filter((each): each is string => each !== null)
    table.indexes.delete(node.indexname)
    const index = built ?? plainIndex(name, [], null)
    table.indexes.set(name, { ...index, name, unique: true, constraint: name })
    how.put({ name, kind, columns, index: name })
    if (kind === 'primary') for (const each of columns) editColumn(table, each, { notNull: true })
    return
  }
  const elements = (node.exclusions ?? []).flatMap((each) => {
    const first = nodeOf(each, 'List')?.items?.[0]
    return (first && nodeOf(first, 'IndexElem')) ?? []
  })
  const plain = how.column ? [how.column] : texts(node.keys)
  const parts = partsOfIndex(elements.length > 0 ? elements : plain.map((name) => ({ name })))
  const include = texts(node.including)
  const label = { primary: 'pkey', unique: 'key', exclusion: 'excl' }[kind] as 'pkey' | 'key' | 'excl'
  const name =
    how.given ??
    indexName(
      schema,
      table,
      namesInIndex([
        ...elements,
        ...plain.map((each) => ({ name: each })),
        ...include.map((each) => ({ name: each })),
      ]),
      label,
    )
  table.indexes.set(name, {
    ...plainIndex(name, parts.columns, how.origin),
    ...parts,
    include,
    predicate: node.where_clause ?? null,
    unique: kind !== 'exclusion',
    method: node.access_method || 'btree',
    constraint: name,
  })
  const columns = kind === 'exclusion' ? columnsOfIndex(parts) : plain
  how.put({ name, kind, columns, index: name })
  if (kind === 'primary') for (const each of plain) editColumn(table, each, { notNull: true })
}

export function plainIndex(name: string, columns: (string | null)[], born: Origin): Index {
  return {
    name,
    columns,
    include: [],
    expressions: [],
    manners: [],
    predicate: null,
    unique: false,
    method: 'btree',
    valid: true,
    constraint: null,
    born,
  }
}

export function partsOfIndex(
  elements: readonly IndexElem[],
): Pick<Index, 'columns' | 'expressions' | 'manners'> {
  return {
    columns: elements.map(({ name, expr }) => (expr ? null : (name ?? null))),
    expressions: elements.flatMap(({ expr }) => expr ?? []),
    manners: elements.map(mannerOf),
  }
}

function mannerOf({ opclass, collation, ordering, nulls_ordering }: IndexElem): string {
  const order = ordering === 'SORTBY_DESC' ? 'DESC' : ''
  const nulls = nulls_ordering === 'SORTBY_NULLS_DEFAULT' ? '' : (nulls_ordering ?? '')
  return [...texts(collation), ...texts(opclass), order, nulls].filter(Boolean).join(' ')
}

function columnsOfIndex({ columns, expressions }: Pick<Index, 'columns' | 'expressions'>): string[] {
  const plain = columns.filter((each): each is string => each !== null)
  return [...new Set([...plain, ...expressions.flatMap((each) => columnsIn(each))])]
}

/** PostgreSQL's ChooseIndexColumnNames: an expression is called as its column in a SELECT would be, twins are numbered. */
export function namesInIndex(elements: readonly IndexElem[]): string[] {
  const names: string[] = []
  for (const { name, expr } of elements) {
    const wanted = expr ? (figuredName(expr) ?? 'expr') : (name ?? '')
    let unique = wanted
    for (let i = 1; names.includes(unique); i++) unique = `${cut(wanted, 63 - String(i).length)}${i}`
    names.push(unique)
  }
  return names
}

/** PostgreSQL's FigureColname, as far as indexes need it; null: it has no name for it. */
export function figuredName(node: Node): string | null {
  return figured(node)?.name ?? null
}

function figured(node: Node | undefined): { name: string; strength: 1 | 2 } | null {
  if (!node) return null
  const named = (name: string | undefined, strength: 1 | 2 = 2) => (name ? { name, strength } : null)
  const reference = nodeOf(node, 'ColumnRef')
  if (reference) return named(texts((reference.fields ?? []).filter((field) => 'String' in field)).at(-1))
  const call = nodeOf(node, 'FuncCall')
  if (call) return named(texts(call.funcname).at(-1))
  const cast = nodeOf(node, 'TypeCast')
  if (cast) {
    const inner = figured(cast.arg)
    return inner?.strength === 2 ? inner : named(texts(cast.typeName?.names).at(-1), 1)
  }
  const indirection = nodeOf(node, 'A_Indirection')
  if (indirection) {
    const field = texts((indirection.indirection ?? []).filter((each) => 'String' in each)).at(-1)
    return field ? named(field) : figured(indirection.arg)
  }
  const collate = nodeOf(node, 'CollateClause')
  if (collate) return figured(collate.arg)
  const choice = nodeOf(node, 'CaseExpr')
  if (choice) {
    const last = figured(choice.defresult)
    return last?.strength === 2 ? last : named('case', 1)
  }
  const operator = nodeOf(node, 'A_Expr')
  if (operator) return operator.kind === 'AEXPR_NULLIF' ? named('nullif') : null
  const link = nodeOf(node, 'SubLink')
  if (link?.subLinkType === 'EXISTS_SUBLINK') return named('exists')
  if (link?.subLinkType === 'ARRAY_SUBLINK') return named('array')
  if (link?.subLinkType === 'EXPR_SUBLINK') {
    const first = link.subselect && nodeOf(link.subselect, 'SelectStmt')?.targetList?.[0]
    const target = first && nodeOf(first, 'ResTarget')
    return target?.name ? named(target.name) : figured(target?.val)
  }
  if (nodeOf(node, 'GroupingFunc')) return named('grouping')
  if (nodeOf(node, 'CoalesceExpr')) return named('coalesce')
  if (nodeOf(node, 'A_ArrayExpr')) return named('array')
  if (nodeOf(node, 'RowExpr')) return named('row')
  const extreme = nodeOf(node, 'MinMaxExpr')
  if (extreme) return named(extreme.op === 'IS_LEAST' ? 'least' : 'greatest')
  const value = nodeOf(node, 'SQLValueFunction')
  if (value) return named((value.op ?? '').replace(/^SVFOP_|_N$/g, '').toLowerCase())
  return null
}

/** The columns of the table that a check names; an unknown table's are taken as they are written. */
function columnsOfCheck(table: Table, expression: Node | undefined): string[] {
  const names = columnsIn(expression)
  return table.complete ? names.filter((name) => table.columns.has(name)) : names
}

/** PostgreSQL leaves out a unique constraint that says what another, or the primary key, says already. */
function withoutTwins(table: Table, added: readonly AddedConstraint[]): AddedConstraint[] {
  const keysOf = ({ node, column }: AddedConstraint) => (column ? [column] : texts(node.keys)).join('\0')
  const primary = [...table.constraints.values()].find(({ kind }) => kind === 'primary')
  const seen = new Map<string, AddedConstraint>()
  const kept: AddedConstraint[] = []
  for (const each of added) {
    const keys = keysOf(each)
    if (each.node.including || each.node.deferrable) {
      kept.push(each)
      continue
    }
    if (primary && primary.columns.join('\0') === keys) continue
    const twin = seen.get(keys)
    if (!twin) {
      seen.set(keys, each)
      kept.push(each)
    } else if (!twin.node.conname && each.node.conname) {
      kept[kept.indexOf(twin)] = each
      seen.set(keys, each)
    }
  }
  return kept
}
