import pg from 'pg'
import type { Session } from '../../databases/database'
import type { Catalog } from '../../domain/catalog'
import type { Loss } from '../../domain/plan'
import { type Effect, effectsOf } from '../../sql/effects'
import { countRepeated, countRows } from './count-rows'
import { LiveNames } from './live-names'

export interface Judgement {
  losses: Loss[]
  unexecutable: string[]
  /** Live tables that the statements touch, `schema.table`. */
  tables: string[]
}

/**
 * Walks through statements in order and counts, on the live database, what each would destroy and which rows would
 * make it fail. Only the syntax is read: what a DO block or a trigger does is said to be unknown.
 */
export async function judgeEffects(
  session: Session,
  live: Catalog,
  statements: string[],
  defaultSchema: string,
): Promise<Judgement> {
  const judge = new Judge(session, new LiveNames(live, defaultSchema), live)
  for (const effect of statements.flatMap(effectsOf)) await judge.take(effect)
  return {
    losses: judge.losses,
    unexecutable: judge.unexecutable,
    tables: [...judge.tables],
  }
}

const number = new Intl.NumberFormat('en-US')
const notCounted = 'the table is too large, or may not be read, and was not counted'

class Judge {
  readonly losses: Loss[] = []
  readonly unexecutable: string[] = []
  readonly tables = new Set<string>()
  private readonly enums = new Map<string, string[]>()

  constructor(
    private readonly session: Session,
    private readonly names: LiveNames,
    private readonly live: Catalog,
  ) {}

  async take(effect: Effect): Promise<void> {
    if ('table' in effect) {
      const table = this.names.table(effect)
      if (table) this.tables.add(table)
    }
    await this.judge(effect)
    this.names.follow(effect)
  }

  private async judge(effect: Effect): Promise<void> {
    switch (effect.kind) {
      case 'drop-table':
      case 'truncate':
        return this.wholeTable(
          this.names.table(effect),
          effect.kind === 'truncate' ? 'is emptied' : 'is dropped',
        )
      case 'drop-schema':
        for (const key of Object.keys(this.live)) {
          if (key.startsWith(`table:${effect.schema}.`))
            await this.wholeTable(key.slice('table:'.length), 'is dropped')
        }
        return
      case 'drop-column':
        return this.droppedColumn(effect)
      case 'add-column':
        return effect.required ? this.requiredColumn(effect) : undefined
      case 'set-not-null':
        return this.notNull(effect)
      case 'create-enum':
        this.enums.set(effect.type, effect.labels)
        return
      case 'unique':
        return this.unique(effect)
      case 'retype':
        return this.retyped(effect)
      case 'delete':
        return this.uncounted(
          this.names.table(effect),
          'rows are deleted by the script',
          'which rows it deletes is decided when it runs',
        )
      case 'update': {
        const table = this.names.table(effect)
        const old = effect.columns.filter((column) => this.names.column({ ...effect, column }) !== null)
        if (old.length > 0)
          this.uncounted(
            table,
            `values of ${old.join(', ')} are overwritten by the script`,
            'which rows it changes is decided when it runs',
          )
        return
      }
      case 'opaque':
        this.losses.push({
          object: 'script',
          what: 'A block of code runs',
          count: null,
          of: null,
          exact: false,
          why: 'what a DO block, a call or a MERGE does to rows cannot be read from its text',
        })
    }
  }

  private async wholeTable(table: string | null, happens: string): Promise<void> {
    if (!table) return
    const { count, exact } = await countRows(this.session, table)
    this.losses.push({
      object: `table:${table}`,
      what: `${table} ${happens}`,
      count,
      of: count,
      exact,
      ...(count === null && { why: notCounted }),
    })
  }

  private async droppedColumn(effect: Extract<Effect, { kind: 'drop-column' }>): Promise<void> {
    const table = this.names.table(effect)
    const column = this.names.column(effect)
    if (!table || !column) return
    const counted = await countRows(this.session, table, `${pg.escapeIdentifier(column)} IS NOT NULL`)
    const what = `${table}.${column} is dropped with its values`
    this.losses.push({
      object: `column:${table}.${column}`,
      what,
      ...counted,
      ...(counted.count === null && {
        why: notCounted,
      }),
    })
  }

  private async requiredColumn(effect: Extract<Effect, { kind: 'add-column' }>): Promise<void> {
    const table = this.names.table(effect)
    if (!table || this.names.mayHaveChanged(table)) return
    const { count, exact } = await countRows(this.session, table)
    if (!count) return
    this.unexecutable.push(
      `${table}.${effect.column} is required and has no default: PostgreSQL refuses it, since the table has ${exact ? '' : 'about '}${number.format(count)} rows.`,
    )
  }

  private async notNull(effect: Extract<Effect, { kind: 'set-not-null' }>): Promise<void> {
    const table = this.names.table(effect)
    const column = this.names.column(effect)
    if (!table || !column || this.names.mayHaveChanged(table)) return
    const { count } = await countRows(this.session, table, `${pg.escapeIdentifier(column)} IS NULL`)
    if (!count) return
    this.unexecutable.push(
      `${table}.${column} becomes required, and ${number.format(count)} rows hold NULL there.`,
    )
  }

  private async unique(effect: Extract<Effect, { kind: 'unique' }>): Promise<void> {
    const table = this.names.table(effect)
    const columns = effect.columns.map((column) => this.names.column({ ...effect, column }))
    // A column that is new holds NULL or one default; only values that are there now can be counted.
    if (!table || columns.includes(null) || this.names.mayHaveChanged(table)) return
    const repeated = await countRepeated(this.session, table, columns as string[])
    if (!repeated) return
    const values = repeated === 1 ? '1 value stands' : `${number.format(repeated)} values stand`
    this.unexecutable.push(
      `${table} (${effect.columns.join(', ')}) becomes unique, and ${values} there in more than one row.`,
    )
  }

  private async retyped(effect: Extract<Effect, { kind: 'retype' }>): Promise<void> {
    const table = this.names.table(effect)
    const column = this.names.column(effect)
    if (!table || !column) return
    const labels = this.enums.get(effect.to)
    const value = pg.escapeIdentifier(column)
    if (labels) {
      const list = labels.map((label) => pg.escapeLiteral(label)).join(', ')
      const condition = effect.array
        ? `NOT (${value}::text[] <@ ARRAY[${list}]::text[])`
        : `${value}::text NOT IN (${list})`
      return this.refusedValues(
        table,
        condition,
        (count) =>
          `${count} rows of ${table}.${column} hold a value that the new type does not have (it has ${labels.join(', ')}).`,
      )
    }
    if (effect.length !== null && ['varchar', 'bpchar'].includes(effect.to)) {
      return this.refusedValues(
        table,
        `length(${value}::text) > ${effect.length}`,
        (count) => `${count} rows of ${table}.${column} are longer than ${effect.length} characters.`,
      )
    }
    if (!['text', 'int8', 'varchar', 'jsonb'].includes(effect.to)) {
      this.uncounted(
        table,
        `${table}.${column} is converted to ${effect.to}`,
        'whether every value survives the conversion is not computed',
      )
    }
  }

  private async refusedValues(
    table: string,
    condition: string,
    say: (count: string) => string,
  ): Promise<void> {
    if (this.names.mayHaveChanged(table)) return
    const { count } = await countRows(this.session, table, condition)
    if (count) this.unexecutable.push(say(number.format(count)))
  }

  private uncounted(table: string | null, what: string, why: string): void {
    if (!table) return
    this.losses.push({
      object: `table:${table}`,
      what: `${table}: ${what}`,
      count: null,
      of: null,
      exact: false,
      why,
    })
  }
}
