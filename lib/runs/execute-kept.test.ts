import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import { systemClock } from '../domain/clock'
import type { KeepOrder, KeptReverse, PutBackStep } from '../domain/kept-data'
import { defaultPolicies } from '../domain/policy'
import { keptFingerprint } from '../domain/reverse-fingerprint'
import { readLedger } from '../engines/prisma/ledger'
import { planSegments } from '../sql/segments'
import { executeDeploy } from './execute-deploy'
import { executeKept, type KeptOrder } from './execute-kept'
import type { RunPorts } from './ports'
import { recover } from './recover'
import { type MemoryJournal, memoryJournal } from './testing/memory-journal'
import { identityOf, measurePlan, migrationFile, openTestSession } from './testing/plan'

const policy = { ...defaultPolicies.development, lockTimeoutMs: 300, lockRetries: 1 }
const rows = 3_000
const tables = `CREATE TABLE orders (id serial PRIMARY KEY, note text NOT NULL, total numeric(12, 4));
  CREATE TABLE logs (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, line text);`
const data = `INSERT INTO orders (note, total) SELECT 'note ' || n, n / 7.0 FROM generate_series(1, ${rows}) n;
  INSERT INTO logs (line) SELECT 'line ' || n FROM generate_series(1, ${rows}) n;`
const files = [
  migrationFile('001_drop', 'ALTER TABLE orders DROP COLUMN note; DROP TABLE logs;'),
  migrationFile('002_narrow', 'ALTER TABLE orders ALTER COLUMN total TYPE int;'),
]
const keeps: KeepOrder[][] = [
  [
    keep({ id: 'k0', columns: ['note'], because: 'orders.note is dropped' }),
    keep({
      id: 'k1',
      table: 'public.logs',
      columns: ['id', 'line'],
      whole: true,
      because: 'logs is dropped',
    }),
  ],
  [keep({ id: 'k2', columns: ['total'], because: 'orders.total is narrowed' })],
]

function keep(given: Partial<KeepOrder>): KeepOrder {
  const rest = { id: 'k', segment: 0, whole: false, key: ['id'], asText: [], because: '', columns: [] }
  return { ...rest, table: 'public.orders', ...given }
}

function sql(text: string) {
  return { kind: 'sql' as const, statements: planSegments(text).statements }
}

function back(order: KeepOrder | undefined, migration: string, how: PutBackStep['how']) {
  const { id = '', table = '', columns = [], key = [] } = order ?? {}
  const step: PutBackStep = { keep: id, migration, table, columns, key, how, casts: {} }
  return { kind: 'put_back' as const, step }
}

function keptReverse(): KeptReverse {
  const parts = [
    sql('ALTER TABLE orders ALTER COLUMN total TYPE numeric(12, 4)'),
    back(keeps[1]?.[0], '002_narrow', 'values'),
    sql(
      `CREATE TABLE logs (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, line text); ALTER TABLE orders ADD COLUMN note text`,
    ),
    back(keeps[0]?.[0], '001_drop', 'values'),
    back(keeps[0]?.[1], '001_drop', 'table'),
    sql('ALTER TABLE orders ALTER COLUMN note SET NOT NULL'),
  ]
  return { parts, tried: true, differences: [], problems: [] }
}

let createDatabase: (prefix?: string) => Promise<string>
beforeAll(async () => {
  createDatabase = (await testServer()).createDatabase
})

async function deployed() {
  const url = await createDatabase('kept')
  const session = await openTestSession(url)
  await session.script(`${tables}${data}`)
  const before = await postgres.catalog(session)
  const digests = await digestsOf(url)
  const plan = await measurePlan(url, [tables], files)
  plan.migrations.forEach((migration, index) => {
    migration.keeps = keeps[index] ?? []
  })
  plan.keptReverse = keptReverse()
  const target = { url, identity: await identityOf(url) }
  const ports = (): RunPorts & { journal: MemoryJournal } => ({
    database: postgres,
    journal: memoryJournal(randomUUID()),
    clock: systemClock,
  })
  const deploy = async () => {
    const given = ports()
    const end = await executeDeploy({ plan, target, policy, approvedFiles: files, keptBy: 'Ada' }, given)
    return { end, journal: given.journal }
  }
  const first = await deploy()
  expect(first.end.state).toBe('succeeded')
  const order: KeptOrder = {
    ...{ plan, target, policy, lockWaitMs: 300, changedSince: 'leave' },
    deployRunId: first.journal.runId,
    fingerprint: keptFingerprint(plan.keptReverse),
  }
  return { url, session, before, digests, plan, target, deploy, first, order, ports }
}

/** Of the rows, whatever the order of their columns: one that comes back is the last. */
async function digestsOf(url: string) {
  const session = await openTestSession(url)
  const found = await session.query(
    `SELECT (SELECT md5(string_agg(to_jsonb(o)::text, ',' ORDER BY id)) FROM orders o) AS orders,
       (SELECT md5(string_agg(to_jsonb(l)::text, ',' ORDER BY id)) FROM logs l) AS logs`,
  )
  await session.close()
  return found.rows
}

/** Positions of steps of the way back in batches at which its connection is cut. */
const cuts = process.env.HEADGATE_TESTS === 'full' ? [1, 2, 3, 5, 6, 7, 8, 9, 10, 11] : [7, 8]

const inBatches = { oneTransactionRows: 100, batchRows: 1_000 }

describe('a rollback with kept data', () => {
  it('brings back schema and rows in one transaction, and the deploy works again beside the old copies', async () => {
    const { url, session, before, digests, first, deploy, order, ports } = await deployed()
    const step = first.journal.steps.find(({ kind }) => kind === 'migration')
    expect(step?.detail.kept?.map(({ rows, keptBy, table }) => [rows, keptBy, table])).toEqual([
      [rows, 'Ada', 'public.orders'],
      [rows, 'Ada', 'public.logs'],
    ])
    const given = ports()
    const end = await executeKept(order, given)
    expect(end).toMatchObject({ state: 'succeeded', effect: 'all' })
    expect(given.journal.steps.every(({ state }) => state === 'done')).toBe(true)
    expect(await postgres.catalog(session)).toEqual(before)
    expect(await digestsOf(url)).toEqual(digests)
    expect((await readLedger(session)).rows.every((row) => row.rolledBackAt !== null)).toBe(true)
    expect((await session.query('INSERT INTO logs (line) VALUES (1) RETURNING id')).rows).toEqual([
      { id: rows + 1 },
    ])

    const again = await deploy()
    expect(again.end.state).toBe('succeeded')
    expect((await postgres.kept.list(session)).map(({ state }) => state).sort()).toEqual([
      ...['kept', 'kept', 'kept', 'put_back', 'put_back', 'put_back'],
    ])
    const second = await executeKept({ ...order, deployRunId: again.journal.runId }, ports())
    expect(second.state).toBe('succeeded')
    expect(await postgres.catalog(session)).toEqual(before)
    await session.close()
  })

  it('says what was written, created and deleted since, and overwrites none of it in silence', async () => {
    const { session, order, ports, plan } = await deployed()
    await session.script('UPDATE orders SET total = 5000 WHERE id = 2; DELETE FROM orders WHERE id = 3')
    const given = ports()
    const end = await executeKept(order, given)
    expect(end.state).toBe('succeeded')
    const notes = given.journal.steps.flatMap(({ detail }) => detail.notes ?? [])
    expect(notes).toContain('1 row written since the deploy left as it is (2).')
    expect(notes).toContain('1 row deleted since the deploy: what was kept of it has no place (3).')
    const { rows: found } = await session.query('SELECT id, total FROM orders WHERE id IN (1, 2) ORDER BY id')
    expect(found).toEqual([
      { id: 1, total: '0.1429' },
      { id: 2, total: '5000.0000' },
    ])
    expect(plan.keptReverse?.problems).toEqual([])
    await session.close()
  })

  it('is refused where rows created since would have no required value, or where a copy was purged', async () => {
    const { session, order, ports } = await deployed()
    await session.script('INSERT INTO orders (total) VALUES (1)')
    const refused = await executeKept(order, ports())
    expect(refused).toMatchObject({ state: 'failed', effect: 'nothing' })
    expect(refused.outcome.failure?.why).toContain(
      'public.orders.note must have a value, and 1 row created since',
    )
    await session.script(`DELETE FROM orders WHERE id > ${rows}`)
    const [newest] = await postgres.kept.list(session)
    await postgres.kept.purge(session, [newest?.id ?? ''])
    const purged = await executeKept(order, ports())
    expect(purged.outcome.failure?.why).toContain('it was purged, put back or never kept')
    await session.close()
  })

  it('takes everything back and says why where the place refuses a kept row', async () => {
    const { session, order, ports, plan } = await deployed()
    const reverse = keptReverse()
    plan.keptReverse = reverse
    const part = reverse.parts[2]
    if (part?.kind !== 'sql') throw new Error('The third part is SQL.')
    part.statements.push(...planSegments('CREATE UNIQUE INDEX only_one ON logs ((true))').statements)
    const given = ports()
    const end = await executeKept({ ...order, fingerprint: keptFingerprint(reverse) }, given)
    expect(end).toMatchObject({ state: 'failed', effect: 'nothing' })
    expect(end.outcome.failure?.why).toContain(`1 of ${rows} kept rows went into public.logs`)
    const steps = given.journal.steps.map(({ kind, title, state }) => [kind, title, state])
    expect(steps).toContainEqual(['put_back', 'Put back the rows of public.logs', 'failed'])
    expect(steps.filter(([, , state]) => state === 'running')).toEqual([])
    expect((await postgres.kept.list(session)).every(({ state }) => state === 'kept')).toBe(true)
    expect((await readLedger(session)).rows.every((row) => row.rolledBackAt === null)).toBe(true)
    await session.close()
  })

  it('puts much back in batches', async () => {
    const { url, session, before, digests, order, ports } = await deployed()
    const given = ports()
    const end = await executeKept({ ...order, ...inBatches }, given)
    expect(end).toMatchObject({ state: 'succeeded', effect: 'all' })
    const batches = given.journal.steps.filter(({ title }) => title.endsWith('in batches'))
    expect(batches.map(({ state, detail }) => [state, detail.rows])).toEqual([
      ['done', rows],
      ['done', rows],
    ])
    expect(await postgres.catalog(session)).toEqual(before)
    expect(await digestsOf(url)).toEqual(digests)
    await session.close()
  })

  it('goes on where its connection was cut, at whatever step that was', async () => {
    const { url, session, before, digests, order, ports, deploy } = await deployed()
    let deployRunId = order.deployRunId
    for (const at of cuts) {
      const given = ports()
      given.journal.onStart = async (position) => {
        if (position !== at) return
        given.journal.onStart = () => {}
        await session.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()`,
          [`headgate run ${given.journal.runId}`],
        )
      }
      let end = await executeKept({ ...order, ...inBatches, deployRunId }, given)
      if (end.state !== 'succeeded') {
        expect(['nothing', 'part']).toContain(end.effect)
        if (end.effect === 'part') expect(end.outcome.what).toContain('stopped half-way')
        end = await executeKept({ ...order, ...inBatches, deployRunId }, ports())
      }
      expect([at, end.state, end.outcome.failure?.why]).toEqual([at, 'succeeded', undefined])
      expect(await postgres.catalog(session)).toEqual(before)
      expect(await digestsOf(url)).toEqual(digests)
      deployRunId = (await deploy()).journal.runId
    }
    await session.close()
  })

  it('is recovered as stopped half-way where Headgate itself died between two batches', async () => {
    const { url, session, before, digests, order, ports, target, plan } = await deployed()
    const given = ports()
    const died = new Error('killed')
    const note = given.journal.note
    given.journal.note = async (...call) => {
      await note(...call)
      if (call[1].progress?.unit === 'rows') throw died
    }
    await expect(executeKept({ ...order, ...inBatches }, given)).rejects.toBe(died)
    const { steps, runId } = given.journal
    const after = { ...ports(), journal: Object.assign(memoryJournal(runId), { steps }) }
    const stopped = steps.map(({ parent, ...step }) => ({ ...step, parent: parent ?? null }))
    const found = await recover(
      { kind: 'rollback', way: 'kept', plan, deployRunId: order.deployRunId },
      { target, backend: null, steps: stopped },
      after,
    )
    expect(found.ok && found.value).toMatchObject({ state: 'failed', effect: 'part' })
    await session.script(`UPDATE orders SET note = 'written meanwhile' WHERE id IN (1, ${rows})`)
    const end = await executeKept({ ...order, ...inBatches }, ports())
    expect(end.state).toBe('succeeded')
    const { rows: own } = await session.query(
      `SELECT id FROM orders WHERE note = 'written meanwhile' ORDER BY id`,
    )
    expect(own).toEqual([{ id: 1 }, { id: rows }])
    await session.script(`UPDATE orders SET note = 'note ' || id WHERE id IN (1, ${rows})`)
    expect(await postgres.catalog(session)).toEqual(before)
    expect(await digestsOf(url)).toEqual(digests)
    await session.close()
  })

  it('keeps nothing of a migration that was taken back, and tries again for a lock', async () => {
    const { session, order, ports, target, plan } = await deployed()
    expect((await executeKept(order, ports())).state).toBe('succeeded')
    const count = (await postgres.kept.list(session)).length
    await session.script('BEGIN; LOCK TABLE logs IN ACCESS SHARE MODE')
    const given = ports()
    const end = await executeDeploy({ plan, target, policy, approvedFiles: files }, given)
    expect(end).toMatchObject({
      state: 'failed',
      effect: 'nothing',
      outcome: { failure: { code: 'lock_timeout' } },
    })
    expect(end.outcome.failure?.why).toContain('While keeping aside what is lost (logs is dropped)')
    expect(
      given.journal.lines.filter(({ message }) => message.includes('did not get its lock')),
    ).toHaveLength(1)
    await session.script('ROLLBACK')
    expect(await postgres.kept.list(session)).toHaveLength(count)
    await session.close()
  })
})
