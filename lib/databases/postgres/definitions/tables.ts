import type { Catalog } from '../../../domain/catalog'
import { type ColumnPlace, columnDefinition, columnExtras, onColumn, placeOf } from './columns'
import { type Definition, definitionOf, differs, list, text } from './definition'
import type { SchemaFacts } from './facts'
import { keyNames, keyOf, qualified, quoted, sqlNames } from './names'

/** The columns of a table in their order, as keys. */
export function columnsOf(catalog: Catalog, facts: SchemaFacts, table: string): string[] {
  const path = keyNames(table)
  const known = (facts.columns[table] ?? []).map((name) => keyOf('column', [...path, name]))
  const here = known.filter((key) => Object.hasOwn(catalog, key))
  const prefix = `${keyOf('column', path)}.`
  const others = Object.keys(catalog).filter(
    (key) => key.startsWith(prefix) && !here.includes(key) && keyNames(key).length === 3,
  )
  return [...here, ...others]
}

/** The tables that a table inherits from or is a partition of, as keys. */
export function parentsOf(catalog: Catalog, table: string): string[] {
  return list(definitionOf(catalog, table).inherits).map((name) => keyOf('table', sqlNames(name)))
}

export function tableOf(partKey: string): string {
  return keyOf('table', keyNames(partKey).slice(0, 2))
}

export function primaryKeyOf(catalog: Catalog, table: string): string | null {
  const prefix = `${keyOf('constraint', keyNames(table))}.`
  const found = Object.keys(catalog).find(
    (key) =>
      key.startsWith(prefix) && (text(definitionOf(catalog, key).definition) ?? '').startsWith('PRIMARY KEY'),
  )
  return found ?? null
}

/** CREATE TABLE and what it cannot say. `later`: columns whose default is set afterwards. */
export function createTable(
  catalog: Catalog,
  facts: SchemaFacts,
  key: string,
  later: ReadonlySet<string>,
): string[] {
  const table = definitionOf(catalog, key)
  const name = qualified(keyNames(key))
  const [parent] = parentsOf(catalog, key)
  const columns = columnsOf(catalog, facts, key).map((column) => placeOf(catalog, column))
  const create = `CREATE ${table.unlogged ? 'UNLOGGED ' : ''}TABLE ${name}`
  if (table.partitionBound !== undefined && parent !== undefined) {
    const head = `${create} PARTITION OF ${qualified(keyNames(parent))} ${table.partitionBound}`
    return [head + tail(table, facts.options[key]), ...columns.flatMap((place) => asParent(place, parent))]
  }
  const inherited = (place: ColumnPlace) =>
    parentsOf(catalog, key).some((one) => Object.hasOwn(catalog, columnIn(one, place.name)))
  const lines = columns
    .filter((place) => !inherited(place))
    .map((place) => columnDefinition(place, !later.has(place.key)))
  const primary = primaryKeyOf(catalog, key)
  if (primary !== null)
    lines.push(
      `CONSTRAINT ${quoted(keyNames(primary)[2] ?? '')} ${definitionOf(catalog, primary).definition}`,
    )
  const body =
    table.ofType === undefined
      ? lines.length === 0
        ? ' ()'
        : ` (\n${lines.map((line) => `    ${line}`).join(',\n')}\n)`
      : ` OF ${table.ofType}${primary === null ? '' : ` (${lines.at(-1)})`}`
  const parents = parentsOf(catalog, key).map((one) => qualified(keyNames(one)))
  const inherits = parents.length > 0 ? ` INHERITS (${parents.join(', ')})` : ''
  return [
    create + body + inherits + tail(table, facts.options[key]),
    ...columns
      .filter((place) => inherited(place) || table.ofType !== undefined)
      .flatMap((place) => (table.ofType === undefined ? asParents(place, key) : asOfType(place))),
    ...columns
      .filter((place) => !inherited(place))
      .flatMap((place) =>
        columnExtras({}, definitionOf(catalog, place.key)).map((action) => onColumn(place, action)),
      ),
  ]
}

function tail(table: Definition, order?: string[]): string {
  const key = table.partitionKey === undefined ? '' : ` PARTITION BY ${table.partitionKey}`
  const method = table.accessMethod === undefined ? '' : ` USING ${table.accessMethod}`
  return key + method + withOptions(table, order)
}

/** `order`: in which they shall stand. A catalog has them sorted. */
export function withOptions(relation: Definition, order: string[] = []): string {
  const wanted = list(relation.options)
  const known = order.filter((each) => wanted.includes(each))
  const options = [...known, ...wanted.filter((each) => !known.includes(each))]
  return options.length > 0 ? ` WITH (${options.map(option).join(', ')})` : ''
}

export function option(text: string): string {
  const at = text.indexOf('=')
  return `${text.slice(0, at)}='${text.slice(at + 1).replaceAll("'", "''")}'`
}

const columnIn = (table: string, name: string) => keyOf('column', [...keyNames(table), name])

/** A column that came from another table, where it differs from what came. */
export function asParents(place: ColumnPlace, table: string): string[] {
  const parent = parentsOf(place.catalog, table).find((one) =>
    Object.hasOwn(place.catalog, columnIn(one, place.name)),
  )
  return parent === undefined ? [] : asParent(place, parent)
}

function asParent(place: ColumnPlace, parent: string): string[] {
  const came = definitionOf(place.catalog, columnIn(parent, place.name))
  return fitted(place, came)
}

function asOfType(place: ColumnPlace): string[] {
  return fitted(place, {})
}

function fitted(place: ColumnPlace, came: Definition): string[] {
  const wanted = definitionOf(place.catalog, place.key)
  const actions: string[] = []
  if (differs(came, wanted, 'default'))
    actions.push(wanted.default === undefined ? 'DROP DEFAULT' : `SET DEFAULT ${wanted.default}`)
  if (!came.notNull && wanted.notNull) actions.push('SET NOT NULL')
  actions.push(...columnExtras(came, wanted))
  return actions.map((action) => onColumn(place, action))
}

/** Row security and what else a table says about itself once its indexes are there. */
export function tableState(name: string, before: Definition, after: Definition): string[] {
  const alter = (action: string) => `ALTER TABLE ${name} ${action}`
  const statements: string[] = []
  if (differs(before, after, 'rowSecurity'))
    statements.push(alter(`${after.rowSecurity ? 'ENABLE' : 'DISABLE'} ROW LEVEL SECURITY`))
  if (differs(before, after, 'forceRowSecurity'))
    statements.push(alter(`${after.forceRowSecurity ? 'FORCE' : 'NO FORCE'} ROW LEVEL SECURITY`))
  if (differs(before, after, 'replicaIdentity')) statements.push(alter(`REPLICA IDENTITY ${identity(after)}`))
  return statements
}

function identity(table: Definition): string {
  const wanted = text(table.replicaIdentity)
  if (wanted === null) return 'DEFAULT'
  return wanted.startsWith('index ') ? `USING INDEX ${quoted(wanted.slice(6))}` : wanted.toUpperCase()
}

/** What of a table can change in place, but for its columns and `tableState`. Null: it cannot. */
export function alterTable(
  key: string,
  before: Definition,
  after: Definition,
  major: number,
): string[] | null {
  if (differs(before, after, 'kind', 'partitionKey', 'server')) return null
  const name = qualified(keyNames(key))
  const alter = (action: string) => `ALTER TABLE ${name} ${action}`
  const statements: string[] = []
  const parent = (side: Definition) => qualified(sqlNames(list(side.inherits)[0] ?? ''))
  if (differs(before, after, 'partitionBound')) {
    if (before.partitionBound !== undefined)
      statements.push(`ALTER TABLE ${parent(before)} DETACH PARTITION ${name}`)
    if (after.partitionBound !== undefined)
      statements.push(`ALTER TABLE ${parent(after)} ATTACH PARTITION ${name} ${after.partitionBound}`)
  } else if (differs(before, after, 'inherits')) {
    const [gone, come] = [list(before.inherits), list(after.inherits)]
    for (const one of gone.filter((each) => !come.includes(each)))
      statements.push(alter(`NO INHERIT ${qualified(sqlNames(one))}`))
    for (const one of come.filter((each) => !gone.includes(each)))
      statements.push(alter(`INHERIT ${qualified(sqlNames(one))}`))
  }
  if (differs(before, after, 'unlogged'))
    statements.push(alter(`SET ${after.unlogged ? 'UNLOGGED' : 'LOGGED'}`))
  if (differs(before, after, 'accessMethod')) {
    if (major < 15) return null
    statements.push(alter(`SET ACCESS METHOD ${after.accessMethod ?? 'heap'}`))
  }
  if (differs(before, after, 'ofType'))
    statements.push(alter(after.ofType === undefined ? 'NOT OF' : `OF ${after.ofType}`))
  return [...statements, ...alterOptions('TABLE', name, before, after)]
}

export function alterOptions(kind: string, name: string, before: Definition, after: Definition): string[] {
  const [gone, come] = [list(before.options), list(after.options)]
  const names = (options: string[]) => options.map((each) => each.split('=')[0] ?? '')
  const reset = names(gone).filter((each) => !names(come).includes(each))
  const set = come.filter((each) => !gone.includes(each))
  return [
    ...(reset.length > 0 ? [`ALTER ${kind} ${name} RESET (${reset.join(', ')})`] : []),
    ...(set.length > 0 ? [`ALTER ${kind} ${name} SET (${set.map(option).join(', ')})`] : []),
  ]
}
