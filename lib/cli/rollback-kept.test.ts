import { expect, it } from 'vitest'
import { catalogFrom, catalogOf, ledgerOf, preparedDatabase } from './testing/prepared'
import { makeProject } from './testing/project'
import { answerOf, runHeadgate } from './testing/run-headgate'
import { sql } from './testing/sql'

const first = {
  '1_init': `CREATE TABLE "orders" ("id" SERIAL PRIMARY KEY, "note" TEXT NOT NULL, "total" INTEGER NOT NULL);
CREATE TABLE "logs" ("id" SERIAL PRIMARY KEY, "line" TEXT CONSTRAINT "short" CHECK (length("line") < 99));
`,
}
const history = {
  ...first,
  '2_note': 'ALTER TABLE "orders" DROP COLUMN "note";\n',
  '3_logs': 'DROP TABLE "logs";\nUPDATE "orders" SET "total" = 0 WHERE "id" = 1;\n',
}

it('puts back what two deploys from a terminal had kept, and nothing of it where that is not wanted', async () => {
  const rows = `INSERT INTO orders (note, total) VALUES ('a', 1), ('b', 2), ('', 3); INSERT INTO logs (line) VALUES ('x')`
  const url = await preparedDatabase([{ name: '1_init', text: history['1_init'] }], rows)
  const project = await makeProject(history)
  const run = async (command: 'deploy' | 'rollback', ...args: string[]) => {
    const ran = await runHeadgate([command, '--json', '--url', url, ...args], { cwd: project })
    // biome-ignore lint/suspicious/noExplicitAny: its schema was checked
    return { code: ran.code, answer: await answerOf<any>(command, ran) }
  }
  expect(await run('deploy', '--to', '2_note', '--yes')).toMatchObject({ code: 0 })
  expect(await run('deploy', '--yes')).toMatchObject({ code: 0 })
  await sql(url, 'UPDATE orders SET total = 20 WHERE id = 2')

  const dry = await run('rollback', '--to', '1_init', '--dry-run')
  expect(dry.answer).toMatchObject({ way: 'kept', losses: [], kept: { impossibleBecause: [] } })
  expect(
    dry.answer.kept.copies.map(({ table, rows }: { table: string; rows: number }) => [table, rows]),
  ).toEqual(
    expect.arrayContaining([
      ['public.orders', 3],
      ['public.logs', 1],
    ]),
  )
  expect((await run('rollback', '--to', '1_init', '--way', 'reverse', '--dry-run')).answer.way).toBe(
    'reverse',
  )

  const done = await run('rollback', '--to', '1_init', '--yes')
  expect(done).toMatchObject({ code: 0, answer: { ok: true, run: { state: 'succeeded', effect: 'all' } } })
  expect(await ledgerOf(url)).toEqual(['1_init done', '2_note back', '3_logs back'])
  expect(await catalogOf(url)).toEqual(await catalogFrom(history['1_init']))
  expect(await sql(url, 'SELECT note, total FROM orders ORDER BY id')).toEqual([
    { note: 'a', total: 1 },
    { note: 'b', total: 20 },
    { note: '', total: 3 },
  ])
  expect(await sql(url, 'SELECT line FROM logs')).toEqual([{ line: 'x' }])
  expect(await run('rollback', '--to', '1_init', '--way', 'kept', '--yes')).toMatchObject({ code: 1 })
})

it.runIf(process.env.HEADGATE_TESTS === 'full')(
  'puts back what was written between two deploys that destroyed the same',
  async () => {
    const twice = {
      ...first,
      '2_less': 'DELETE FROM "logs" WHERE "id" = 1;\nUPDATE "orders" SET "note" = upper("note");\n',
      '3_none': 'DROP TABLE "logs";\nALTER TABLE "orders" DROP COLUMN "note", ALTER "total" DROP NOT NULL;\n',
    }
    const rows = `INSERT INTO orders (note, total) VALUES ('a', 1); INSERT INTO logs (line) VALUES ('x'), ('y')`
    const url = await preparedDatabase([{ name: '1_init', text: twice['1_init'] }], rows)
    const project = await makeProject(twice)
    const run = (...args: string[]) =>
      runHeadgate([...args, '--yes', '--json', '--url', url], { cwd: project })
    expect(await run('deploy', '--to', '2_less')).toMatchObject({ code: 0 })
    await sql(url, `INSERT INTO orders (note, total) VALUES ('new', 2)`)
    await sql(url, `INSERT INTO logs (line) VALUES ('z')`)
    expect(await run('deploy')).toMatchObject({ code: 0 })

    await sql(url, 'UPDATE orders SET total = NULL WHERE id = 2')
    const refused = await run('rollback', '--to', '1_init', '--accept-loss')
    expect(refused.code).toBe(1)
    expect(refused.stdout).toContain('orders.total becomes required')
    await sql(url, 'UPDATE orders SET total = 2 WHERE id = 2')
    const unaccepted = await run('rollback', '--to', '1_init')
    expect(unaccepted.code).toBe(64)
    expect(unaccepted.stdout).toContain('what was written into public.orders.note between 2_less and 3_none')
    expect(await run('rollback', '--to', '1_init', '--accept-loss')).toMatchObject({ code: 0 })
    expect(await sql(url, 'SELECT note FROM orders ORDER BY id')).toEqual([{ note: 'a' }, { note: 'new' }])
    expect(await sql(url, 'SELECT line FROM logs ORDER BY id')).toEqual([
      { line: 'x' },
      { line: 'y' },
      { line: 'z' },
    ])
  },
)
