import { postgres } from '../databases/postgres/postgres'
import type { KeepOrder } from '../domain/kept-data'
import { connected } from './baselines'
import { emptyDatabase, value } from './environment'
import { type Bench, type Measured, type Measurement, timed } from './measurement'

const rowsPerMegabyte = 6_500

const order: KeepOrder = {
  ...{ id: 'k0', segment: 0, table: 'public.large', columns: ['note', 'amount'], whole: false },
  ...{ key: ['id'], asText: [], because: 'two columns are dropped' },
}

/** Copying aside what a deploy destroys — lock, register, grants and all — held against `CREATE TABLE AS` of it. */
export const measureKept: Measurement = {
  name: 'kept',
  async measure(bench) {
    const measured: Measured[] = []
    for (const megabytes of bench.full ? [10, 100, 1_000, 2_000] : [10, 100])
      measured.push(await measureSize(bench, megabytes))
    return measured
  },
}

async function measureSize({ adminUrl, rounds, size }: Bench, megabytes: number): Promise<Measured> {
  const url = await emptyDatabase(adminUrl, `kept_${megabytes}`)
  await connected(url, async (client) => {
    await client.query(
      'CREATE TABLE large (id bigint PRIMARY KEY, note text, amount numeric(12, 2), state text, at timestamptz)',
    )
    await client.query(
      `INSERT INTO large SELECT g, md5(g::text) || md5((g + 1)::text), g % 10000 / 100.0, 'state ' || g % 5,
         '2026-01-01'::timestamptz + g * interval '1 second' FROM generate_series(1, $1::bigint) g`,
      [megabytes * rowsPerMegabyte],
    )
    await client.query('VACUUM (FREEZE, ANALYZE) large')
    const { rows } = await client.query<{ bytes: string }>(`SELECT pg_table_size('large') AS bytes`)
    size(`MB of which columns were kept (${megabytes})`, Math.round(Number(rows[0]?.bytes) / 1e6))
  })
  const session = value(await postgres.open(url, { applicationName: 'headgate bench' }))
  await session.script("SET statement_timeout = '0'")
  await postgres.kept.prepare(session)
  const keeper = { runId: 'bench', migration: 'bench', keptBy: 'bench', expiresAt: '2030-01-01T00:00:00Z' }
  const values: number[] = []
  const bare: number[] = []
  const plain = async () => {
    bare.push(
      await timed(async () => {
        await session.script('BEGIN; CREATE TABLE plain AS SELECT id, note, amount FROM large')
        await session.script('COMMIT')
      }),
    )
    await session.script('DROP TABLE plain')
  }
  const kept = async () => {
    let id = ''
    values.push(
      await timed(async () => {
        await session.script('BEGIN')
        id = (await postgres.kept.copy(session, order, keeper)).id
        await session.script('COMMIT')
      }),
    )
    await postgres.kept.purge(session, [id])
  }
  // In turns, and once before: what is read first warms the cache for both.
  await plain()
  bare.length = 0
  for (let round = 0; round < rounds; round += 1) {
    await (round % 2 ? kept() : plain())
    await (round % 2 ? plain() : kept())
  }
  await session.close()
  await connected(adminUrl, (client) => client.query(`DROP DATABASE kept_${megabytes} WITH (FORCE)`))
  return {
    ...{ name: `Keep columns of ${megabytes} MB`, unit: 'ms', values },
    ...{ baseline: 'CREATE TABLE AS of the same columns', baselineValues: bare, target: 1.2 },
  }
}
