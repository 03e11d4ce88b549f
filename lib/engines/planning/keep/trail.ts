import { keyNames, keyOf } from '../../../databases/postgres/definitions/names'
import type { Catalog } from '../../../domain/catalog'
import type { TableName } from '../../../sql/effects'

/** A table that the live database has, followed through a plan. Paths are unquoted: schema, name. */
export interface LiveTable {
  /** Where it is before the plan, and after it. */
  base: string[]
  /** Null: dropped. */
  now: string[] | null
  /** Where it was when the segment began. */
  start: string[]
  columns: Map<string, LiveColumn>
}

export interface LiveColumn {
  /** Name before the plan. */
  base: string
  /** Null: dropped. */
  now: string | null
  start: string
}

/** Follows the names of everything that holds rows before a plan runs, from segment to segment. What the plan makes is in none. */
export class Trail {
  readonly tables: LiveTable[] = []
  private readonly byName = new Map<string, LiveTable>()
  private readonly byStart = new Map<string, LiveTable>()
  private readonly moved = new Set<LiveTable>()

  constructor(
    base: Catalog,
    private readonly defaultSchema: string,
  ) {
    const keys = Object.keys(base)
    for (const key of keys.filter((each) => each.startsWith('table:'))) {
      const path = keyNames(key)
      const table: LiveTable = { base: path, now: path, start: path, columns: new Map() }
      this.tables.push(table)
      this.byName.set(key, table)
    }
    for (const key of keys.filter((each) => each.startsWith('column:'))) {
      const [schema = '', table = '', name = ''] = keyNames(key)
      const column: LiveColumn = { base: name, now: name, start: name }
      this.byName.get(keyOf('table', [schema, table]))?.columns.set(name, column)
    }
  }

  /** Names from here on are those of the moment. */
  beginSegment(): void {
    for (const table of this.moved) {
      table.start = table.now ?? table.start
      for (const column of table.columns.values()) column.start = column.now ?? column.start
    }
    this.moved.clear()
    this.byStart.clear()
  }

  named({ schema, table }: TableName): LiveTable | null {
    return this.at([schema ?? this.defaultSchema, table])
  }

  at(path: string[]): LiveTable | null {
    return this.byName.get(keyOf('table', path)) ?? null
  }

  /** By its name when the segment began. */
  startedAs(path: string[]): LiveTable | null {
    if (this.byStart.size === 0) {
      for (const table of this.moved) this.byStart.set(keyOf('table', table.start), table)
    }
    return this.byStart.get(keyOf('table', path)) ?? this.notMoved(path)
  }

  private notMoved(path: string[]): LiveTable | null {
    const table = this.at(path)
    return table && !this.moved.has(table) ? table : null
  }

  column(table: LiveTable, name: string): LiveColumn | null {
    for (const column of table.columns.values()) if (column.now === name) return column
    return null
  }

  dropTable(table: LiveTable): void {
    this.touch(table)
    if (table.now) this.byName.delete(keyOf('table', table.now))
    table.now = null
  }

  renameTable(table: LiveTable, to: string): void {
    this.touch(table)
    if (!table.now) return
    this.byName.delete(keyOf('table', table.now))
    table.now = [table.now[0] ?? '', to]
    this.byName.set(keyOf('table', table.now), table)
  }

  dropColumn(table: LiveTable, column: LiveColumn): void {
    this.touch(table)
    column.now = null
  }

  renameColumn(table: LiveTable, column: LiveColumn, to: string): void {
    this.touch(table)
    column.now = to
  }

  private touch(table: LiveTable): void {
    if (this.moved.has(table)) return
    this.moved.add(table)
    this.byStart.clear()
  }
}
