import pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import type { TableDigest, WriteMark } from '../domain/snapshot'
import { takeWriteMark } from './write-mark'
import { writtenSince } from './written-since'

let client: pg.Client
let url: string

/** The statistics are flushed at the end of a session at the latest. */
async function run(sql: string): Promise<void> {
  const own = new pg.Client({ connectionString: url })
  await own.connect()
  await own.query(sql)
  await own.end()
}

async function look<T>(work: (session: Parameters<typeof takeWriteMark>[0]) => Promise<T>): Promise<T> {
  const opened = await postgres.open(url, { applicationName: 'headgate test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  try {
    return await work(opened.value)
  } finally {
    await opened.value.close()
  }
}

interface Then {
  mark: WriteMark
  digests: TableDigest[]
}

const remember = (): Promise<Then> =>
  look(async (session) => ({ mark: await takeWriteMark(session), digests: await postgres.digests(session) }))

const since = async (
  { mark, digests }: Then,
  deploy: WriteMark | { xmax: string } | null = null,
  timeoutMs?: number,
) => {
  const found = await look((session) =>
    writtenSince(session, mark, { digests, deploy, ...(timeoutMs === undefined ? {} : { timeoutMs }) }),
  )
  return Object.fromEntries(
    found.tables.map(({ table, ...writes }) => [table.replace('public.', ''), writes]),
  )
}

describe('what was written since a mark', () => {
  beforeAll(async () => {
    url = await (await testServer()).createDatabase('written')
    client = new pg.Client({ connectionString: url })
    await client.connect()
    return () => client.end()
  })

  it('counts inserts and updates in both windows, before and after VACUUM FREEZE', async () => {
    await run(
      'create table w (id int primary key, n int); insert into w select g, 0 from generate_series(1, 100) g',
    )
    const then = await remember()
    expect((await since(then)).w).toMatchObject({ total: 0, deleted: 0, deletedBy: 'count', reasons: [] })
    await run('update w set n = 1 where id <= 3; insert into w values (101, 0)')
    const { mark: deploy } = await remember()
    await run('update w set n = 2 where id = 50; insert into w values (102, 0), (103, 0)')
    const expected = { total: 7, beforeDeploy: 4, afterDeploy: 3, deleted: 0 }
    expect((await since(then, deploy)).w).toMatchObject(expected)
    expect((await since(then, { xmax: deploy.snapshot.split(':')[1] ?? '' })).w).toMatchObject(expected)
    await run('vacuum (freeze) w')
    expect((await since(then, deploy)).w).toMatchObject(expected)
    await run('vacuum full w')
    const after = (await since(then, deploy)).w
    expect(after).toMatchObject({ total: null, beforeDeploy: null, deleted: null })
    expect(after?.reasons[0]).toMatch(/rewritten/)
  })

  it('knows deletions exactly where counting is enough, and by the statistics where rows were also changed', async () => {
    await run(
      'create table d (id int primary key, n int); insert into d select g, 0 from generate_series(1, 100) g',
    )
    const then = await remember()
    await run('delete from d where id <= 10')
    expect((await since(then)).d).toMatchObject({ total: 0, deleted: 10, deletedBy: 'count' })
    await run('insert into d select g, 0 from generate_series(101, 104) g; update d set n = 1 where id = 50')
    expect((await since(then)).d).toMatchObject({ total: 5, deleted: 10, deletedBy: 'statistics' })
    await run('select pg_stat_reset()')
    const reset = (await since(then)).d
    expect(reset).toMatchObject({ total: 5, deleted: null })
    expect(reset?.reasons[0]).toMatch(/Between 6 and 11 rows were deleted/)
  })

  it('says unknown for a table that was rewritten, emptied, recreated or dropped, and counts a new one', async () => {
    const tables = ['r', 'e', 'c', 'x']
    for (const table of tables)
      await run(
        `create table ${table} (id int, n int); insert into ${table} select g, 0 from generate_series(1, 20) g`,
      )
    const then = await remember()
    await run(`alter table r alter column n type bigint; truncate e; drop table x; create table fresh as select 1 as id;
      create table c2 as select * from c; drop table c; alter table c2 rename to c`)
    const { mark: deploy } = await remember()
    await run('insert into r values (21, 0)')
    const found = await since(then, deploy)
    expect(found.r).toMatchObject({ total: null, beforeDeploy: null, afterDeploy: 1 })
    expect(found.e).toMatchObject({ total: null, beforeDeploy: null, afterDeploy: 0 })
    expect(found.c).toMatchObject({ total: null, beforeDeploy: null, afterDeploy: 0 })
    expect(found.x?.reasons[0]).toMatch(/gone/)
    expect(found.fresh).toMatchObject({ total: 1, beforeDeploy: 1, afterDeploy: 0 })
    const byXmax = await since(then, { xmax: deploy.snapshot.split(':')[1] ?? '' })
    expect(byXmax.r).toMatchObject({ beforeDeploy: null, afterDeploy: 1 })
    await run('alter table r alter column n type int')
    expect((await since(then, deploy)).r).toMatchObject({ total: null, afterDeploy: null })
    expect((await since(then, { xmax: deploy.snapshot.split(':')[1] ?? '' })).r).toMatchObject({
      afterDeploy: null,
    })
  })

  it('counts what a transaction wrote that was open at the mark and committed later', async () => {
    await run('create table o (id int); insert into o values (1)')
    await client.query('begin; insert into o values (2)')
    await run('insert into o values (3)')
    const then = await remember()
    await client.query('commit')
    expect((await since(then)).o).toMatchObject({ total: 1 })
  })

  it('does not wait longer than it may, and refuses the mark of another database', async () => {
    await run('create table slow as select g from generate_series(1, 400000) g')
    const then = await remember()
    const found = await since(then, null, 1)
    expect(found.slow?.total).toBeNull()
    expect(found.slow?.reasons[0]).toMatch(/took longer/)
    const other = { ...then, mark: { ...then.mark, databaseOid: 1 } }
    expect((await since(other)).slow?.reasons[0]).toMatch(/another/)
    const old = { ...then, mark: { ...then.mark, snapshot: '3:3:' } }
    expect((await since(old)).slow?.total).toBe(400000)
  })
})
