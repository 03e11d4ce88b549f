import type { Catalog, CatalogChange } from '../../../domain/catalog'
import { applyDelta } from '../../../domain/catalog-delta'
import { parseCatalogKey, tableKeyOf } from '../../../domain/catalog-key'
import { alterObject, needsRebuild } from './alter'
import {
  columnDefinition,
  columnExtras,
  onColumn,
  ownedSequence,
  ownerOf,
  placeOf,
  serialType,
} from './columns'
import { definitionOf, list, read, text } from './definition'
import type { SchemaFacts } from './facts'
import { grantParts, keyNames, keyOf, qualified } from './names'
import { createObject, dropObject } from './objects'
import { add, circular, inOrder } from './order'
import { alwaysLast, compare, followsColumn, lateKinds, phaseOf } from './phases'
import { asParents, createTable, parentsOf, primaryKeyOf, tableOf, tableState } from './tables'
import { replaceEnum } from './types'

export interface SchemaSide {
  catalog: Catalog
  facts: SchemaFacts
}

export interface WriteOptions {
  /** What is dropped may be gone already, and indexes and columns that come may be there. */
  lenient?: boolean
  /** Values that an enum gets are used before this commits, which values that are only added cannot be. */
  newValuesAtOnce?: boolean
  /** Roles that the scripts may count on; statements that name another are left out where it is not. Null: all. */
  roles?: readonly string[] | null
}

export interface WrittenDefinitions {
  /** In order, without closing semicolons. */
  statements: string[]
  /** Changes that no statement was written for. */
  unwritten: { key: string; why: string }[]
}

/**
 * SQL that makes `changes` to a schema: from `before` to what they lead to. `after` describes where that is read (order
 * of columns, dependencies). Objects that stand in the way are dropped and created again.
 */
export function writeDefinitions(
  changes: CatalogChange[],
  before: SchemaSide,
  after: SchemaFacts,
  options: WriteOptions = {},
): WrittenDefinitions {
  return new Writer(changes, before, after, options).write()
}

class Writer {
  private readonly target: Catalog
  private readonly source: Catalog
  private readonly drops = new Set<string>()
  private readonly creates = new Set<string>()
  private readonly alters = new Set<string>()
  private readonly rebuilt = new Set<string>()
  private readonly unwritten: { key: string; why: string }[] = []
  private readonly dependents = new Map<string, Set<string>>()
  private readonly needed = new Map<string, Set<string>>()
  private readonly roles: ReadonlySet<string> | null
  private readonly lenient: boolean
  private readonly newValuesAtOnce: boolean

  constructor(
    private readonly changes: CatalogChange[],
    before: SchemaSide,
    private readonly after: SchemaFacts,
    options: WriteOptions,
  ) {
    this.source = before.catalog
    this.before = before.facts
    this.target = applyDelta(before.catalog, changes)
    this.roles = options.roles ? new Set(options.roles) : null
    this.lenient = options.lenient ?? false
    this.newValuesAtOnce = options.newValuesAtOnce ?? false
    for (const { of, on } of before.facts.dependencies) {
      add(this.dependents, on, of)
      add(this.needed, of, on)
    }
  }

  private readonly before: SchemaFacts

  write(): WrittenDefinitions {
    this.classify()
    this.followParents()
    for (const key of [...this.drops, ...this.alters]) this.rebuildDependents(key)
    this.bringBackParts()
    const { early, late } = this.dropped()
    const statements = [
      ...early.flatMap((key) => this.drop(key)),
      ...this.build(),
      ...late.flatMap((key) => this.drop(key)),
    ]
    return { statements: withLooseBodies(statements), unwritten: this.unwritten }
  }

  private classify(): void {
    for (const { key, before, after } of this.changes) {
      if (this.comesWithTable(key)) continue
      if (before === null) this.creates.add(key)
      else if (after === null) this.drops.add(key)
      else if (needsRebuild(key, read(before), read(after), this.after.major)) this.rebuild(key)
      else this.alters.add(key)
    }
    for (const key of [...this.alters].filter((each) => each.startsWith('sequence:'))) {
      const owner = ownerOf(definitionOf(this.source, key))
      if (owner === null || !(this.drops.has(owner) || this.drops.has(tableOf(owner)))) continue
      // Its owner takes it along.
      this.alters.delete(key)
      this.creates.add(key)
    }
  }

  /** Indexes and constraints of a partition that is attached or detached come and go by that. */
  private comesWithTable(key: string): boolean {
    const { kind } = parseCatalogKey(key)
    if (kind !== 'index' && kind !== 'constraint' && kind !== 'column') return false
    if (kind === 'column' && this.comesWithType(key)) return true
    const change = this.changes.find((each) => each.key === tableOf(key))
    if (change?.before == null || change.after === null) return false
    if (read(change.before).partitionBound === read(change.after).partitionBound) return false
    if (kind === 'column') {
      const { identity: _, ...old } = definitionOf(this.source, key)
      const { identity: __, ...wanted } = definitionOf(this.target, key)
      return JSON.stringify(old) === JSON.stringify(wanted)
    }
    const mine = Object.hasOwn(this.target, key) ? this.target : this.source
    return !/^CHECK/.test(text(definitionOf(mine, key).definition) ?? '')
  }

  /** A table of a type gets and loses its columns with the type. */
  private comesWithType(column: string): boolean {
    const table = tableOf(column)
    const [old, wanted] = [definitionOf(this.source, table), definitionOf(this.target, table)]
    if (old.ofType === undefined || old.ofType !== wanted.ofType) return false
    return Object.hasOwn(this.source, column) !== Object.hasOwn(this.target, column)
  }

  /** What is altered at a parent reaches its children, whatever they had of their own there. */
  private followParents(): void {
    for (const table of Object.keys(this.target).filter((key) => key.startsWith('table:'))) {
      const before = parentsOf(this.source, table)
      for (const parent of parentsOf(this.target, table)) {
        if (!before.includes(parent)) continue
        for (const column of [...this.alters]) {
          if (!column.startsWith('column:') || tableOf(column) !== parent) continue
          const own = keyOf('column', [...keyNames(table), keyNames(column)[2] ?? ''])
          if (Object.hasOwn(this.source, own) && Object.hasOwn(this.target, own)) this.alters.add(own)
        }
      }
    }
  }

  private rebuild(key: string): void {
    this.drops.add(key)
    this.creates.add(key)
    this.rebuilt.add(key)
  }

  /** What depends on an object that goes, or changes its type, has to make room for it. */
  private rebuildDependents(key: string): void {
    const { kind } = parseCatalogKey(key)
    const altered = this.alters.has(key)
    if (altered && !['column', 'enum', 'composite'].includes(kind)) return
    const [old, wanted] = [definitionOf(this.source, key), definitionOf(this.target, key)]
    if (altered && kind === 'column' && old.type === wanted.type && old.collation === wanted.collation) return
    if (altered && kind === 'enum' && !this.isReplaced(key)) return
    for (const of of this.dependents.get(key) ?? []) {
      if (this.drops.has(of) || !Object.hasOwn(this.source, of)) continue
      if (!Object.hasOwn(this.target, of)) continue
      const dependent = parseCatalogKey(of).kind
      if (dependent === 'table') continue
      if (dependent === 'column') {
        if (definitionOf(this.source, of).generated === undefined) {
          if (!altered) this.resetDefault(of, key)
          continue
        }
      } else if (altered && kind === 'column' && followsColumn.has(dependent)) continue
      this.alters.delete(of)
      this.rebuild(of)
      this.rebuildDependents(of)
    }
  }

  private readonly defaultsAside = new Set<string>()

  private resetDefault(column: string, on: string): void {
    const keeps = this.source[column] === this.target[column]
    if (/^(function|sequence|aggregate):/.test(on)) {
      if (keeps) this.defaultsAside.add(column)
    } else if (this.rebuilt.has(on))
      this.unwritten.push({
        key: on,
        why: `${keyNames(column).join('.')} is of this type, which cannot change in place`,
      })
  }

  /** Comments, rights, row security, triggers and the like went with their relation and come back with it. */
  private bringBackParts(): void {
    const replaced = [...this.alters].filter((key) => key.startsWith('enum:') && this.isReplaced(key))
    const again = new Set([...replaced, ...[...this.rebuilt].filter((key) => this.creates.has(key))])
    if (again.size === 0) return
    const relations = new Set([...again].map((key) => key.slice(key.indexOf(':') + 1)))
    for (const key of Object.keys(this.target)) {
      if (this.creates.has(key)) continue
      if (this.belongsTo(key, again, relations)) {
        this.alters.delete(key)
        this.creates.add(key)
      }
    }
  }

  private isReplaced(key: string): boolean {
    const labels = (catalog: Catalog) => list(definitionOf(catalog, key).labels)
    return this.newValuesAtOnce || !isLonger(labels(this.source), labels(this.target))
  }

  private belongsTo(key: string, again: ReadonlySet<string>, relations: ReadonlySet<string>): boolean {
    if (key.startsWith('comment:')) return again.has(key.slice('comment:'.length))
    if (key.startsWith('grant:')) {
      const [schema = '', relation = '', column] = grantParts(key).path
      if (column !== undefined && again.has(keyOf('column', [schema, relation, column]))) return true
      return ['view', 'matview', 'table', 'sequence'].some((kind) =>
        again.has(keyOf(kind, [schema, relation])),
      )
    }
    const kind = parseCatalogKey(key).kind
    if (!['columncomment', 'index', 'trigger', 'rule'].includes(kind)) return false
    const relation = tableOf(key)
    return relations.has(relation.slice('table:'.length)) && !again.has(relation)
  }

  /** Types and functions go last where columns are still of them. */
  private dropped(): { early: string[]; late: string[] } {
    const own = [...this.drops].filter((key) => !this.goesWithOther(key))
    const explicit = new Set(own)
    const sorted = [...own].sort(
      (a, b) => compare(phaseOf(b, this.source), phaseOf(a, this.source)) || compare(a, b),
    )
    const needs = new Map<string, Set<string>>()
    for (const { of, on } of this.before.dependencies) {
      const [one, other] = [of, on].map((key) => (explicit.has(key) ? key : this.ownerIn(key))) as [
        string,
        string,
      ]
      // A relation is in no need of its own parts.
      if (one !== other && this.relationOf(other) !== one) add(needs, other, one)
    }
    for (const key of own.filter((each) => this.isInheritedDrop(each)))
      for (const parent of parentsOf(this.source, tableOf(key)))
        add(needs, key, keyOf(parseCatalogKey(key).kind, [...keyNames(parent), keyNames(key)[2] ?? '']))
    const ordered = inOrder(sorted, needs)
    const late = new Set(
      ordered.filter(
        (key) =>
          lateKinds.has(parseCatalogKey(key).kind) &&
          !this.creates.has(key) &&
          [...(this.dependents.get(key) ?? [])].some((of) => this.alters.has(of)),
      ),
    )
    const asides = [...this.defaultsAside].sort().map((column) => `aside:${column}`)
    return {
      early: [
        ...asides,
        ...ordered.filter((key) => !late.has(key) && !alwaysLast.has(parseCatalogKey(key).kind)),
      ],
      late: ordered.filter((key) => late.has(key) || alwaysLast.has(parseCatalogKey(key).kind)),
    }
  }

  /** A dropped table takes its parts along, and so do columns, owners and relations that are dropped. */
  private goesWithOther(key: string): boolean {
    const { kind, of } = parseCatalogKey(key)
    const gone = (other: string | null) => other !== null && this.drops.has(other)
    if (kind === 'comment' && of)
      return gone(key.slice('comment:'.length)) || this.partGone(key.slice('comment:'.length))
    if (kind === 'sequence') {
      const owner = ownerOf(definitionOf(this.source, key))
      if (owner === null) return false
      const identity = definitionOf(this.source, owner).identity !== undefined
      return gone(owner) || gone(tableOf(owner)) || identity
    }
    if (kind === 'grant') {
      const [schema = '', relation = '', column] = grantParts(key).path
      if (column !== undefined && gone(keyOf('column', [schema, relation, column]))) return true
      return ['table', 'view', 'matview', 'sequence'].some((each) => gone(keyOf(each, [schema, relation])))
    }
    return this.partGone(key)
  }

  private partGone(key: string): boolean {
    const table = tableKeyOf(key)
    const relation = table ?? (key.startsWith('columncomment:') ? tableOf(key) : null)
    if (relation === null) return false
    const path = relation.slice('table:'.length)
    const gone = [relation, `view:${path}`, `matview:${path}`].find((each) => this.drops.has(each))
    return gone === undefined ? this.inheritedByPartition(key) : !this.standsBetween(key, gone)
  }

  /** A part of a relation that goes, and in need of another one that goes too: those cannot go one by one. */
  private standsBetween(part: string, relation: string): boolean {
    return [...(this.needed.get(part) ?? [])].some((on) => {
      const owner = this.ownerIn(on)
      if (owner === relation || !this.drops.has(owner)) return false
      if (/^(table|view|matview):/.test(owner)) return true
      return [...(this.needed.get(owner) ?? [])].some((each) => /^(table|column|view|matview):/.test(each))
    })
  }

  /** The relation that an object is part of where that goes, else the object. */
  private ownerIn(key: string): string {
    return this.relationOf(key) ?? key
  }

  private relationOf(part: string): string | null {
    const table = tableKeyOf(part)
    if (table === null) return null
    const path = table.slice('table:'.length)
    return [table, `view:${path}`, `matview:${path}`].find((each) => this.drops.has(each)) ?? null
  }

  /** What a partition has of its parent goes with it; a table that only inherits may have it on its own as well. */
  private inheritedByPartition(key: string): boolean {
    return definitionOf(this.source, tableOf(key)).partitionBound !== undefined && this.isInheritedDrop(key)
  }

  private isInheritedDrop(key: string): boolean {
    return this.atParents(key, this.source, (other) => this.drops.has(other))
  }

  private atParents(key: string, catalog: Catalog, holds: (key: string) => boolean): boolean {
    const { kind, path } = parseCatalogKey(key)
    if (kind !== 'column' && kind !== 'constraint') return false
    return parentsOf(catalog, tableOf(key)).some((parent) => {
      const other = keyOf(kind, [...keyNames(parent), path[2] ?? ''])
      return holds(other) && (kind === 'column' || catalog[other] === catalog[key])
    })
  }

  private drop(key: string): string[] {
    if (key.startsWith('aside:')) {
      const place = placeOf(this.source, key.slice('aside:'.length))
      return [onColumn(place, 'DROP DEFAULT')]
    }
    if (key === 'schema:public' && !this.rebuilt.has(key)) return ['DROP SCHEMA IF EXISTS "public"']
    return dropObject(key, this.source, this.lenient || this.isInheritedDrop(key))
  }

  /** What an object is written with: a new table brings its columns and its primary key. */
  private nodeIn(set: ReadonlySet<string>, key: string): string {
    const table = /^(column|constraint):/.test(key) ? tableOf(key) : null
    if (table === null || !set.has(table)) return key
    if (key.startsWith('column:')) return table
    return primaryKeyOf(this.target, table) === key ? table : key
  }

  private build(): string[] {
    const all = [...new Set([...this.creates, ...this.alters])]
    const nodes = all.filter((key) => this.nodeIn(this.creates, key) === key && !this.comesWithOther(key))
    const phase = (key: string) => phaseOf(key, this.target)
    const sorted = nodes.sort((a, b) => compare(phase(a), phase(b)) || compare(a, b))
    const known = this.after.dependencies
    const node = (key: string) => this.nodeIn(this.creates, key)
    const later = new Set(circular(known, node).map(({ of }) => of))
    const needs = new Map<string, Set<string>>()
    for (const { of, on, soft } of known)
      if (!(soft && later.has(of)) && node(of) !== node(on)) add(needs, node(of), node(on))
    for (const key of sorted.filter((each) => each.startsWith('column:')))
      for (const parent of this.parentColumns(key)) add(needs, key, parent)
    // A partition needs its parent with its keys, so that it gets them too.
    for (const key of sorted.filter((each) => each.startsWith('table:')))
      for (const parent of parentsOf(this.target, key)) add(needs, key, parent)
    const statements = inOrder(sorted, needs).flatMap((key) => this.make(key, later))
    return [...statements, ...this.afterwards(later)]
  }

  /** Sequences of identity and serial columns come with their column; what a parent has, its children get. */
  private comesWithOther(key: string): boolean {
    const { kind } = parseCatalogKey(key)
    if (kind === 'sequence' && this.creates.has(key)) {
      const owner = ownerOf(definitionOf(this.target, key))
      if (owner === null || !Object.hasOwn(this.target, owner)) return false
      const column = definitionOf(this.target, owner)
      const comes = this.creates.has(owner) || this.creates.has(tableOf(owner))
      if (column.identity !== undefined) return comes || this.alters.has(owner)
      return (
        comes &&
        serialType(placeOf(this.target, owner), column) !== null &&
        ownedSequence(this.target, owner) === key
      )
    }
    if (kind === 'constraint')
      return this.atParents(key, this.target, (other) => Object.hasOwn(this.target, other))
    return false
  }

  /** The same column of the tables that this one inherits from, as keys. */
  private parentColumns(key: string): string[] {
    const name = keyNames(key)[2] ?? ''
    return parentsOf(this.target, tableOf(key)).map((parent) => keyOf('column', [...keyNames(parent), name]))
  }

  /** The catalog before, with what an alteration of the parent has done to this column by now. */
  private afterParents(key: string): Catalog {
    if (!key.startsWith('column:')) return this.source
    const [parent] = this.parentColumns(key).filter((column) => this.alters.has(column))
    if (parent === undefined) return this.source
    const old = definitionOf(this.afterParents(parent), parent)
    const wanted = definitionOf(this.target, parent)
    const reached = { ...definitionOf(this.source, key) }
    for (const field of ['type', 'collation', 'default', 'notNull', 'storage', 'identity', 'generated']) {
      if (JSON.stringify(old[field]) === JSON.stringify(wanted[field])) continue
      if (wanted[field] === undefined) delete reached[field]
      else reached[field] = wanted[field]
    }
    return { ...this.source, [key]: JSON.stringify(reached) }
  }

  private make(key: string, later: ReadonlySet<string>): string[] {
    if (this.alters.has(key)) {
      const source = this.afterParents(key)
      const sides = { key, source, target: this.target, facts: this.after, roles: this.roles }
      if (key.startsWith('enum:') && this.isReplaced(key))
        return replaceEnum(key, source, this.target, this.after)
      const statements = alterObject(sides)
      if (statements !== null) return statements
      return this.cannot(key, 'it would have to be built again, with its rows')
    }
    const { kind } = parseCatalogKey(key)
    if (kind === 'table') {
      const table = definitionOf(this.target, key)
      if (table.kind === 'foreign') return this.cannot(key, 'its server is no part of a schema')
      return createTable(this.target, this.after, key, later)
    }
    if (kind === 'column') {
      const place = placeOf(this.target, key)
      if (this.parentColumns(key).some((column) => this.creates.has(column)))
        return asParents(place, tableOf(key))
      const exists = this.lenient ? 'IF NOT EXISTS ' : ''
      const definition = columnDefinition(place, !later.has(key))
      return [
        `ALTER TABLE ${place.table} ADD COLUMN ${exists}${definition}`,
        ...columnExtras({}, definitionOf(this.target, key)).map((action) => onColumn(place, action)),
      ]
    }
    const statements = createObject(key, this.target, this.after, this.roles, this.lenient)
    if (statements !== null) return statements
    return this.cannot(
      key,
      kind === 'index' ? 'an index that is invalid cannot be written as one' : 'there is no statement for it',
    )
  }

  private cannot(key: string, why: string): string[] {
    this.unwritten.push({ key, why })
    return []
  }

  /** Owners of sequences, defaults that had to wait, and what tables say of themselves once all of it is there. */
  private afterwards(later: ReadonlySet<string>): string[] {
    const owners = [...this.creates].filter((key) => key.startsWith('sequence:') && !this.comesWithOther(key))
    const waiting = [...later].filter(
      (key) => this.creates.has(this.nodeIn(this.creates, key)) && Object.hasOwn(this.target, key),
    )
    const aside = [...this.defaultsAside].filter((key) => !this.alters.has(key))
    const tables = [...this.creates, ...this.alters].filter((key) => key.startsWith('table:'))
    return [
      ...[...new Set([...waiting, ...aside])].sort().flatMap((key) => {
        const { default: value } = definitionOf(this.target, key)
        return value === undefined ? [] : [onColumn(placeOf(this.target, key), `SET DEFAULT ${value}`)]
      }),
      ...owners.sort().flatMap((key) => {
        const owner = ownerOf(definitionOf(this.target, key))
        if (owner === null || !Object.hasOwn(this.target, owner)) return []
        return [`ALTER SEQUENCE ${qualified(keyNames(key))} OWNED BY ${qualified(keyNames(owner))}`]
      }),
      ...tables.sort().flatMap((key) => {
        const old = this.creates.has(key) ? {} : definitionOf(this.source, key)
        return tableState(qualified(keyNames(key)), old, definitionOf(this.target, key))
      }),
    ]
  }
}

/** Bodies that are text may name what does not exist any more, or not yet: they did so where they were read. */
function withLooseBodies(statements: string[]): string[] {
  const inSql = (sql: string) =>
    /^CREATE OR REPLACE (FUNCTION|PROCEDURE) /.test(sql) && /\n LANGUAGE sql\n/.test(sql)
  if (!statements.some(inSql)) return statements
  return ['SET check_function_bodies = off', ...statements, 'RESET check_function_bodies']
}

/** Values that only come. */
function isLonger(before: string[], after: string[]): boolean {
  const kept = after.filter((label) => before.includes(label))
  return kept.length === before.length && kept.every((label, index) => label === before[index])
}
