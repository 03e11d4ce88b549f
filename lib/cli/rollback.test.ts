import { describe, expect, it } from 'vitest'
import { postgres } from '../databases/postgres/postgres'
import { catalogFrom, catalogOf, ledgerOf, preparedDatabase, prismaSays } from './testing/prepared'
import { makeProject } from './testing/project'
import { answerOf, runHeadgate } from './testing/run-headgate'
import { sql } from './testing/sql'

const history = {
  '1_init': `CREATE TABLE "orders" ("id" SERIAL PRIMARY KEY, "total" INTEGER NOT NULL CONSTRAINT "paid" CHECK ("total" >= 0));
CREATE INDEX "dear" ON "orders" ("total") WHERE "total" > 100;
CREATE VIEW "dear_orders" AS SELECT "id" FROM "orders" WHERE "total" > 100;
`,
  '2_note': 'ALTER TABLE "orders" ADD COLUMN "note" TEXT;\nUPDATE "orders" SET "note" = \'none\';\n',
  '3_gone': 'DROP VIEW "dear_orders";\nALTER TABLE "orders" DROP CONSTRAINT "paid";\n',
}
const names = Object.keys(history) as (keyof typeof history)[]

async function place(more = '') {
  const project = await makeProject(history)
  const url = await preparedDatabase(
    names.map((name) => ({ name, text: history[name] })),
    more,
  )
  const run = async (...args: string[]) => {
    const ran = await runHeadgate(['rollback', '--json', '--url', url, ...args], { cwd: project })
    // biome-ignore lint/suspicious/noExplicitAny: its schema was checked
    return { code: ran.code, answer: await answerOf<any>('rollback', ran) }
  }
  return { project, url, run }
}

describe('rollback', () => {
  it('takes back what another tool deployed, whole, once the losses are accepted', async () => {
    const { project, url, run } = await place(`INSERT INTO orders (total, note) VALUES (1, 'a'), (200, NULL)`)
    const dry = await run('--to', '1_init', '--dry-run')
    expect(dry).toMatchObject({
      code: 0,
      answer: {
        ok: true,
        migrations: ['3_gone', '2_note'],
        reverse: { tried: true, differences: [], problems: [] },
        losses: [{ object: 'column:public.orders.note', count: 1, of: 2 }],
        notes: [expect.stringContaining('2_note')],
        run: null,
      },
    })
    expect(await run('--to', '1_init')).toMatchObject({
      code: 64,
      answer: { failure: { code: 'usage_wrong' } },
    })
    const unaccepted = await run('--to', '1_init', '--yes')
    expect(unaccepted.code).toBe(64)
    expect(unaccepted.answer.failure.why).toContain('--accept-loss')
    expect(await ledgerOf(url)).toEqual(['1_init done', '2_note done', '3_gone done'])

    const done = await run('--to', '1_init', '--yes', '--accept-loss')
    expect(done).toMatchObject({ code: 0, answer: { ok: true, run: { state: 'succeeded', effect: 'all' } } })
    expect(await ledgerOf(url)).toEqual(['1_init done', '2_note back', '3_gone back'])
    expect(await catalogOf(url)).toEqual(await catalogFrom(history['1_init']))
    expect(await sql(url, 'SELECT total FROM orders ORDER BY id')).toEqual([{ total: 1 }, { total: 200 }])
    expect(await prismaSays(project, url)).toEqual({
      failed: [],
      edited: [],
      unapplied: ['2_note', '3_gone'],
      unknownApplied: [],
    })
    const status = await runHeadgate(['status', '--url', url], { cwd: project })
    expect(status.code).toBe(2)
  })

  it('says what stands in the way, and leaves everything as it is', async () => {
    const { url, run } = await place(`INSERT INTO orders (total) VALUES (-1)`)
    const refused = await run('--to', '2_note', '--yes', '--accept-loss')
    expect(refused).toMatchObject({
      code: 1,
      answer: { ok: false, run: { state: 'failed', effect: 'nothing' } },
    })
    expect(refused.answer.outcome.failure.meta.database.sqlstate).toBe('23514')
    expect(await ledgerOf(url)).toEqual(['1_init done', '2_note done', '3_gone done'])
    expect(await run('--to', 'nothing_like_it')).toMatchObject({ code: 64 })
    expect(await run()).toMatchObject({ code: 64 })
    await sql(url, `UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '3_gone'`)
    const troubled = await run('--to', '1_init', '--yes')
    expect(troubled).toMatchObject({ code: 3, answer: { failure: { code: 'history_needs_attention' } } })
    expect(troubled.answer.next).toContain('headgate resolve')
  })

  it('keeps out of a guarded database unless a reason is given, which stays in it', async () => {
    const { url, run } = await place()
    const opened = await postgres.open(url, { applicationName: 'test' })
    if (!opened.ok) throw new Error(opened.failure.why)
    const session = opened.value
    try {
      const gate = { server: 'https://gate.example', project: 'shop', environment: 'production' }
      await postgres.setGate(session, { ...gate, since: new Date().toISOString() })
      expect(await run('--to', '2_note', '--yes')).toMatchObject({
        code: 3,
        answer: { failure: { code: 'gated' } },
      })
      const done = await run('--to', '2_note', '--yes', '--bypass-gate', 'the server is down')
      expect(done).toMatchObject({ code: 0, answer: { ok: true, gate } })
      expect((await postgres.readMarks(session)).terminal).toMatchObject([
        { kind: 'rollback', state: 'succeeded', bypass: 'the server is down', migrations: ['3_gone'] },
      ])
    } finally {
      await session.close()
    }
  })
})
