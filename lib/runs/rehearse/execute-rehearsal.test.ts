import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { testServer } from '../../databases/embedded/test-server'
import { postgres } from '../../databases/postgres/postgres'
import { systemClock } from '../../domain/clock'
import type { KeepOrder, KeptReverse } from '../../domain/kept-data'
import type { MigrationFile } from '../../domain/migration'
import { defaultPolicies } from '../../domain/policy'
import type { Rehearsal } from '../../domain/rehearsal'
import { createSnapshotMethods } from '../../snapshots/methods'
import type { SnapshotParts } from '../../snapshots/parts'
import { planSegments } from '../../sql/segments'
import type { SnapshotOrder } from '../take-snapshot'
import { memoryJournal } from '../testing/memory-journal'
import { identityOf, measurePlan, migrationFile, openTestSession } from '../testing/plan'
import { executeRehearsal } from './execute-rehearsal'

const base = `CREATE TABLE orders (id serial PRIMARY KEY, customer int NOT NULL, note text, total numeric(12, 2));
  CREATE INDEX by_note ON orders (note); CREATE TABLE untouched (id int PRIMARY KEY, at timestamptz);`
const fill = `INSERT INTO orders (customer, note, total) SELECT n, CASE WHEN n % 5 = 0 THEN 'note ' || n END, n / 3.0
    FROM generate_series(1, 2060) n; INSERT INTO untouched SELECT n, now() FROM generate_series(1, 30) n;`
const policy = { ...defaultPolicies.development, lockTimeoutMs: 500, lockRetries: 0 }

let server: Awaited<ReturnType<typeof testServer>>
let parts: SnapshotParts
beforeAll(async () => {
  server = await testServer()
  parts = {
    database: postgres,
    dataDir: mkdtempSync(join(tmpdir(), 'headgate-rehearsal-')),
    adminUrlFor: async () => server.url,
  }
})

interface Keeps {
  order: KeepOrder
  reverse: KeptReverse
}

async function rehearse(files: MigrationFile[], reverse: string | null, keeps: Keeps | null = null) {
  const url = await server.createDatabase('rehearsal')
  const session = await openTestSession(url)
  await session.script(`${base} ${fill}`)
  const look = async () => ({
    catalog: await postgres.catalog(session),
    digests: await postgres.digests(session),
  })
  const before = await look()
  const plan = await measurePlan(url, [base], files, reverse)
  if (keeps) {
    plan.migrations.forEach((migration) => {
      migration.keeps = [keeps.order]
    })
    plan.keptReverse = keeps.reverse
  }
  const target = { url, identity: await identityOf(url) }
  await session.close()
  const methods = createSnapshotMethods(parts).filter(({ name }) => name === 'clone')
  const take: SnapshotOrder = { target, wanted: 'auto', methods, parts, record: noRecord() }
  const journal = memoryJournal(randomUUID())
  const stored: Rehearsal[] = []
  const store = async (rehearsal: Rehearsal) => void stored.push(rehearsal)
  const ports = { database: postgres, journal, clock: systemClock }
  const order = {
    plan,
    target,
    policy,
    approvedFiles: files,
    snapshot: null,
    take,
    parts,
    requestedBy: 'Ada',
    store,
  }
  const run = () => executeRehearsal(order, ports)
  const afterwards = async () => {
    const again = await openTestSession(url)
    const now = { catalog: await postgres.catalog(again), digests: await postgres.digests(again) }
    const { rows } = await again.query<{ left: string[]; inside: number }>(
      `SELECT ARRAY(SELECT datname::text FROM pg_database WHERE datname LIKE '%' || $1 || '%') AS left,
         (SELECT count(*)::int FROM pg_stat_activity WHERE application_name LIKE '%' || $1 || '%') AS inside`,
      [journal.runId],
    )
    await again.close()
    return { now, ...rows[0] }
  }
  return { url, before, order, journal, run, stored, afterwards }
}

function noRecord(): SnapshotOrder['record'] {
  return {
    begin: async () => randomUUID(),
    complete: async () => {},
    verified: async () => {},
    failed: async () => {},
  }
}

describe('a rehearsal', () => {
  it('names exactly what the way back loses, and leaves the live database as it was', async () => {
    const files = [
      migrationFile('001_drop', 'ALTER TABLE orders DROP COLUMN note;'),
      migrationFile(
        '002_wide',
        'ALTER TABLE orders ALTER COLUMN total TYPE text; CREATE INDEX by_customer ON orders (customer);',
      ),
    ]
    const reverse = `DROP INDEX by_customer; ALTER TABLE orders ALTER COLUMN total TYPE numeric(12, 2) USING total::numeric(12, 2);
      ALTER TABLE orders ADD COLUMN note text; CREATE INDEX by_note ON orders (note);`
    const { run, stored, before, afterwards, journal } = await rehearse(files, reverse)
    const end = await run()
    expect(end.outcome.failure).toBeUndefined()
    expect(end).toMatchObject({ state: 'succeeded', effect: 'nothing' })
    expect(end.outcome.what).toContain('412 values of note are NULL that were not')
    const [rehearsal] = stored
    expect(rehearsal).toMatchObject({
      verdict: 'lossy',
      on: { kind: 'snapshot', where: 'environment', rows: 2090 },
    })
    expect(rehearsal?.ways).toMatchObject([
      {
        way: 'reverse',
        failure: null,
        schemaDifferences: [],
        dataDifferences: [
          {
            table: 'public.orders',
            rowsBefore: 2060,
            rowsAfter: 2060,
            what: '412 values of note are NULL that were not',
          },
        ],
        losses: [{ object: 'column:public.orders.note', count: 412, of: 2060, exact: true }],
      },
    ])
    expect(rehearsal?.forward.statements).toMatchObject([
      {
        migration: '001_drop',
        statement: 0,
        locks: [{ table: 'public.orders', mode: 'AccessExclusiveLock' }],
        rewrites: [],
      },
      {
        migration: '002_wide',
        statement: 0,
        locks: [{ table: 'public.orders', mode: 'AccessExclusiveLock' }],
        rewrites: ['public.orders', 'public.orders_pkey'],
      },
      // Held already, by the statement before it.
      { migration: '002_wide', statement: 1, locks: [], rewrites: [] },
    ])
    expect(rehearsal?.forward.statements[1]?.walBytes).toBeGreaterThan(50_000)
    expect(journal.steps.map(({ kind, state }) => `${kind} ${state}`)).not.toContain('verify failed')
    const { now, left, inside } = await afterwards()
    expect(now).toEqual(before)
    expect({ left, inside }).toEqual({ left: [], inside: 0 })
  })

  it('proves a way back that gives everything back', async () => {
    const files = [migrationFile('001', "ALTER TABLE orders ADD COLUMN state text NOT NULL DEFAULT 'new';")]
    const { run, stored } = await rehearse(files, 'ALTER TABLE orders DROP COLUMN state;')
    expect((await run()).outcome.what).toContain('gave back every row and the whole schema')
    expect(stored[0]).toMatchObject({ verdict: 'proven' })
  })

  it('proves the way back with kept data beside the one that loses', async () => {
    const files = [migrationFile('001', 'ALTER TABLE orders DROP COLUMN note;')]
    const where = { table: 'public.orders', columns: ['note'], key: ['id'] }
    const order: KeepOrder = {
      ...where,
      id: 'k0',
      segment: 0,
      whole: false,
      asText: [],
      because: 'note is dropped',
    }
    const sql = (text: string) => ({ kind: 'sql' as const, statements: planSegments(text).statements })
    const reverse = 'ALTER TABLE orders ADD COLUMN note text; CREATE INDEX by_note ON orders (note);'
    const step = { ...where, keep: 'k0', migration: '001', how: 'values' as const, casts: {} }
    const parts = [sql(reverse), { kind: 'put_back' as const, step }]
    const kept = { order, reverse: { parts, tried: true, differences: [], problems: [] } }
    const { run, stored, afterwards, before } = await rehearse(files, reverse, kept)
    expect((await run()).outcome.failure).toBeUndefined()
    expect(stored[0]?.verdict).toBe('proven')
    expect(stored[0]?.ways).toMatchObject([
      { way: 'kept', failure: null, schemaDifferences: [], dataDifferences: [], losses: [] },
      { way: 'reverse', failure: null, losses: [{ count: 412 }] },
    ])
    expect(stored[0]?.forward.statements[0]).toMatchObject({
      heldBefore: [{ table: 'public.orders', mode: 'AccessExclusiveLock' }],
    })
    const { now, left } = await afterwards()
    expect(now).toEqual(before)
    expect(left).toEqual([])
  })

  it('tries nothing that reaches beyond its database', async () => {
    const { order, run, stored } = await rehearse([migrationFile('001', 'DROP TABLE untouched;')], null)
    const [migration] = order.plan.migrations
    if (migration) migration.sql = 'DROP DATABASE shop;'
    expect((await run()).outcome.failure?.code).toBe('rehearsal_refused')
    expect(stored).toEqual([])
  })

  it('tells a deploy that fails from a rehearsal that could not be held', async () => {
    const files = [migrationFile('001', 'ALTER TABLE orders ALTER COLUMN note SET NOT NULL;')]
    const failing = await rehearse(files, 'ALTER TABLE orders ALTER COLUMN note DROP NOT NULL;')
    const end = await failing.run()
    expect(end).toMatchObject({ state: 'failed', outcome: { failure: { code: 'rehearsal_failed' } } })
    expect(failing.stored[0]).toMatchObject({ verdict: 'failed', ways: [], forward: { ok: false } })
    expect(failing.stored[0]?.forward.statements[0]?.error).toContain('contains null values')
    expect((await failing.afterwards()).left).toEqual([])

    const moved = await rehearse([migrationFile('001', 'DROP TABLE untouched;')], null)
    const session = await openTestSession(moved.url)
    await session.script('CREATE TABLE since (id int)')
    await session.close()
    const refused = await moved.run()
    expect(refused).toMatchObject({ state: 'failed', outcome: { failure: { code: 'plan_outdated' } } })
    expect(moved.stored).toEqual([])
    expect((await moved.afterwards()).left).toEqual([])
  })

  it('sees what runs outside of a transaction', async () => {
    const files = [migrationFile('001', 'CREATE INDEX CONCURRENTLY by_total ON orders (total);')]
    const { run, stored } = await rehearse(files, 'DROP INDEX by_total;')
    expect((await run()).state).toBe('succeeded')
    expect(stored[0]).toMatchObject({
      verdict: 'proven',
      forward: { statements: [{ alone: true, rewrites: [] }] },
    })
  })
})
