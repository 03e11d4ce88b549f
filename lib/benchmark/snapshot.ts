import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { postgres } from '../databases/postgres/postgres'
import { clientEnvironment } from '../snapshots/client-environment'
import { debianServerInstalled, startDebianServer } from '../snapshots/debian-server-in-tests'
import type { SnapshotMethod, SnapshotSource } from '../snapshots/method'
import { createSnapshotMethods } from '../snapshots/methods'
import type { SnapshotParts } from '../snapshots/parts'
import { compressionOf, fittingPgTools, installedPgTools, type PgTools } from '../snapshots/pg-tools'
import { jobs } from '../snapshots/taking'
import { connected } from './baselines'
import { value } from './environment'
import { type Bench, type Measured, type Measurement, timed } from './measurement'

/** Rows of the largest table that make about so many megabytes; a second table holds a tenth of it. */
const rowsPerMegabyte = 7_000

/**
 * Snapshots by `dump` held against `pg_dump` with the same settings, and of single tables against `pg_dump` of those.
 * Once without counting and hashing what is saved, which pg_dump does not do, and once as it is. Needs a server with
 * client programs of its version: Debian's.
 */
export const measureSnapshot: Measurement = {
  name: 'snapshot',
  async measure(bench) {
    if (!debianServerInstalled) {
      console.error('snapshot: left out, since no PostgreSQL 15 with its client programs is installed here')
      return []
    }
    const server = await startDebianServer()
    try {
      const measured: Measured[] = []
      for (const megabytes of bench.full ? [10, 100, 1_000, 2_000] : [10, 100])
        measured.push(...(await measureSize(bench, server.url, megabytes)))
      return measured
    } finally {
      await server.stop()
    }
  },
}

async function measureSize(
  { rounds, size }: Bench,
  serverUrl: string,
  megabytes: number,
): Promise<Measured[]> {
  const source = await filledDatabase(serverUrl, megabytes)
  const bytes = await connected(source.url, (client) =>
    client.query<{ bytes: string }>(`SELECT pg_table_size('large') + pg_table_size('small') AS bytes`),
  )
  size(`MB in the tables of ${megabytes}`, Math.round(Number(bytes.rows[0]?.bytes) / 1e6))
  const tools = fittingPgTools(await installedPgTools(), source.identity.major)
  if (!tools) throw new Error('There is no pg_dump of that version.')
  const folder = await mkdtemp(join(tmpdir(), 'headgate-bench-snapshots-'))
  const parts: SnapshotParts = { database: postgres, dataDir: folder }
  const bare = { ...parts, database: { ...postgres, digests: async () => [] } }
  const scoped = { ...source, scope: { tables: ['public.large', 'public.small'], unknown: null } }
  const all: Record<'dump' | 'dumpBare' | 'tables' | 'tablesBare' | 'pgDump' | 'pgDumpTables', number[]> = {
    ...{ dump: [], dumpBare: [], tables: [], tablesBare: [], pgDump: [], pgDumpTables: [] },
  }
  try {
    for (let round = 0; round < rounds; round++) {
      const into = (what: string) => join(folder, `${what}_${round}`)
      all.pgDump.push(await timed(() => pgDump(tools, source, into('all'), [`--jobs=${jobs}`])))
      all.dumpBare.push(await taken(methodOf(bare, 'dump'), source, `bare${round}`))
      all.dump.push(await taken(methodOf(parts, 'dump'), source, `dump${round}`))
      const tables = ['--table=large', '--table=small', `--jobs=${jobs}`]
      all.pgDumpTables.push(await timed(() => pgDump(tools, source, into('some'), tables)))
      all.tablesBare.push(await taken(methodOf(bare, 'tables'), scoped, `barely${round}`))
      all.tables.push(await taken(methodOf(parts, 'tables'), scoped, `tables${round}`))
      await Promise.all(['all', 'some'].map((what) => rm(into(what), { recursive: true })))
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
    await connected(serverUrl, (client) => client.query(`DROP DATABASE "${source.identity.databaseName}"`))
  }
  const [whole, some] = [
    `pg_dump, directory, ${jobs} jobs, same compression`,
    `pg_dump of those tables, ${jobs} jobs`,
  ]
  const row = (
    name: string,
    values: number[],
    baseline: string,
    baselineValues: number[],
    target?: number,
  ) => ({
    name: `${name} ${megabytes} MB`,
    unit: 'ms' as const,
    values,
    baseline,
    baselineValues,
    ...(target && { target }),
  })
  return [
    row('Dump', all.dumpBare, whole, all.pgDump, 1.1),
    row('Dump, counted and hashed', all.dump, whole, all.pgDump),
    row('Tables', all.tablesBare, some, all.pgDumpTables, 1),
    row('Tables, counted and hashed', all.tables, some, all.pgDumpTables),
  ]
}

function methodOf(parts: SnapshotParts, wanted: SnapshotMethod['name']): SnapshotMethod {
  const method = createSnapshotMethods(parts).find(({ name }) => name === wanted)
  if (!method) throw new Error(`There is no method ${wanted}.`)
  return method
}

/** Milliseconds. What was taken is deleted again, which is not measured. */
async function taken(method: SnapshotMethod, source: SnapshotSource, id: string): Promise<number> {
  let location = ''
  const ms = await timed(async () => {
    location = value(await method.take(source, id, () => {})).location
  })
  await method.remove(source, location)
  return ms
}

async function pgDump(
  tools: PgTools,
  { url }: SnapshotSource,
  folder: string,
  parameters: string[],
): Promise<void> {
  const env = value(clientEnvironment(url, 'headgate bench'))
  const settings = ['--format=directory', `--compress=${await compressionOf(tools)}`, `--file=${folder}`]
  await promisify(execFile)(tools.pgDump, [...settings, ...parameters], { env })
}

async function filledDatabase(serverUrl: string, megabytes: number): Promise<SnapshotSource> {
  const name = `bench_snapshot_${megabytes}`
  const rows = megabytes * rowsPerMegabyte
  await connected(serverUrl, (client) => client.query(`CREATE DATABASE ${name}`))
  const url = postgres.withDatabase(serverUrl, name)
  await connected(url, async (client) => {
    const columns = `g AS id, md5(g::text) AS code, 'customer ' || g AS name, now() - g * interval '1 second' AS at,
      (g % 1000)::numeric / 7 AS amount, repeat('x', g % 60) AS note`
    await client.query(`CREATE TABLE large AS SELECT ${columns} FROM generate_series(1, ${rows}) g`)
    await client.query(`CREATE TABLE small AS SELECT * FROM large LIMIT ${Math.round(rows / 10)}`)
    await client.query('CREATE INDEX ON large (id)')
    await client.query('VACUUM ANALYZE')
  })
  const session = value(await postgres.open(url, { applicationName: 'headgate bench' }))
  const { identity } = session
  await session.close()
  return { url, identity }
}
