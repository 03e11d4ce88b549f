import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { PrismaLook } from './facts'

const lockKey = 72707369
/** Longer than any run of the suite: who waits that long hangs. */
const patienceMs = 40_000

/**
 * Does again and again what `prisma migrate deploy` does before it applies anything: waits for its lock, reads the
 * ledger, refuses beside a row that is not finished, and looks what is pending. Applies nothing.
 */
export function waitingPrisma(url: string, planned: string[]): { stop(): Promise<PrismaLook[]> } {
  const looks: PrismaLook[] = []
  let stopping = false

  async function once(): Promise<void> {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'prisma imitation',
      connectionTimeoutMillis: 2_000,
    })
    client.on('error', () => {})
    const since = Date.now()
    try {
      await client.connect()
      await client.query(`SET statement_timeout = ${patienceMs}`)
      await client.query(`SELECT pg_advisory_lock(${lockKey})`)
      looks.push(await look(client, planned))
    } catch (error) {
      const gaveUp = (error as { code?: string }).code === '57014' && Date.now() - since >= patienceMs
      if (gaveUp) looks.push({ answer: 'gave_up', applied: 0, runConnected: true })
      await pause(50)
    } finally {
      await client.end().catch(() => {})
    }
  }

  async function work(): Promise<void> {
    while (!stopping) {
      await once()
      await pause(2)
    }
  }
  const working = work()
  return {
    async stop() {
      stopping = true
      await working
      return looks
    },
  }
}

async function look(client: pg.Client, planned: string[]): Promise<PrismaLook> {
  const { rows } = await client.query<{ name: string; finished: boolean; connected: boolean }>(
    `SELECT migration_name AS name, finished_at IS NOT NULL AS finished,
       EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name ~ '^headgate run') AS connected
     FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
  )
  const applied = rows.filter(({ name, finished }) => finished && planned.includes(name)).length
  const runConnected = rows[0]?.connected ?? false
  if (rows.some(({ finished }) => !finished)) return { answer: 'refused', applied, runConnected }
  return { answer: applied === planned.length ? 'nothing_to_do' : 'would_apply', applied, runConnected }
}
