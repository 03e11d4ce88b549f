import type { Catalog } from '../../domain/catalog'
import type { Effect, TableName } from '../../sql/effects'

/**
 * Follows a script's renames and creations, so that a name in it can be traced to the table and column that the live
 * database has now. New tables and columns trace to nothing: they hold no rows that could be lost.
 */
export class LiveNames {
  private readonly tables = new Map<string, string | null>()
  private readonly columns = new Map<string, string | null>()
  /** Tables whose rows an earlier statement of the plan may have changed. */
  private readonly touched = new Set<string>()
  private opaque = false

  constructor(
    private readonly live: Catalog,
    private readonly defaultSchema: string,
  ) {}

  /** `schema.table` of the live database; null when it has no such table. */
  table(name: TableName): string | null {
    const key = this.key(name)
    const renamed = this.tables.get(key)
    if (renamed !== undefined) return renamed
    return `table:${key}` in this.live ? key : null
  }

  /** The live name of a column of a live table; null when it is new. */
  column(name: TableName & { column: string }): string | null {
    const table = this.table(name)
    if (table === null) return null
    const renamed = this.columns.get(`${table}.${name.column}`)
    if (renamed !== undefined) return renamed
    return `column:${table}.${name.column}` in this.live ? name.column : null
  }

  /** Whether rows of the table may differ, when the script gets here, from what is counted now. */
  mayHaveChanged(table: string): boolean {
    return this.opaque || this.touched.has(table)
  }

  follow(effect: Effect): void {
    if (effect.kind === 'opaque') this.opaque = true
    if (effect.kind === 'create-table') this.tables.set(this.key(effect), null)
    if (effect.kind === 'rename-table') {
      this.tables.set(this.key({ schema: effect.schema, table: effect.to }), this.table(effect))
      this.tables.set(this.key(effect), null)
    }
    if (effect.kind === 'rename-column') {
      const table = this.table(effect)
      const column = this.column(effect)
      if (table) this.columns.set(`${table}.${effect.to}`, column).set(`${table}.${effect.column}`, null)
    }
    if (effect.kind === 'add-column' || effect.kind === 'drop-column') {
      const table = this.table(effect)
      if (table) this.columns.set(`${table}.${effect.column}`, null)
    }
    if (effect.kind === 'drop-table') this.tables.set(this.key(effect), null)
    if (
      effect.kind === 'update' ||
      effect.kind === 'delete' ||
      effect.kind === 'truncate' ||
      effect.kind === 'insert'
    ) {
      const table = this.table(effect)
      if (table) this.touched.add(table)
    }
  }

  private key(name: TableName): string {
    return `${name.schema ?? this.defaultSchema}.${name.table}`
  }
}
