import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import type { MigrationFile } from '../domain/migration'
import { createLedgerSql, ledgerTable, newRowId } from '../engines/prisma/ledger'
import { rowsAfter, type SampleEnvironment } from './environments'

/**
 * Makes one environment of the shop on the server of `adminUrl`, with a role of its own that owns it and is no
 * superuser, and resolves to that role's connection string. What was left there by a start that was killed is replaced.
 */
export async function createShopDatabase(
  adminUrl: string,
  sampleDir: string,
  environment: SampleEnvironment,
  migrations: MigrationFile[],
): Promise<string> {
  const name = `shop_${environment.kind}`
  const password = randomBytes(24).toString('base64url')
  await withClient(adminUrl, async (admin) => {
    await admin.query(`drop database if exists ${name} with (force)`)
    await admin.query(`drop role if exists ${name}`)
    await admin.query(`create role ${name} login password '${password}'`)
    await admin.query(`create database ${name} owner ${name}`)
  })
  const url = withDatabase(adminUrl, name)
  const ownUrl = withDatabase(adminUrl, name, { user: name, password })
  const history = migrations.filter((migration) => migration.name <= environment.upTo)
  const split = history.findIndex((migration) => migration.name > rowsAfter)
  const [before, after] = split < 0 ? [history, []] : [history.slice(0, split), history.slice(split)]
  await withClient(ownUrl, (client) => apply(client, before))
  await withClient(url, (client) => fill(client, sampleDir, environment))
  await withClient(ownUrl, async (client) => {
    await apply(client, after)
    await writeLedger(client, history, environment.delayDays)
  })
  return ownUrl
}

async function apply(client: pg.Client, migrations: MigrationFile[]): Promise<void> {
  for (const migration of migrations) await client.query(migration.sql)
}

async function fill(client: pg.Client, sampleDir: string, environment: SampleEnvironment): Promise<void> {
  const text = await readFile(join(sampleDir, 'data.sql'), 'utf8')
  // Foreign keys hold by construction, which a test checks; looking each of 900,000 of them up takes most of the time.
  await client.query('set session_replication_role = replica')
  await client.query(
    text
      .replaceAll(':customers', String(environment.customers))
      .replaceAll(':orders', String(environment.orders))
      .replaceAll(':on_hold', String(environment.onHold)),
  )
}

/** As `prisma migrate deploy` would have written it, some days after each migration was written, in the morning. */
async function writeLedger(client: pg.Client, history: MigrationFile[], delayDays: number): Promise<void> {
  await client.query(createLedgerSql('public'))
  for (const [index, migration] of history.entries()) {
    const startedAt = deployedAt(migration.name, delayDays)
    const durationMs = 14 + ((index * 37) % 90)
    await client.query(
      `insert into ${ledgerTable('public')}
         (id, checksum, migration_name, started_at, finished_at, applied_steps_count) values ($1, $2, $3, $4, $5, 1)`,
      [newRowId(), migration.checksum, migration.name, startedAt, new Date(startedAt.getTime() + durationMs)],
    )
  }
}

function deployedAt(name: string, delayDays: number): Date {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)_/.exec(name)?.map(Number) ?? []
  const written = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second)
  if (delayDays === 0) return new Date(written + 40_000)
  const deployDay = new Date(written + delayDays * 86_400_000)
  return new Date(deployDay.setUTCHours(6, (minute ?? 0) % 50, second))
}

function withDatabase(url: string, database: string, as?: { user: string; password: string }): string {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  if (as) Object.assign(changed, { username: as.user, password: as.password })
  return changed.href
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
