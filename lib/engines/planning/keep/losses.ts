import { type Definition, definitionOf, text } from '../../../databases/postgres/definitions/definition'
import { keyNames, keyOf, sqlNames } from '../../../databases/postgres/definitions/names'
import { parentsOf } from '../../../databases/postgres/definitions/tables'
import type { Catalog, CatalogChange } from '../../../domain/catalog'
import { catalogName } from '../../../domain/catalog-key'
import type { PlannedMigration } from '../../../domain/plan'
import { type Effect, effectsOf } from '../../../sql/effects'
import { isLossless, isOfUser } from './lossless'
import { keysOf, type Reference, referencesOf } from './references'
import { type LiveColumn, type LiveTable, Trail } from './trail'

/** What one segment destroys of one table that is there before the plan. */
export interface Doomed {
  migration: number
  segment: number
  /** It commits on its own, so that nothing can be copied with it. */
  alone: boolean
  table: LiveTable
  /** Its path when the segment begins. */
  start: string[]
  /** `dropped`: the whole table. `emptied`: rows go. `changed`: values do. */
  how: 'dropped' | 'emptied' | 'changed'
  /** Those that lose values (`changed`), or all that can be written. */
  columns: { column: LiveColumn; start: string; type: string }[]
  because: string[]
  /** Lists of columns that tell its rows apart when the segment begins, the best first. */
  keys: { column: LiveColumn; start: string; type: string }[][]
  kind: string | null
  hasTriggers: boolean
}

export interface Losses {
  trail: Trail
  doomed: Doomed[]
  /** Columns whose values the plan changes or converts: no row is found again by them. */
  unstable: Set<LiveColumn>
  /** Statements whose work cannot be read: migration, and what it is. */
  opaque: { migration: string; summary: string; line: number }[]
}

/** What could destroy rows or values, before anything is parsed. */
const harmful = /\b(?:drop|truncate|delete|update|alter|do|call|merge|rename)\b/i

/** Reads from statements and measured changes what a plan destroys of the rows that are there before it, in its order. */
export function findLosses(
  base: Catalog,
  migrations: readonly PlannedMigration[],
  defaultSchema: string,
): Losses {
  const harmless = !migrations.some(mayDestroy)
  const trail = new Trail(harmless ? {} : base, defaultSchema)
  const losses: Losses = { trail, doomed: [], unstable: new Set(), opaque: [] }
  if (harmless) return losses
  const walk = new Walk(base, trail, losses)
  migrations.forEach((migration, index) => {
    migration.segments.forEach((segment, at) => {
      const changes = migration.segmentChanges ? (migration.segmentChanges[at] ?? []) : migration.changes
      const statements = segment.statements.flatMap((each) => migration.statements[each] ?? [])
      for (const { text: sql, summary, line } of statements) {
        const effects = harmful.test(sql) ? effectsOf(sql) : []
        if (effects.some(({ kind }) => kind === 'opaque'))
          losses.opaque.push({ migration: migration.name, summary, line })
        walk.take(effects)
      }
      walk.endSegment({ migration: index, segment: at, alone: !segment.transaction }, changes)
    })
  })
  return losses
}

function mayDestroy({ statements, changes }: PlannedMigration): boolean {
  if (changes.some(({ key, before }) => before !== null && /^(?:table|column):/.test(key))) return true
  return statements.some(({ text: sql }) => /\b(?:drop|truncate|delete|update|do|call|merge)\b/i.test(sql))
}

interface Happened {
  dropped: boolean
  emptied: boolean
  columns: Map<LiveColumn, { why: 'dropped' | 'overwritten' | 'computed' | 'retyped'; words: string }>
  because: Set<string>
}

class Walk {
  /** As it is when the segment begins; changed in place, since copies of it for each would cost more than the rest. */
  private readonly current: Catalog
  private happened = new Map<LiveTable, Happened>()
  private references: Reference[] | null = null

  constructor(
    base: Catalog,
    private readonly trail: Trail,
    private readonly losses: Losses,
  ) {
    this.current = { ...base }
  }

  take(effects: Effect[]): void {
    for (const effect of effects) this.takeOne(effect)
  }

  private takeOne(effect: Effect): void {
    if (effect.kind === 'drop-schema') {
      for (const table of this.trail.tables)
        if (table.now?.[0] === effect.schema) this.dropTable(table, `the schema ${effect.schema} is dropped`)
      return
    }
    if (!('table' in effect)) return
    const table = this.trail.named(effect)
    if (!table) return
    const column = 'column' in effect ? this.trail.column(table, effect.column) : null
    if (effect.kind === 'drop-table') this.dropTable(table, `${said(table)} is dropped`)
    if (effect.kind === 'truncate')
      this.empty(table, `${said(table)} is emptied`, effect.cascade ? 'all' : null)
    if (effect.kind === 'delete') this.empty(table, `rows of ${said(table)} are deleted`, 'cascade')
    if (effect.kind === 'rename-table') this.trail.renameTable(table, effect.to)
    if (effect.kind === 'update') {
      const columns = effect.columns.flatMap((name) => this.trail.column(table, name) ?? [])
      for (const each of columns) this.touch(table, each, 'overwritten', 'is overwritten')
      this.follow(table, columns)
    }
    if (column === null) return
    if (effect.kind === 'drop-column') {
      this.touch(table, column, 'dropped', 'is dropped')
      this.trail.dropColumn(table, column)
    }
    if (effect.kind === 'retype')
      this.touch(table, column, effect.computed ? 'computed' : 'retyped', 'is converted')
    if (effect.kind === 'rename-column') this.trail.renameColumn(table, column, effect.to)
  }

  private dropTable(table: LiveTable, because: string): void {
    const happened = this.of(table)
    happened.dropped = true
    happened.because.add(because)
    this.trail.dropTable(table)
  }

  /** `through`: foreign keys that take rows of other tables along, all of them or those that say so. */
  private empty(table: LiveTable, because: string, through: 'all' | 'cascade' | null): void {
    const happened = this.of(table)
    if (happened.emptied) return
    happened.emptied = true
    happened.because.add(because)
    if (through === null) return
    for (const reference of this.referencesTo(table)) {
      const other = this.trail.startedAs(reference.from)
      if (!other) continue
      if (through === 'all' || reference.onDelete === 'cascade')
        this.empty(other, `rows of ${said(other)} go with those of ${said(table)}`, through)
      else if (reference.onDelete === 'set')
        for (const name of reference.columns) {
          const column = this.columnAtStart(other, name)
          if (column) this.touch(other, column, 'overwritten', `is cleared with the rows of ${said(table)}`)
        }
    }
  }

  /** Foreign keys carry a changed key along. */
  private follow(table: LiveTable, columns: LiveColumn[]): void {
    const names = new Set(columns.map(({ start }) => start))
    if (!keysOf(this.current, table.start).some((key) => key.some((name) => names.has(name)))) return
    for (const reference of this.referencesTo(table).filter(({ onUpdate }) => onUpdate)) {
      const other = this.trail.startedAs(reference.from)
      for (const name of other ? reference.columns : []) {
        const column = other && this.columnAtStart(other, name)
        if (column && other) this.touch(other, column, 'overwritten', `follows a key of ${said(table)}`)
      }
    }
  }

  private referencesTo(table: LiveTable): Reference[] {
    this.references ??= referencesOf(this.current)
    const key = keyOf('table', table.start)
    return this.references.filter(({ to }) => keyOf('table', to) === key)
  }

  private columnAtStart(table: LiveTable, name: string): LiveColumn | null {
    for (const column of table.columns.values())
      if (column.start === name && column.now !== null) return column
    return null
  }

  private touch(
    table: LiveTable,
    column: LiveColumn,
    why: 'dropped' | 'overwritten' | 'computed' | 'retyped',
    words: string,
  ): void {
    const { columns } = this.of(table)
    if (!columns.has(column) || why !== 'retyped') columns.set(column, { why, words })
  }

  private of(table: LiveTable): Happened {
    const known = this.happened.get(table)
    if (known) return known
    const fresh = { dropped: false, emptied: false, columns: new Map(), because: new Set<string>() }
    this.happened.set(table, fresh)
    return fresh
  }

  endSegment(at: Pick<Doomed, 'migration' | 'segment' | 'alone'>, changes: CatalogChange[]): void {
    const after = new Map(changes.map((change) => [change.key, change.after]))
    const now = (key: string) => (after.has(key) ? (after.get(key) ?? null) : (this.current[key] ?? null))
    this.reconcile(changes, now)
    for (const [table, happened] of this.happened) this.conclude(at, table, happened, now)
    for (const [key, definition] of after) {
      if (definition === null) delete this.current[key]
      else this.current[key] = definition
    }
    this.happened = new Map()
    this.references = null
    this.trail.beginSegment()
  }

  /** What went, or became another type, without a statement that says so: by CASCADE, or in a block of code. */
  private reconcile(changes: CatalogChange[], now: (key: string) => string | null): void {
    for (const { key, before } of changes) {
      if (before === null || !key.startsWith('table:')) continue
      const table = this.trail.startedAs(keyNames(key))
      if (table?.now && now(keyOf('table', table.now)) === null)
        this.dropTable(table, `${said(table)} is dropped`)
    }
    for (const { key, before } of changes) {
      if (before === null || !key.startsWith('column:')) continue
      const [schema = '', name = '', part = ''] = keyNames(key)
      const table = this.trail.startedAs([schema, name])
      const column = table?.now ? this.columnAtStart(table, part) : null
      if (!table?.now || !column) continue
      const there = now(keyOf('column', [...table.now, column.now ?? '']))
      if (there === null) {
        this.touch(table, column, 'dropped', 'is dropped')
        this.trail.dropColumn(table, column)
      } else if (typeIn(there) !== typeIn(before)) this.touch(table, column, 'retyped', 'is converted')
    }
  }

  private conclude(
    at: Pick<Doomed, 'migration' | 'segment' | 'alone'>,
    table: LiveTable,
    happened: Happened,
    now: (key: string) => string | null,
  ): void {
    const definition = definitionOf(this.current, keyOf('table', table.start))
    const changed: LiveColumn[] = []
    const words: string[] = []
    for (const [column, { why, words: happens }] of happened.columns) {
      if (!this.isThere(table, column)) continue
      const [from, to] = [this.typeAtStart(table, column), this.typeNow(table, column, now)]
      if (why === 'retyped' && to !== null && this.sameValues(from, to)) continue
      this.losses.unstable.add(column)
      changed.push(column)
      const conversion = to === null || from === to ? '' : ` from ${from} to ${to}`
      words.push(`${said(table)}.${column.base} ${happens}${why === 'dropped' ? '' : conversion}`)
    }
    if (this.goesWithParent(table, happened)) return
    const about = {
      ...at,
      table,
      start: table.start,
      keys: keysOf(this.current, table.start).flatMap((names) => {
        const key = names.flatMap((name) => {
          const column = [...table.columns.values()].find(({ start }) => start === name)
          return column ? [{ column, start: name, type: this.typeAtStart(table, column) }] : []
        })
        return key.length === names.length ? [key] : []
      }),
      kind: this.kindOf(table.start, definition),
      hasTriggers: Object.keys(this.current).some((key) =>
        key.startsWith(`${keyOf('trigger', table.start)}.`),
      ),
    }
    const doom = (how: Doomed['how'], lost: LiveColumn[], because: string[]) => {
      const columns = lost.flatMap((column) => {
        if (definitionOf(this.current, this.startKey(table, column)).generated !== undefined) return []
        return [{ column, start: column.start, type: this.typeAtStart(table, column) }]
      })
      if (columns.length > 0) this.losses.doomed.push({ ...about, how, columns, because })
    }
    const all = [...table.columns.values()].filter((each) => this.isThere(table, each))
    const because = [...happened.because]
    if (happened.dropped) doom('dropped', all, because)
    else if (happened.emptied) doom('emptied', all, because)
    if (!happened.dropped) doom('changed', changed, words)
  }

  /** A key holds within one table: rows of those that inherit from it may have the same. */
  private kindOf(start: string[], definition: Definition): string | null {
    if (definition.inherits && !definition.partitionBound) return 'inherits'
    const key = keyOf('table', start)
    const heirs = Object.keys(this.current).some(
      (each) =>
        each.startsWith('table:') &&
        parentsOf(this.current, each).includes(key) &&
        definitionOf(this.current, each).partitionBound === undefined,
    )
    return heirs ? 'inherited' : text(definition.kind)
  }

  /** Partitions are copied with what they are parts of. */
  private goesWithParent(table: LiveTable, { dropped }: Happened): boolean {
    const key = keyOf('table', table.start)
    if (!dropped || definitionOf(this.current, key).partitionBound === undefined) return false
    return parentsOf(this.current, key).some((parent) => {
      const other = this.trail.startedAs(keyNames(parent))
      const fate = other ?? [...this.happened.keys()].find(({ start }) => keyOf('table', start) === parent)
      return fate ? this.happened.get(fate)?.dropped === true : false
    })
  }

  private sameValues(from: string, to: string): boolean {
    if (isLossless(from, to)) return true
    // From one list of values to another a value stays itself, or the conversion fails.
    return this.isEnum(from) && isOfUser(to)
  }

  private isEnum(type: string): boolean {
    const [schema = '', name = ''] = sqlNames(type)
    return Object.hasOwn(this.current, keyOf('enum', [schema, name]))
  }

  private isThere(table: LiveTable, column: LiveColumn): boolean {
    return Object.hasOwn(this.current, this.startKey(table, column))
  }

  private startKey(table: LiveTable, column: LiveColumn): string {
    return keyOf('column', [...table.start, column.start])
  }

  private typeAtStart(table: LiveTable, column: LiveColumn): string {
    return typeIn(this.current[this.startKey(table, column)] ?? null)
  }

  private typeNow(table: LiveTable, column: LiveColumn, now: (key: string) => string | null): string | null {
    if (!table.now || column.now === null) return null
    const there = now(keyOf('column', [...table.now, column.now]))
    return there === null ? null : typeIn(there)
  }
}

function typeIn(definition: string | null): string {
  return text(definitionOf({ column: definition ?? '{}' }, 'column').type) ?? ''
}

function said(table: LiveTable): string {
  return catalogName(table.base)
}
