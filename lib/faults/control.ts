import pg from 'pg'
import type { RunFacts } from './facts'

/** Reads a control database by plain queries: Headgate's own client is not what judges Headgate. */
export interface Control {
  steps(runId: string): Promise<StepSeen[]>
  run(runId: string): Promise<{ state: string; endedAt: Date | null; claims: number }>
  facts(runId: string): Promise<RunFacts>
  /** Runs of an environment that have not ended. */
  unresolved(environmentId: string): Promise<string[]>
  /** Those under way. */
  running(environmentId: string): Promise<number>
  close(): Promise<void>
}

export interface StepSeen {
  position: number
  kind: string
  title: string
  state: string
  detail: Record<string, unknown>
}

/** One connection, opened again after it was lost. Everything rejects while the database is away. */
export function controlAt(url: string): Control {
  let client: pg.Client | null = null

  async function query<Row>(sql: string, values: unknown[]): Promise<Row[]> {
    if (!client) {
      const opened = new pg.Client({
        connectionString: url,
        application_name: 'fault suite',
        connectionTimeoutMillis: 10_000,
        query_timeout: 5_000,
      })
      opened.on('error', () => {})
      opened.on('end', () => {
        if (client === opened) client = null
      })
      await opened.connect()
      client = opened
    }
    try {
      return (await client.query(sql, values)).rows as Row[]
    } catch (error) {
      const lost = client
      client = null
      lost?.end().catch(() => {})
      throw error
    }
  }

  const steps = (runId: string) =>
    query<StepSeen>(
      'SELECT position, kind, title, state, detail FROM "RunStep" WHERE "runId" = $1 ORDER BY position',
      [runId],
    )
  const run = async (runId: string) => {
    const rows = await query<{ state: string; endedAt: Date | null; claims: number }>(
      'SELECT state, "endedAt", claims FROM "Run" WHERE id = $1',
      [runId],
    )
    if (!rows[0]) throw new Error(`There is no run ${runId}.`)
    return rows[0]
  }

  return {
    steps,
    run,
    async facts(runId) {
      const [row] = await query<{ kind: string; state: string; outcome: unknown; request: string | null }>(
        `SELECT r.kind, r.state, r.outcome, d.state AS request FROM "Run" r
         LEFT JOIN "DeployRequest" d ON d.id = r."deployRequestId" WHERE r.id = $1`,
        [runId],
      )
      const seen = await steps(runId)
      return {
        id: runId,
        kind: row?.kind ?? '',
        state: row?.state ?? '',
        said: JSON.stringify(row?.outcome ?? null),
        requestState: row?.request ?? null,
        done: seen
          .filter(({ kind, state }) => kind === 'migration' && state === 'done')
          .map(({ title }) => title),
        openSteps: seen
          .filter(({ state }) => state === 'running')
          .map(({ kind, title }) => `${kind} ${title}`),
      }
    },
    unresolved: async (environmentId) =>
      (
        await query<{ id: string }>(
          `SELECT id FROM "Run" WHERE "environmentId" = $1 AND state IN ('queued', 'running')`,
          [environmentId],
        )
      ).map(({ id }) => id),
    running: async (environmentId) =>
      (await query(`SELECT id FROM "Run" WHERE "environmentId" = $1 AND state = 'running'`, [environmentId]))
        .length,
    async close() {
      await client?.end().catch(() => {})
      client = null
    },
  }
}
