import {
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
  type SqlResultSet,
  type Transaction,
} from '@prisma/driver-adapter-utils'
import type pg from 'pg'
import { databaseErrorInfo } from '../../databases/postgres/database-error-info'
import type { DatabaseErrorInfo } from '../../domain/database-error'
import { FailureError, fail, type Result } from '../../domain/failure'
import { argument, columnType, typeParsers } from './columns'
import { type ConnectionOptions, connectEngine, type EngineConnection, sessionSettings } from './connection'
import { driverAdapterError } from './driver-error'
import { type ReplayHost, rememberReplays } from './remembered-replay'
import { runInPieces, wantsPieces } from './run-in-pieces'
import { seeing } from './several-schemas'

export interface AdapterOptions {
  /** Null: no live database takes part, and the engine's first question goes to the shadow's server. */
  liveUrl: string | null
  /** True for everything but `applyOwn`. */
  readOnly: boolean
  /** What unqualified names mean, on both sides. */
  schema: string
  /** Others that the question is about (`schemasOf`). */
  schemas?: string[]
  /** Milliseconds; counts for advisory locks too. */
  lockTimeoutMs: number
  /** Null: this call needs no shadow. */
  shadowHost: ReplayHost | null
  /** What a shadow's answers depend on beside its scripts. */
  place: string
  /** What stands for a history, and that history's key. */
  standIns: Map<string, string>
}

/** What came over the wire before the engine put its own words on it. */
export interface OriginalError {
  info: DatabaseErrorInfo
  sql: string
}

export interface EngineAdapterFactory extends SqlMigrationAwareDriverAdapterFactory {
  /** The first error that a database gave. */
  originalError(): OriginalError | null
  /** The first failure of Headgate's own: no connection, or a shadow that is the live database. */
  failure(): Result<never> | null
  /** Closes whatever the engine left open, and the locks with it. */
  close(): Promise<void>
}

const name = 'headgate-pg'

/**
 * Gives the engine dedicated connections: to the live database, and to a shadow that somebody else provides. A shadow
 * is never derived from the live connection, and is refused when it turns out to be the same database.
 */
export function createAdapterFactory(options: AdapterOptions): EngineAdapterFactory {
  const { lockTimeoutMs, schema } = options
  const open = new Set<pg.Client>()
  let original: OriginalError | null = null
  let failure: Result<never> | null = null
  let liveIdentity: string | null = null

  function refuse(result: Result<never>): never {
    failure ??= result
    throw result.ok ? new Error('unreachable') : new FailureError(result.failure)
  }

  function remember(error: unknown, sql: string): never {
    original ??= { info: databaseErrorInfo(error), sql }
    throw driverAdapterError(error)
  }

  async function adapter(
    url: string,
    connection: ConnectionOptions,
  ): Promise<[SqlDriverAdapter, EngineConnection]> {
    const connected = await connectEngine(url, connection)
    if (!connected.ok) return refuse(connected)
    const { client } = connected.value
    open.add(client)
    const dispose = async () => {
      open.delete(client)
      await client.end()
    }
    return [createAdapter(client, connection, remember, dispose), connected.value]
  }

  async function connectShadow(url: string): Promise<SqlDriverAdapter> {
    const [bound, { identity }] = await adapter(url, {
      readOnly: false,
      shadow: true,
      lockTimeoutMs,
      schema,
    })
    if (identity !== liveIdentity) return bound
    await bound.dispose()
    return refuse(fail('shadow_is_live', 'Both connection strings reach the same database.'))
  }

  const host: ReplayHost = options.shadowHost ?? {
    holding: () => Promise.reject(new Error('This call was made without a shadow database.')),
    known: async () => null,
    tell: () => {},
  }
  const patient: ReplayHost = {
    ...host,
    holding: (scripts) =>
      host.holding(scripts).catch((error) => {
        if (error instanceof FailureError) refuse({ ok: false, failure: error.failure })
        throw error
      }),
  }
  const replays = rememberReplays(patient, connectShadow, { ...options, schemaName: schema })
  const shadow = { connect: async () => seeing(await replays.connect(), schema, options.schemas ?? []) }

  return {
    provider: 'postgres',
    adapterName: name,
    async connect() {
      if (options.liveUrl === null) return await shadow.connect()
      const connection = { readOnly: options.readOnly, shadow: false, lockTimeoutMs, schema }
      const [bound, { identity }] = await adapter(options.liveUrl, connection)
      liveIdentity = identity
      return bound
    },
    connectToShadowDb: () => shadow.connect(),
    originalError: () => original,
    failure: () => failure,
    async close() {
      await Promise.allSettled([...open].map((client) => client.end()))
      open.clear()
    },
  }
}

function createAdapter(
  client: pg.Client,
  connection: ConnectionOptions,
  remember: (error: unknown, sql: string) => never,
  dispose: () => Promise<void>,
): SqlDriverAdapter {
  const settings = sessionSettings(connection)

  async function send(query: SqlQuery): Promise<pg.QueryArrayResult> {
    const values = query.args.map((arg, index) => argument(arg, query.argTypes[index]))
    const config = { text: query.sql, values, rowMode: 'array' as const, types: typeParsers }
    return await client.query(config).catch((error) => remember(error, query.sql))
  }

  const queryable = {
    provider: 'postgres' as const,
    adapterName: name,
    async queryRaw(query: SqlQuery): Promise<SqlResultSet> {
      const { fields, rows } = await send(query)
      const columnTypes = fields.map(({ dataTypeID }) => {
        const type = columnType(dataTypeID)
        if (type !== null) return type
        throw new DriverAdapterError({ kind: 'UnsupportedNativeDataType', type: `OID ${dataTypeID}` })
      })
      return { columnNames: fields.map((field) => field.name), columnTypes, rows }
    },
    executeRaw: async (query: SqlQuery) => (await send(query)).rowCount ?? 0,
  }

  return {
    ...queryable,
    // Whole, by the simple protocol: splitting at `;` breaks dollar quotes and comments.
    async executeScript(script: string) {
      await client.query(script).catch(async (error) => {
        if (!connection.shadow || !wantsPieces(error)) remember(error, script)
        await runInPieces(client, script).catch((inPieces) => remember(inPieces, script))
      })
      // What a script set must not reach the next one: pg_dump's scripts empty search_path, for one.
      await client.query(settings).catch((error) => remember(error, settings))
    },
    async startTransaction(isolation): Promise<Transaction> {
      const begin = isolation ? `BEGIN ISOLATION LEVEL ${isolation}` : 'BEGIN'
      await client.query(begin).catch((error) => remember(error, begin))
      // usePhantomQuery false: the engine itself sends COMMIT and ROLLBACK.
      return {
        ...queryable,
        options: { usePhantomQuery: false },
        commit: async () => {},
        rollback: async () => {},
      }
    },
    getConnectionInfo: () => ({ supportsRelationJoins: true, schemaName: connection.schema }),
    dispose,
  }
}
