import type pg from 'pg'
import { DatabaseError, type Identity, type Session } from '../database'
import { toDatabaseError } from './database-error-info'

/** A session over one pg client of its own. */
export class PostgresSession implements Session {
  private ended = false
  readonly lexical = { conformingStrings: true, utf8: true }

  constructor(
    private readonly client: pg.Client,
    readonly identity: Identity,
    readonly backend: { pid: number; startedAt: string },
  ) {
    client.on('end', () => {
      this.ended = true
    })
    client.on('error', () => {
      this.ended = true
    })
    client.connection.on('parameterStatus', (status: { parameterName: string; parameterValue: string }) => {
      this.note(status)
    })
  }

  get closed(): boolean {
    return this.ended
  }

  /** Inside BEGIN … COMMIT, a failed one included. */
  get inTransaction(): boolean {
    const status = this.client.getTransactionStatus()
    return status === 'T' || status === 'E'
  }

  async query<Row = Record<string, unknown>>(
    sql: string,
    parameters: unknown[] = [],
    options: { prepared?: string } = {},
  ) {
    this.refuseWhenClosed()
    try {
      // Without the explicit mode pg sends a text without parameters by the simple protocol, where it may hold several.
      const name = options.prepared && { name: options.prepared }
      const query = { text: sql, values: parameters, queryMode: 'extended', ...name }
      const result = await this.client.query<Record<string, unknown>>(query)
      return { rows: result.rows as Row[], rowCount: result.rowCount }
    } catch (error) {
      await this.answered()
      throw toDatabaseError(error)
    }
  }

  async script<Row = Record<string, unknown>>(sql: string) {
    this.refuseWhenClosed()
    try {
      const result: pg.QueryResult | pg.QueryResult[] = await this.client.query(sql)
      const results = Array.isArray(result) ? result : [result]
      const last = results.at(-1)
      return {
        rows: (last?.rows ?? []) as Row[],
        rowCount: last?.rowCount ?? null,
        commands: results.map(({ command, rowCount }) => ({ tag: command, rowCount })),
      }
    } catch (error) {
      await this.answered()
      throw toDatabaseError(error)
    }
  }

  /** Sends what answers as a stream. */
  stream<T extends pg.Submittable>(query: T): T {
    this.refuseWhenClosed()
    return this.client.query(query)
  }

  async close(): Promise<void> {
    if (this.ended) return
    this.ended = true
    await this.client.end().catch(() => {})
  }

  /** An error may come in before the word on the transaction: until that is here, `inTransaction` is about the past. */
  private async answered(): Promise<void> {
    const { client } = this
    // pg's types leave it out.
    if (this.ended || (client as unknown as { readyForQuery: boolean }).readyForQuery) return
    await new Promise<void>((resolve) => {
      const done = () => {
        client.connection.removeListener('readyForQuery', done)
        client.removeListener('end', done)
        client.removeListener('error', done)
        resolve()
      }
      client.connection.once('readyForQuery', done)
      client.once('end', done)
      client.once('error', done)
    })
  }

  /** The server tells of these settings whenever they change, however a script changed them. */
  private note({ parameterName, parameterValue }: { parameterName: string; parameterValue: string }): void {
    if (parameterName === 'standard_conforming_strings')
      this.lexical.conformingStrings = parameterValue === 'on'
    if (parameterName === 'client_encoding') this.lexical.utf8 = /^utf-?8$/i.test(parameterValue)
  }

  private refuseWhenClosed(): void {
    if (this.ended)
      throw new DatabaseError({ sqlstate: null, message: 'The connection to the database is closed.' })
  }
}
