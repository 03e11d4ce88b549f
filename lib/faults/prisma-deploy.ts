import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { MigrationFile } from '../domain/migration'
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
      connectionTimeoutMillis: 10_000,
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

/**
 * What `prisma migrate deploy` does, applying included: its lock for as long as it works, each script whole, a row
 * before and finished after. Resolves to how many it applied; 0 where it refused or found nothing to do.
 */
export async function prismaDeploy(url: string, files: readonly MigrationFile[]): Promise<number> {
  const client = new pg.Client({ connectionString: url, application_name: 'prisma imitation' })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(`SELECT pg_advisory_lock(${lockKey})`)
    const { rows } = await client.query<{ name: string; finished: boolean }>(
      `SELECT migration_name AS name, finished_at IS NOT NULL AS finished FROM _prisma_migrations
       WHERE rolled_back_at IS NULL`,
    )
    if (rows.some(({ finished }) => !finished)) return 0
    const pending = files.filter(({ name }) => !rows.some((row) => row.name === name))
    for (const { name, checksum, sql } of pending) {
      const id = randomUUID()
      await client.query(
        'INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at) VALUES ($1, $2, $3, now())',
        [id, checksum, name],
      )
      await client.query(sql)
      await client.query(
        'UPDATE _prisma_migrations SET applied_steps_count = 1, finished_at = now() WHERE id = $1',
        [id],
      )
    }
    return pending.length
  } finally {
    await client.end().catch(() => {})
  }
}
