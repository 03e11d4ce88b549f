import type { ColumnRef, JoinExpr, Node, RangeVar, SelectStmt, SubLink, WithClause } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { figuredName } from './constraints'
import type { SchemaModel, TypeRef, Uses } from './model'
import { keyOf, nameIn, partsOf, texts } from './names'
import { typeOf } from './types'
import { namesOfReference, walk } from './walk'

export interface Output {
  name: string
  /** Null: it would have to be computed. */
  type: TypeRef | null
}

/** Something that a FROM brings into sight. */
interface Entry {
  alias: string
  /** Of the table or view; null: a subquery, a function, a CTE. */
  key: string | null
  /** Null: nobody knows them. */
  columns: Output[] | null
  /** Known by its key, where not all of its columns are. */
  known: ReadonlySet<string>
}

/** From the inside to the outside. */
type Scopes = readonly (readonly Entry[])[]

type Ctes = ReadonlyMap<string, Output[] | null>

export interface ReadQuery {
  uses: Uses
  /** Null: they cannot be told. */
  columns: Output[] | null
}

/** What a SELECT reads, and what comes out of it. `entries`: what it sees besides its own FROM, as `new` and `old`. */
export function readQuery(schema: SchemaModel, query: Node | undefined, entries: Entry[] = []): ReadQuery {
  const reader = new Reader(schema)
  const select = query && nodeOf(query, 'SelectStmt')
  if (select) return { uses: reader.uses, columns: reader.select(select, [entries], new Map()) }
  if (query) reader.statement(query, [entries])
  return { uses: reader.uses, columns: null }
}

/** What an expression on a table reads; `names`: under which the table is seen, as `new` and `old`. */
export function readExpression(
  schema: SchemaModel,
  expression: Node | Node[] | undefined,
  table: string,
  names?: string[],
): Uses {
  const reader = new Reader(schema)
  reader.expression(expression, [entriesFor(schema, table, names)], new Map())
  return reader.uses
}

/** A table under its own name, or under others. */
export function entriesFor(schema: SchemaModel, key: string, names?: string[]): Entry[] {
  const entry = entryOf(schema, key, '')
  return (names ?? [nameIn(key)]).map((alias) => ({ ...entry, alias }))
}

function entryOf(schema: SchemaModel, key: string, alias: string): Entry {
  const table = schema.tables.get(key)
  const columns = [...(table?.columns.values() ?? [])].map(({ name, type }) => ({ name, type }))
  const ofView = schema.views.get(key)?.columns?.map((name) => ({ name, type: null }))
  const known = new Set((ofView ?? columns).map(({ name }) => name))
  return { alias, key, columns: table?.complete ? columns : (ofView ?? null), known }
}

class Reader {
  readonly uses: Uses = new Map()
  constructor(private readonly schema: SchemaModel) {}

  select(select: SelectStmt, outer: Scopes, given: Ctes): Output[] | null {
    const ctes = this.withCtes(select.withClause, outer, given)
    if (select.larg || select.rarg) {
      const left = select.larg ? this.select(select.larg, outer, ctes) : null
      if (select.rarg) this.select(select.rarg, outer, ctes)
      return left
    }
    const entries: Entry[] = []
    for (const node of select.fromClause ?? []) this.from(node, entries, outer, ctes)
    const scopes: Scopes = [entries, ...outer]
    const { fromClause, withClause, targetList, sortClause, groupClause, valuesLists, ...rest } = select
    const columns = valuesLists
      ? this.values(valuesLists, scopes, ctes)
      : this.targets(targetList ?? [], scopes, ctes)
    this.expression(Object.values(rest), scopes, ctes)
    const aliases = new Set((targetList ?? []).map((node) => nodeOf(node, 'ResTarget')?.name))
    this.expression([...(sortClause ?? []), ...(groupClause ?? [])], scopes, ctes, aliases)
    return columns
  }

  /** INSERT, UPDATE, DELETE and MERGE, as far as rules and CTEs need them. */
  statement(node: Node, outer: Scopes): void {
    const inner = (Object.values(node)[0] ?? {}) as Record<string, unknown>
    const entries: Entry[] = []
    const relation = inner.relation as RangeVar | undefined
    if (relation?.relname) this.relation(relation, entries, new Map())
    for (const each of [inner.fromClause, inner.usingClause].flat() as (Node | undefined)[])
      if (each) this.from(each, entries, outer, new Map())
    const { relation: _, fromClause, usingClause, ...rest } = inner
    this.expression(Object.values(rest), [entries, ...outer], new Map())
    const key = entries[0]?.key
    const targets = [...((inner.targetList as Node[]) ?? []), ...((inner.cols as Node[]) ?? [])]
    for (const target of targets) {
      const name = nodeOf(target, 'ResTarget')?.name
      if (key && name) this.use(key, name)
    }
  }

  expression(tree: unknown, scopes: Scopes, ctes: Ctes, aliases?: ReadonlySet<string | undefined>): void {
    walk(tree, (name, inner) => {
      if (name === 'ColumnRef') this.reference(inner as ColumnRef, scopes, aliases)
      else if (name === 'SelectStmt') {
        this.select(inner as SelectStmt, scopes, ctes)
        return false
      } else if (name === 'SubLink') {
        const { testexpr, subselect } = inner as SubLink
        this.expression([testexpr], scopes, ctes)
        const select = subselect && nodeOf(subselect, 'SelectStmt')
        if (select) this.select(select, scopes, ctes)
        return false
      }
      return undefined
    })
  }

  private withCtes(clause: WithClause | undefined, outer: Scopes, given: Ctes): Ctes {
    if (!clause) return given
    const ctes = new Map(given)
    for (const node of clause.ctes ?? []) {
      const cte = nodeOf(node, 'CommonTableExpr')
      if (!cte?.ctename) continue
      const names = texts(cte.aliascolnames)
      const select = cte.ctequery && nodeOf(cte.ctequery, 'SelectStmt')
      if (clause.recursive && select?.larg) {
        // What comes out of the first part is what the second one sees.
        const uses = new Map(this.uses)
        const first = this.select(select.larg, outer, this.withCtes(select.withClause, outer, ctes))
        this.uses.clear()
        for (const [key, used] of uses) this.uses.set(key, used)
        ctes.set(cte.ctename, called(first, names))
      }
      if (select) ctes.set(cte.ctename, called(this.select(select, outer, ctes), names))
      else {
        if (cte.ctequery) this.statement(cte.ctequery, outer)
        ctes.set(cte.ctename, null)
      }
    }
    return ctes
  }

  private from(node: Node, entries: Entry[], outer: Scopes, ctes: Ctes): void {
    const relation = nodeOf(node, 'RangeVar')
    if (relation) {
      this.relation(relation, entries, ctes)
      return
    }
    const join = nodeOf(node, 'JoinExpr')
    if (join) {
      this.join(join, entries, outer, ctes)
      return
    }
    const subquery = nodeOf(node, 'RangeSubselect')
    if (subquery) {
      const select = subquery.subquery && nodeOf(subquery.subquery, 'SelectStmt')
      const scopes = subquery.lateral ? [entries, ...outer] : outer
      const columns = select ? this.select(select, scopes, ctes) : null
      const names = texts(subquery.alias?.colnames)
      entries.push(derived(subquery.alias?.aliasname ?? '', called(columns, names)))
      return
    }
    const sample = nodeOf(node, 'RangeTableSample')
    if (sample?.relation) {
      this.from(sample.relation, entries, outer, ctes)
      return
    }
    // A function: its arguments may name what stands before it.
    this.expression(node, [entries, ...outer], ctes)
    const called_ =
      nodeOf(node, 'RangeFunction') ?? nodeOf(node, 'RangeTableFunc') ?? nodeOf(node, 'JsonTable')
    const alias = called_?.alias
    entries.push(derived(alias?.aliasname ?? functionName(node), functionColumns(node)))
  }

  private relation(relation: RangeVar, entries: Entry[], ctes: Ctes): void {
    const { schema: written, name } = partsOf(relation)
    const alias = relation.alias?.aliasname ?? name
    const names = texts(relation.alias?.colnames)
    if (written === null && ctes.has(name)) {
      entries.push(derived(alias, called(ctes.get(name) ?? null, names)))
      return
    }
    const key = keyOf(this.schema, relation)
    const isKnown = this.schema.tables.has(key) || this.schema.views.has(key)
    if (!isKnown && (written === 'pg_catalog' || (written === null && name.startsWith('pg_')))) {
      entries.push(derived(alias, null))
      return
    }
    this.use(key, null)
    const entry = entryOf(this.schema, key, alias)
    entries.push(entry)
    if (names.length === 0) return
    // Renamed columns cannot be followed by name: all of them may be read.
    this.uses.set(key, 'all')
    entries.splice(-1, 1, derived(alias, called(entry.columns, names)))
  }

  private join(join: JoinExpr, entries: Entry[], outer: Scopes, ctes: Ctes): void {
    const before = entries.length
    if (join.larg) this.from(join.larg, entries, outer, ctes)
    const middle = entries.length
    if (join.rarg) this.from(join.rarg, entries, outer, ctes)
    const left = entries.slice(before, middle)
    const right = entries.slice(middle)
    const using = join.isNatural ? common(left, right) : texts(join.usingClause)
    for (const name of using) {
      this.lookUp(left, name)
      this.lookUp(right, name)
    }
    this.expression([join.quals], [entries, ...outer], ctes)
  }

  private targets(targets: Node[], scopes: Scopes, ctes: Ctes): Output[] | null {
    const columns: Output[] = []
    let isKnown = true
    for (const node of targets) {
      const target = nodeOf(node, 'ResTarget')
      if (!target?.val) continue
      const reference = nodeOf(target.val, 'ColumnRef')
      const names = reference && namesOfReference(reference)
      if (names?.column === '*') {
        const expanded = this.star(names.table, scopes)
        if (expanded) columns.push(...expanded)
        else isKnown = false
        continue
      }
      const type = this.typeOf(target.val, scopes)
      columns.push({ name: target.name ?? figuredName(target.val) ?? '?column?', type })
      this.expression([target.val], scopes, ctes)
    }
    return isKnown ? columns : null
  }

  private values(lists: Node[], scopes: Scopes, ctes: Ctes): Output[] {
    this.expression(lists, scopes, ctes)
    const first = lists[0] && nodeOf(lists[0], 'List')
    return (first?.items ?? []).map((_, index) => ({ name: `column${index + 1}`, type: null }))
  }

  private star(alias: string | null, scopes: Scopes): Output[] | null {
    const entries = alias === null ? (scopes[0] ?? []) : [this.named(alias, scopes)]
    const columns: Output[] = []
    const seen = new Set<string>()
    let isKnown = true
    for (const entry of entries) {
      if (!entry) return null
      if (entry.columns === null) {
        isKnown = false
        if (entry.key) this.uses.set(entry.key, 'all')
        continue
      }
      for (const column of entry.columns) {
        if (entry.key) this.use(entry.key, column.name)
        if (!seen.has(column.name)) columns.push(column)
        seen.add(column.name)
      }
    }
    return isKnown ? columns : null
  }

  private typeOf(value: Node, scopes: Scopes): TypeRef | null {
    const cast = nodeOf(value, 'TypeCast')
    if (cast) return typeOf(cast.typeName, this.schema)
    const reference = nodeOf(value, 'ColumnRef')
    if (!reference) return null
    const { column, table } = namesOfReference(reference)
    const entries = table === null ? scopes.flat() : [this.named(table, scopes)]
    for (const entry of entries) {
      const found = entry?.columns?.find(({ name }) => name === column)
      if (found) return found.type
    }
    return null
  }

  private named(alias: string, scopes: Scopes): Entry | undefined {
    for (const entries of scopes) {
      const found = entries.find((entry) => entry.alias === alias)
      if (found) return found
    }
    return undefined
  }

  private reference(
    reference: ColumnRef,
    scopes: Scopes,
    aliases: ReadonlySet<string | undefined> | undefined,
  ): void {
    const { column, table } = namesOfReference(reference)
    if (column === '*') {
      this.star(table, table === null ? scopes.slice(0, 1) : scopes)
      return
    }
    if (table !== null) {
      const entry = this.named(table, scopes)
      if (entry?.key) this.use(entry.key, column)
      return
    }
    for (const entries of scopes) if (this.lookUp(entries, column)) return
    if (aliases?.has(column)) return
    const whole = this.named(column, scopes)
    if (whole) {
      if (whole.key) this.uses.set(whole.key, 'all')
      return
    }
    // Of those whose columns nobody knows, any may have it.
    for (const entries of scopes) {
      const candidates = entries.filter((entry) => entry.columns === null && entry.key !== null)
      for (const { key } of candidates) this.use(key ?? '', column)
      if (candidates.length > 0) return
    }
  }

  /** Whether one of them is known to have the column; then it is used. */
  private lookUp(entries: readonly Entry[], column: string): boolean {
    let found = false
    for (const entry of entries) {
      const has = entry.columns?.some(({ name }) => name === column) || entry.known.has(column)
      if (!has) continue
      found = true
      if (entry.key) this.use(entry.key, column)
    }
    return found
  }

  private use(key: string, column: string | null): void {
    const used = this.uses.get(key)
    if (used === 'all') return
    if (used && column !== null) used.add(column)
    else if (!used) this.uses.set(key, new Set(column === null ? [] : [column]))
  }
}

function derived(alias: string, columns: Output[] | null): Entry {
  return { alias, key: null, columns, known: new Set() }
}

/** The first of the columns under other names. */
function called(columns: Output[] | null, names: string[]): Output[] | null {
  if (names.length === 0) return columns
  const rest = columns?.slice(names.length) ?? []
  return [...names.map((name, index) => ({ name, type: columns?.[index]?.type ?? null })), ...rest]
}

function common(left: Entry[], right: Entry[]): string[] {
  const names = (entries: Entry[]) => entries.flatMap(({ columns }) => columns?.map(({ name }) => name) ?? [])
  const of = new Set(names(right))
  return names(left).filter((name) => of.has(name))
}

function functionName(node: Node): string {
  const item = nodeOf(node, 'RangeFunction')?.functions?.[0]
  const call = item && nodeOf(item, 'List')?.items?.[0]
  return (call && figuredName(call)) ?? ''
}

function functionColumns(node: Node): Output[] | null {
  const range = nodeOf(node, 'RangeFunction')
  const names = texts(range?.alias?.colnames)
  if (names.length > 0) return names.map((name) => ({ name, type: null }))
  const defined = (range?.coldeflist ?? []).flatMap((each) => nodeOf(each, 'ColumnDef')?.colname ?? [])
  return defined.length > 0 ? defined.map((name) => ({ name, type: null })) : null
}
