import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import pg from 'pg'
import { testServer } from '../../databases/embedded/test-server'
import { postgres } from '../../databases/postgres/postgres'
import { systemClock } from '../../domain/clock'
import type { ExternalAccess } from '../../domain/external-host'
import { ok } from '../../domain/failure'
import type { SnapshotSource } from '../method'
import type { SnapshotParts } from '../parts'
import { type NeonContract, startNeonContract } from './contract-server-in-tests'

export interface ShopOnNeon {
  neon: NeonContract
  parts: SnapshotParts
  access: ExternalAccess
  /** By the address of the branch's compute. */
  source: SnapshotSource
  /** Writes into the live database; branches made from then on have it as well. */
  write(sql: string): Promise<void>
  /** Done just before a branch is copied: what commits between the reading and the branch's position. */
  beforeCopy: { sql: string | null }
  /** Done to every copy, and not to the live database: a branch that is not what was asked for. */
  spoil: { sql: string | null }
  databases(): Promise<string[]>
  stop(): Promise<void>
}

const schema = `
  create table customers (id serial primary key, name text not null, born timestamptz default '2026-01-01');
  insert into customers (name) select 'customer ' || g from generate_series(1, 500) g;
  create table orders (id int primary key, customer int references customers, total numeric(10, 2));
  insert into orders select g, g, g * 1.5 from generate_series(1, 300) g;
  create table empty (id int);
  create view dear as select * from orders where total > 100`

/** A real database behind a stand-in for Neon, which makes real copies of it. */
export async function shopOnNeon(): Promise<ShopOnNeon> {
  const server = await testServer()
  const mark = randomBytes(4).toString('hex')
  const pristine = `t_neon_pristine_${Date.now()}_${mark}`
  const live = `t_neon_live_${Date.now()}_${mark}`
  const copies: string[] = []
  const written: string[] = []
  const beforeCopy = { sql: null as string | null }
  const spoil = { sql: null as string | null }
  await run(server.url, `create database "${pristine}"`)
  await run(postgres.withDatabase(server.url, pristine), schema)
  await run(server.url, `create database "${live}" template "${pristine}"`)
  const liveUrl = postgres.withDatabase(server.url, live)
  const write = async (sql: string) => {
    await run(liveUrl, sql)
    written.push(sql)
  }
  const neon = await startNeonContract({
    liveUrl,
    async copy() {
      const name = `t_neon_branch_${Date.now()}_${mark}_${copies.length}`
      if (beforeCopy.sql) await write(beforeCopy.sql)
      await run(server.url, `create database "${name}" template "${pristine}"`)
      copies.push(name)
      for (const sql of [...written, ...(spoil.sql ? [spoil.sql] : [])]) {
        await run(postgres.withDatabase(server.url, name), sql)
      }
      return name
    },
  })
  const { key, projectId, branchId, baseUrl } = neon
  const access = { provider: 'neon', projectId, branchId, key } as const
  const parts: SnapshotParts = {
    database: postgres,
    dataDir: tmpdir(),
    clock: { now: () => new Date(), sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 10), signal) },
    environment: { HEADGATE_NEON_API: baseUrl, NODE_ENV: 'test' },
    externalHostFor: async () => ok(access),
  }
  const opened = await postgres.open(neon.url, { applicationName: 'headgate test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  const { identity } = opened.value
  await opened.value.close()
  return {
    neon,
    parts,
    access,
    source: { url: neon.url, identity },
    write,
    beforeCopy,
    spoil,
    databases: async () => copies,
    async stop() {
      await neon.stop()
      for (const name of [...copies, live, pristine]) {
        await run(server.url, `drop database if exists "${name}" with (force)`)
      }
    },
  }
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
