import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { DatabaseError, type OpenOptions, type Session } from '../database'
import { testServer } from '../embedded/test-server'
import { postgres } from './postgres'

describe('a session', () => {
  let url: string
  const opened: Session[] = []
  beforeAll(async () => {
    url = await (await testServer()).createDatabase('session')
  })
  afterEach(async () => {
    for (const session of opened.splice(0)) await session.close()
  })

  async function open(options: Partial<OpenOptions> = {}, to = url): Promise<Session> {
    const result = await postgres.open(to, { applicationName: 'headgate run 1', ...options })
    if (!result.ok) throw new Error(result.failure.why)
    opened.push(result.value)
    return result.value
  }

  async function thrown(act: Promise<unknown>): Promise<DatabaseError> {
    const error = await act.then(
      () => null,
      (error) => error,
    )
    expect(error).toBeInstanceOf(DatabaseError)
    return error
  }

  it('tells who it is and applies its settings', async () => {
    const session = await open({
      settings: { lock_timeout: '2000', statement_timeout: '1min' },
      refusePooler: true,
    })
    const { rows } = await session.query(
      `select pg_backend_pid() as pid, current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement,
        current_setting('application_name') as name, current_setting('client_connection_check_interval') as check,
        current_setting('search_path') as path, current_database() as database`,
    )
    expect(rows[0]).toEqual({
      pid: session.backend.pid,
      lock: '2s',
      statement: '1min',
      name: 'headgate run 1',
      check: '500ms',
      path: '"public"',
      database: session.identity.databaseName,
    })
    expect(session.identity).toMatchObject({
      major: 18,
      systemIdentifier: expect.stringMatching(/^\d{15,}$/),
    })
  })

  it('has one identity for each database', async () => {
    const [a, b] = [await open(), await open()]
    const other = await open({}, await (await testServer()).createDatabase('session'))
    expect(b.identity).toEqual(a.identity)
    expect(other.identity.databaseOid).not.toBe(a.identity.databaseOid)
    expect(other.identity.systemIdentifier).toBe(a.identity.systemIdentifier)
  })

  it('looks first into the schema of the URL', async () => {
    const session = await open({}, `${url}?schema=app&connection_limit=3&pool_timeout=1`)
    await session.script('create schema app; create table here (id int)')
    expect((await session.query(`select schemaname from pg_tables where tablename = 'here'`)).rows).toEqual([
      { schemaname: 'app' },
    ])
  })

  it('keeps what the server says about an error', async () => {
    const session = await open()
    await session.script('create table t (a int constraint positive check (a > 0), b int not null default 1)')
    const check = await thrown(session.query('insert into t values ($1)', [-1]))
    expect(check.info).toMatchObject({
      sqlstate: '23514',
      schema: 'public',
      table: 't',
      constraint: 'positive',
      detail: expect.stringContaining('-1'),
    })
    expect((await thrown(session.query('insert into t (b) values (null)'))).info).toMatchObject({
      sqlstate: '23502',
      column: 'b',
    })
    expect((await thrown(session.script("select '🐘é', nothing"))).info).toMatchObject({
      sqlstate: '42703',
      position: 14,
    })
    expect(
      (await thrown(session.script(`do $$ begin raise exception 'no' using hint = 'try'; end $$`))).info,
    ).toMatchObject({ sqlstate: 'P0001', hint: 'try', where: expect.stringContaining('PL/pgSQL') })
  })

  it('takes one statement by query and a whole text by script', async () => {
    const session = await open()
    expect((await thrown(session.query('select 1; select 2'))).info.sqlstate).toBe('42601')
    expect((await session.query<{ n: number }>('select $1::int + 1 as n', [2])).rows).toEqual([{ n: 3 }])
    expect(await session.script('create table s (a int); insert into s values (1), (2)')).toMatchObject({
      rowCount: 2,
    })
    expect((await session.query('update s set a = 3')).rowCount).toBe(2)
    expect((await thrown(session.script('insert into s values (9); select 1/0'))).info.sqlstate).toBe('22012')
    expect((await session.query('select from s where a = 9')).rowCount).toBe(0)
    expect(await session.script('')).toMatchObject({ rowCount: null })
    expect((await thrown(session.script('copy s from stdin'))).info.sqlstate).toBe('57014')
  })

  it('knows at once that a script has failed inside its own transaction', async () => {
    const session = await open()
    for (let round = 0; round < 200; round += 1) {
      await thrown(session.script('begin; select 1/0'))
      expect(session.inTransaction).toBe(true)
      await session.script('rollback')
    }
  })

  it('knows whether it is in a transaction', async () => {
    const session = await open()
    expect(session.inTransaction).toBe(false)
    await session.script('begin')
    expect(session.inTransaction).toBe(true)
    await thrown(session.query('select 1/0'))
    expect(session.inTransaction).toBe(true)
    await session.script('rollback')
    expect(session.inTransaction).toBe(false)
  })

  it('survives the end of its backend, says so, and does not hang', async () => {
    const [session, killer] = [await open(), await open()]
    const sleeping = thrown(session.query('select pg_sleep(30)'))
    expect(await postgres.endBackend(killer, session.backend.pid, session.backend.startedAt)).toBe(true)
    expect(['57P01', null]).toContain((await sleeping).info.sqlstate)
    await thrown(session.query('select 1'))
    expect(session.closed).toBe(true)
    await session.close()
  })
})

describe('locks', () => {
  it('names who is in the way, by pid, user, application, query and lock', async () => {
    const url = await (await testServer()).createDatabase('locks')
    const [holder, waiter, watcher] = await Promise.all(
      ['shop', 'headgate run 2', 'watcher'].map(async (applicationName) => {
        const result = await postgres.open(url, { applicationName })
        if (!result.ok) throw new Error(result.failure.why)
        return result.value
      }),
    )
    if (!holder || !waiter || !watcher) throw new Error('unreachable')
    await holder.script('create table orders (id int)')
    await holder.script('begin; lock table orders in share mode')
    const waiting = waiter.query('alter table orders add note text')
    await until(async () => (await postgres.blockers(watcher, waiter.backend.pid)).length > 0)
    const [blocker] = await postgres.blockers(watcher, waiter.backend.pid)
    expect(blocker).toMatchObject({
      pid: holder.backend.pid,
      application: 'shop',
      mode: 'ShareLock',
      object: 'orders',
      query: expect.stringContaining('lock table'),
      user: expect.any(String),
      since: expect.stringMatching(/^\d{4}-.*Z$/),
    })
    expect(await postgres.blockers(watcher, holder.backend.pid)).toEqual([])
    await holder.script('commit')
    await waiting
    for (const key of [72707369n, -5n, 9223372036854775807n]) {
      expect(await postgres.advisoryHolders(watcher, key)).toEqual([])
      await holder.query('select pg_advisory_lock($1)', [key.toString()])
      expect(await postgres.advisoryHolders(watcher, key)).toMatchObject([
        { pid: holder.backend.pid, application: 'shop' },
      ])
    }
    await holder.query('select pg_advisory_lock(0, 77)')
    expect(await postgres.advisoryHolders(watcher, 77n)).toEqual([])
    expect(await postgres.endBackend(watcher, holder.backend.pid, '2020-01-01T00:00:00Z')).toBe(true)
    expect(await postgres.advisoryHolders(watcher, -5n)).toHaveLength(1)
    expect(await postgres.endBackend(watcher, holder.backend.pid, holder.backend.startedAt)).toBe(true)
    expect(await postgres.advisoryHolders(watcher, -5n)).toEqual([])
    expect(await postgres.endBackend(watcher, holder.backend.pid, holder.backend.startedAt)).toBe(true)
    await Promise.all([holder, waiter, watcher].map((session) => session.close()))
  })
})

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10))
}
