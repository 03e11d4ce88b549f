import { createHash } from 'node:crypto'
import type { SqlDriverAdapter, SqlQuery, SqlResultSet } from '@prisma/driver-adapter-utils'

/**
 * Shadow connections that do not replay the same history twice. The engine replays every script for each question it
 * asks (a diff's SQL, then its words); what the shadow holds already is kept when the next replay begins with exactly
 * those scripts, and the shadow is emptied only when the new replay departs from them. What the engine was told about
 * a history it is told again without asking: its questions are about the schema alone, and a schema follows from its
 * scripts.
 * `empty` empties the shadow and resolves to its connection string.
 */
export function rememberReplays(
  empty: () => Promise<string>,
  open: (url: string) => Promise<SqlDriverAdapter>,
): { connect(): Promise<SqlDriverAdapter> } {
  let url: string | null = null
  /** Scripts that the shadow holds, in order; null: unknown, so it must be emptied. */
  let held: string[] | null = null
  /** Answers, by the history and the question. */
  const told = new Map<string, SqlResultSet>()

  async function fresh(): Promise<SqlDriverAdapter> {
    held = null
    url = await empty()
    const adapter = await open(url)
    held = []
    return adapter
  }

  async function connect(): Promise<SqlDriverAdapter> {
    let current = url === null || held === null ? await fresh() : await open(url)
    /** How many of the held scripts this replay has asked for. */
    let asked = 0
    /** Stands for those scripts; null: something else was done, which they do not tell. */
    let history: string | null = ''

    async function startOver(scripts: string[]): Promise<void> {
      await current.dispose()
      current = await fresh()
      for (const script of scripts) await run(script)
    }

    async function run(script: string): Promise<void> {
      const before = held
      held = null
      await current.executeScript(script)
      if (before !== null) held = [...before, script]
    }

    /** Makes the shadow hold what was asked for, no more. */
    async function settle(): Promise<void> {
      if (held !== null && held.length > asked) await startOver(held.slice(0, asked))
    }

    async function executeScript(script: string): Promise<void> {
      if (history !== null) history = digest(history, script)
      if (held?.[asked] === script) {
        asked += 1
        return
      }
      await settle()
      await run(script)
      asked += 1
    }

    return {
      provider: current.provider,
      adapterName: current.adapterName,
      getConnectionInfo: () => current.getConnectionInfo?.() ?? { supportsRelationJoins: true },
      executeScript,
      async queryRaw(query: SqlQuery) {
        // The engine's greeting asks about the server, before any script: it must not empty anything.
        if (query.sql.includes('version()')) return await current.queryRaw(query)
        const question = history && digest(history, query.sql, JSON.stringify(query.args))
        const known = question && told.get(question)
        if (known) return known
        await settle()
        const answer = await current.queryRaw(query)
        if (question && held !== null) told.set(question, answer)
        return answer
      },
      async executeRaw(query: SqlQuery) {
        await settle()
        held = null
        history = null
        return await current.executeRaw(query)
      },
      async startTransaction(isolation) {
        await settle()
        held = null
        history = null
        return await current.startTransaction(isolation)
      },
      dispose: () => current.dispose(),
    }
  }

  return { connect }
}

function digest(...texts: string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('base64')
}
