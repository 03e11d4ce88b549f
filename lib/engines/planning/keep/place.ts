import { ownedSequence } from '../../../databases/postgres/definitions/columns'
import { definitionOf, text } from '../../../databases/postgres/definitions/definition'
import type { SchemaFacts } from '../../../databases/postgres/definitions/facts'
import { grantParts, keyNames, keyOf } from '../../../databases/postgres/definitions/names'
import { parentsOf } from '../../../databases/postgres/definitions/tables'
import type { Catalog } from '../../../domain/catalog'
import { parseCatalogKey, tableKeyOf } from '../../../domain/catalog-key'
import type { PutBackStep } from '../../../domain/kept-data'

/**
 * The schema in which kept rows and values find their place: that of before the deploy, but for what would get in their
 * way or is better made once they are there. Columns to fill take NULL, keys, checks, foreign keys and indexes that the
 * deploy took away are not back yet, and rules of these tables rest.
 */
export function placeFor(base: Catalog, reached: Catalog, facts: SchemaFacts, steps: PutBackStep[]): Catalog {
  const tables = withPartitions(base, new Set(steps.map(({ table }) => tableKey(table))))
  const place = { ...base }
  const later = new Set<string>()
  for (const key of Object.keys(base)) {
    const { kind } = parseCatalogKey(key)
    const table = tableKeyOf(key)
    if (kind === 'comment' || kind === 'grant') continue
    const differs = base[key] !== reached[key]
    const isReference =
      kind === 'constraint' && (text(definitionOf(base, key).definition) ?? '').startsWith('FOREIGN KEY')
    const ofConcern = table !== null && tables.has(table)
    if (differs && (isReference || kind === 'matview' || (ofConcern && madeAfterwards.has(kind))))
      later.add(key)
    // A rule would send what is put back elsewhere.
    else if (ofConcern && kind === 'rule')
      place[key] = JSON.stringify({ ...definitionOf(base, key), enabled: 'no' })
  }
  takeAlong(later, facts, (key) => base[key] !== reached[key])
  for (const key of Object.keys(place)) if (goes(key, later)) delete place[key]
  for (const key of tables) {
    const table = definitionOf(base, key)
    const identity = text(table.replicaIdentity)
    if (identity?.startsWith('index ') && !hasIndex(place, key, identity.slice(6)))
      place[key] = JSON.stringify({ ...table, replicaIdentity: undefined })
  }
  for (const { how, table, columns } of steps) {
    if (how !== 'values') continue
    for (const one of withPartitions(base, new Set([tableKey(table)])))
      for (const name of columns) loosen(place, reached, keyOf('column', [...keyNames(one), name]))
  }
  return place
}

const madeAfterwards = new Set(['constraint', 'index', 'statistics', 'trigger', 'rule'])

/** A column that is to be filled takes NULL until it is, and has no sequence that would fill it. */
function loosen(place: Catalog, reached: Catalog, key: string): void {
  if (!Object.hasOwn(place, key)) return
  const column = definitionOf(place, key)
  const there = definitionOf(reached, key)
  if (!there.notNull) delete column.notNull
  if (!Object.hasOwn(reached, key) && /^nextval\(/.test(text(column.default) ?? '')) delete column.default
  if (column.identity !== undefined && there.identity === undefined) {
    delete column.identity
    const sequence = ownedSequence(place, key)
    if (sequence !== null) delete place[sequence]
  }
  place[key] = JSON.stringify(column)
}

/** What cannot be there without something that comes later comes later, too. */
function takeAlong(
  later: Set<string>,
  { dependencies }: SchemaFacts,
  isMade: (key: string) => boolean,
): void {
  for (let found = true; found; ) {
    found = false
    for (const { of, on } of dependencies) {
      if (!later.has(on) || later.has(of) || !isMade(of)) continue
      if (/^(?:table|column|schema|sequence):/.test(of)) continue
      later.add(of)
      found = true
    }
  }
}

/** An object that comes later, or what is said of one. */
function goes(key: string, later: ReadonlySet<string>): boolean {
  if (later.has(key)) return true
  if (key.startsWith('comment:')) return later.has(key.slice('comment:'.length))
  if (key.startsWith('columncomment:')) return isOf(keyNames(key), later)
  if (key.startsWith('grant:')) return isOf(grantParts(key).path, later)
  if (!/^(?:index|trigger|rule):/.test(key)) return false
  return isOf(keyNames(key), later)
}

function isOf([schema = '', relation = '']: string[], later: ReadonlySet<string>): boolean {
  return later.has(keyOf('view', [schema, relation])) || later.has(keyOf('matview', [schema, relation]))
}

function hasIndex(catalog: Catalog, table: string, name: string): boolean {
  return ['index', 'constraint'].some((kind) =>
    Object.hasOwn(catalog, keyOf(kind, [...keyNames(table), name])),
  )
}

function withPartitions(catalog: Catalog, tables: Set<string>): Set<string> {
  for (let before = -1; before !== tables.size; ) {
    before = tables.size
    for (const key of Object.keys(catalog))
      if (key.startsWith('table:') && parentsOf(catalog, key).some((parent) => tables.has(parent)))
        tables.add(key)
  }
  return tables
}

/** Of `schema.name`, which holds one dot: others are not kept. */
export function tableKey(table: string): string {
  return keyOf('table', table.split('.'))
}
