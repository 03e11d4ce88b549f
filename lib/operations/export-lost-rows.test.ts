import { text } from 'node:stream/consumers'
import { beforeAll, describe, expect, it } from 'vitest'
import { postgres } from '../databases/postgres/postgres'
import type { SnapshotManifest } from '../domain/snapshot'
import { takeWriteMark } from '../snapshots/write-mark'
import { json } from '../store/json'
import { exportLostRows } from './export-lost-rows'
import { type TestShop, testShop } from './test-shop'

const many = process.env.HEADGATE_TESTS === 'full' ? 1_000_000 : 200_000

describe('rows that a restore would lose', () => {
  let shop: TestShop
  let snapshotId: string
  let role: string
  beforeAll(async () => {
    shop = await testShop('development')
    await shop.sql(`CREATE TABLE odd ("a ""b" text, j json, t timestamptz, n numeric, d float8, b bytea)`)
    await script('CREATE TABLE rewritten (id int); INSERT INTO rewritten VALUES (1)')
    await shop.sql('CREATE TABLE big (id int, body text)')
    await shop.sql(`INSERT INTO odd VALUES ('before', null, null, null, null, null)`)
    snapshotId = await remember(shop)
    await script('UPDATE "Order" SET total = 0 WHERE id <= 7; DELETE FROM "Order" WHERE id > 97')
    await shop.sql(String.raw`INSERT INTO odd VALUES
      (null, null, null, null, null, null), ('', '{"a":
1, "s": "x\ny"}', '2026-01-02 03:04:05+02', 12345678901234567890.10, 'NaN', '\x00ff'),
      ('a "q", ü' || chr(10) || 'b\', null, null, null, null, null)`)
    await shop.sql('ALTER TABLE rewritten ALTER COLUMN id TYPE bigint')
    role = `weak_${Date.now()}`
  })

  /** One at a time: the shop sends single statements. */
  async function script(sql: string): Promise<void> {
    for (const statement of sql.split(';')) await shop.sql(statement)
  }

  const ask = (table: string | null, actor = shop.people.operator) =>
    exportLostRows(shop.context, actor, {
      projectSlug: shop.project,
      snapshotId,
      table,
      keptDatabaseId: null,
    })

  async function read(table: string | null): Promise<string> {
    const exported = await ask(table)
    if (!exported.ok) throw new Error(exported.failure.why)
    return text(exported.value.body)
  }

  it('are CSV as PostgreSQL writes it: NULL is nothing, an empty text is two quotes, and the past is left out', async () => {
    expect(await read('public.odd')).toBe(
      [
        '"a ""b",j,t,n,d,b',
        ',,,,,',
        '"","{""a"":',
        String.raw`1, ""s"": ""x\ny""}",2026-01-02 01:04:05+00,12345678901234567890.10,NaN,\x00ff`,
        '"a ""q"", ü',
        String.raw`b\",,,,,`,
        '',
      ].join('\n'),
    )
    expect((await read('public.Order')).trim().split('\n')).toHaveLength(8)
  })

  it('are lines of JSON for all tables, which say what they are and read back', async () => {
    const [first, ...lines] = (await read(null))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(first.tables).toEqual([
      { table: 'public.Order', rows: 7 },
      { table: 'public.odd', rows: 3 },
      {
        table: 'public.rewritten',
        rows: 1,
        everyRow: true,
        because: 'The table was rewritten or emptied since the snapshot.',
      },
    ])
    expect(lines.filter((line) => line.table === 'public.Order')).toHaveLength(7)
    const odd = lines.filter((line) => line.table === 'public.odd').map((line) => line.row)
    expect(odd.map((row) => row['a "b'])).toEqual([null, '', 'a "q", ü\nb\\'])
    expect(odd[1].j).toEqual({ a: 1, s: 'x\ny' })
  })

  it('are written into the audit before the first byte, with tables and rows', async () => {
    await read('public.Order')
    const event = await shop.context.db.auditEvent.findFirst({
      where: { action: 'rows.exported' },
      orderBy: { sequence: 'desc' },
    })
    expect(event).toMatchObject({
      actorId: shop.people.operator.id,
      after: { snapshotId, rows: 7, tables: { 'public.Order': 7 } },
    })
  })

  it('are refused without the permission, for a table that is not there, and behind a row policy', async () => {
    expect(await ask(null, shop.people.reviewer)).toMatchObject({ failure: { code: 'not_permitted' } })
    expect(await ask('public.nothing')).toMatchObject({ failure: { code: 'stale_state' } })
    const { context } = shop
    const name = new URL(shop.databaseUrl).pathname.slice(1)
    await script(`CREATE ROLE ${role} LOGIN PASSWORD 'w'; GRANT SELECT ON odd, rewritten, big TO ${role};
      GRANT CONNECT ON DATABASE "${name}" TO ${role}; ALTER TABLE odd ENABLE ROW LEVEL SECURITY`)
    const weak = new URL(shop.databaseUrl)
    weak.username = role
    weak.password = 'w'
    const asWeak = { ...context, secrets: { ...context.secrets, open: () => weak.href } }
    const input = { projectSlug: shop.project, snapshotId, keptDatabaseId: null }
    const odd = await exportLostRows(asWeak, shop.people.operator, { ...input, table: 'public.odd' })
    expect(odd).toMatchObject({
      failure: { code: 'rights_missing', why: expect.stringMatching(/row-level security/) },
    })
    const all = await exportLostRows(asWeak, shop.people.operator, { ...input, table: null })
    if (!all.ok) throw new Error(all.failure.why)
    const [first] = (await text(all.value.body)).split('\n')
    expect(JSON.parse(first ?? '').tables).toMatchObject([
      { table: 'public.Order', rows: null },
      { table: 'public.odd', rows: null, because: expect.stringMatching(/row-level security/) },
      { table: 'public.rewritten', rows: 1 },
    ])
    await script(`DROP OWNED BY ${role}; DROP ROLE ${role}; ALTER TABLE odd DISABLE ROW LEVEL SECURITY`)
  })

  it(`are never in memory all at once, and leave no session when nobody reads on`, async () => {
    await shop.sql(`INSERT INTO big SELECT g, repeat(md5(g::text), 8) FROM generate_series(1, ${many}) g`)
    const exported = await ask('public.big')
    if (!exported.ok) throw new Error(exported.failure.why)
    const before = process.memoryUsage()
    let [bytes, lines, most] = [0, 0, 0]
    for await (const chunk of exported.value.body as AsyncIterable<Buffer>) {
      bytes += chunk.length
      for (const byte of chunk) lines += byte === 10 ? 1 : 0
      const now = process.memoryUsage()
      most = Math.max(most, now.heapUsed - before.heapUsed + now.external - before.external)
    }
    expect(lines).toBe(many + 1)
    expect(bytes).toBeGreaterThan(many * 250)
    expect(most).toBeLessThan(40_000_000)

    const left = await ask('public.big')
    if (!left.ok) throw new Error(left.failure.why)
    await new Promise((resolve) => left.value.body.once('readable', resolve))
    left.value.body.destroy()
    const sessions = `SELECT count(*)::int FROM pg_stat_activity WHERE application_name = 'headgate export' AND datname = current_database()`
    await expect.poll(() => shop.sql(sessions), { timeout: 10_000 }).toEqual([{ count: 0 }])
  })
})

/** A snapshot's record as a run leaves it: how the database stood at that moment. */
async function remember({ context, databaseUrl, environment }: TestShop): Promise<string> {
  const opened = await postgres.open(databaseUrl, { applicationName: 'headgate test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  const session = opened.value
  const manifest: SnapshotManifest = {
    format: 1,
    tables: [],
    schemaFingerprint: '',
    serverVersion: 180_000,
    lsn: null,
    xmax: null,
    files: [],
    mark: await takeWriteMark(session),
  }
  await session.close()
  const { id: environmentId } = await context.db.environment.findFirstOrThrow({
    where: { slug: environment },
  })
  const row = { environmentId, method: 'clone', state: 'verified' as const, manifest: json(manifest) }
  return (await context.db.snapshot.create({ data: row })).id
}
