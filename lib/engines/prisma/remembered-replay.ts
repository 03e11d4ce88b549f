import type { SqlDriverAdapter, SqlQuery, SqlResultSet } from '@prisma/driver-adapter-utils'
import { sha256 } from '../history-key'

/** A database, and the scripts that it holds, in order; null: others. */
export interface Holding {
  url: string
  scripts: string[] | null
}

/** What the thread asks of those who own shadows and memories. */
export interface ReplayHost {
  /** A database that holds exactly these scripts, instead of the last one; null: whichever is likely to be asked for. */
  holding(scripts: string[] | null): Promise<Holding>
  known(key: string): Promise<SqlResultSet | null>
  tell(key: string, answer: SqlResultSet): void
}

export interface ReplayOptions {
  /** What answers depend on beside the scripts. */
  place: string
  /** Scripts that stand for a whole history, and its key. */
  standIns: Map<string, string>
  schemaName: string
}

/**
 * Shadow connections that replay nothing twice. The engine replays every script for each question it asks (a diff's
 * SQL, then its words), and so do many calls. Here scripts are only collected: its questions are about the schema
 * alone, and a schema follows from its scripts, so that what was told about a history is told again without any
 * database. Only for a new question is there one, which somebody prepares with those scripts.
 */
export function rememberReplays(
  host: ReplayHost,
  open: (url: string) => Promise<SqlDriverAdapter>,
  { place, standIns, schemaName }: ReplayOptions,
): { connect(): Promise<SqlDriverAdapter> } {
  let url: string | null = null
  /** Scripts that the shadow holds, in order; null: unknown, so another one is needed. */
  let held: string[] | null = null
  /** What this call was told: the engine asks the same again and again. */
  const told = new Map<string, SqlResultSet>()

  async function connect(): Promise<SqlDriverAdapter> {
    let current: { url: string; adapter: SqlDriverAdapter } | null = null
    /** What this replay has asked for. */
    const wanted: string[] = []
    /** Stands for that; null: something else was done, which scripts do not tell. */
    let history: string | null = ''

    async function openHere(at: string): Promise<SqlDriverAdapter> {
      if (current?.url === at) return current.adapter
      await current?.adapter.dispose().catch(() => {})
      current = null
      current = { url: at, adapter: await open(at) }
      return current.adapter
    }

    /** Any database of the server will do. */
    async function anywhere(): Promise<SqlDriverAdapter> {
      if (url === null) await take(null)
      return await openHere(url ?? '')
    }

    /** Makes the shadow hold what was asked for, no more. */
    async function settled(): Promise<SqlDriverAdapter> {
      if (history === null && current) return current.adapter
      if (url === null || held?.join('\0') !== wanted.join('\0')) await take(wanted)
      return await openHere(url ?? '')
    }

    async function take(scripts: string[] | null): Promise<void> {
      // The database goes with its connections.
      await current?.adapter.dispose().catch(() => {})
      current = null
      held = null
      const taken = await host.holding(scripts)
      url = taken.url
      held = taken.scripts
    }

    async function departed(): Promise<SqlDriverAdapter> {
      const adapter = await settled()
      held = null
      history = null
      return adapter
    }

    return {
      provider: 'postgres',
      adapterName: 'headgate-shadow',
      getConnectionInfo: () => ({ supportsRelationJoins: true, schemaName }),
      async executeScript(script: string) {
        if (history === null) return await (await settled()).executeScript(script)
        wanted.push(script)
        history = standIns.get(script) ?? sha256(history, sha256(script))
      },
      async queryRaw(query: SqlQuery) {
        if (history === null) return await (await settled()).queryRaw(query)
        // The engine's greeting asks about the server, before any script.
        const greeting = query.sql.includes('version()')
        const about = greeting ? '' : history
        const key = sha256('told', place, about, query.sql, JSON.stringify(query.args))
        const known = told.get(key) ?? (await host.known(key))
        const answer = known ?? (await (await (greeting ? anywhere() : settled())).queryRaw(query))
        if (!known) host.tell(key, answer)
        told.set(key, answer)
        return answer
      },
      executeRaw: async (query: SqlQuery) => (await departed()).executeRaw(query),
      startTransaction: async (isolation) => (await departed()).startTransaction(isolation),
      async dispose() {
        await current?.adapter.dispose()
        current = null
      },
    }
  }

  return { connect }
}
