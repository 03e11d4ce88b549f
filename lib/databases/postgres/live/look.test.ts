import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Probe } from '../../../domain/finding'
import type { Session } from '../../database'
import { testServer } from '../../embedded/test-server'
import { postgres } from '../postgres'

const limits = { statementTimeoutMs: 2_000, lockTimeoutMs: 300 }
let url: string
let session: Session

beforeAll(async () => {
  url = await (await testServer()).createDatabase('look')
  const opened = await postgres.open(url, { applicationName: 'headgate test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  session = opened.value
  await session.script(`
    create table users (id int primary key, email text);
    create table orders (id int primary key, user_id int references users, note text);
    create index orders_note_idx on orders (note);
    create view order_notes as select note from orders;
    create table large (id int, filling text);
    insert into users select g, case when g % 3 = 0 then null else 'u' || g end from generate_series(1, 9) g;
    insert into orders select g, 1 + g % 9, 'n' from generate_series(1, 100) g;
    insert into large select g, repeat('x', 900) from generate_series(1, 12000) g;
    analyze`)
})

afterAll(() => session?.close())

const nulls: Probe = {
  id: 'nulls',
  question: 'Users without an e-mail',
  table: 'public.users',
  sql: 'select count(*) as n from public.users where email is null',
  sampleSql:
    'select id::text as key, email as value from public.users where email is null order by id limit 5',
  means: 'fails',
}

describe('tables', () => {
  it('tells rows, sizes, indexes and what depends on them', async () => {
    const [orders, users] = await postgres.look.tables(session, [
      'public.users',
      'public.orders',
      'public.none',
    ])
    expect(orders).toMatchObject({
      name: 'public.orders',
      rows: 100,
      indexes: 2,
      dependents: ['view order_notes'],
    })
    expect(orders?.heapBytes).toBeGreaterThan(8_000)
    expect(orders?.indexBytes).toBeGreaterThan(16_000)
    expect(users).toMatchObject({ dependents: ['foreign key orders.orders_user_id_fkey'], indexes: 1 })
  })

  it('does not wait for a table that somebody holds locked', async () => {
    const other = await holding('begin; lock table orders')
    try {
      const [orders] = await postgres.look.tables(session, ['public.orders'])
      expect(orders).toMatchObject({ name: 'public.orders', indexes: 2 })
    } finally {
      await other.end()
    }
  })

  it('names the indexes that a concurrent build left behind', async () => {
    await expect(
      session.script('create unique index concurrently broken on orders (user_id)'),
    ).rejects.toThrow()
    expect(await postgres.look.invalidIndexes(session, ['public.orders'])).toEqual(['public.broken'])
    expect(await postgres.look.invalidIndexes(session, ['public.users'])).toEqual([])
  })
})

describe('probe', () => {
  it('counts exactly and shows a few', async () => {
    expect(await postgres.look.probe(session, nulls, limits)).toMatchObject({
      id: 'nulls',
      class: 'some',
      count: 3,
      exact: true,
      sample: [
        { key: '3', value: null },
        { key: '6', value: null },
        { key: '9', value: null },
      ],
    })
    const none = { ...nulls, sql: 'select count(*) as n from public.users where id < 0' }
    expect(await postgres.look.probe(session, none, limits)).toMatchObject({
      class: 'none',
      count: 0,
      sample: [],
    })
  })

  it('estimates what takes too long, and never that there are none', async () => {
    const slow = { ...nulls, sql: 'select count(*) as n from public.users, pg_sleep(60)' }
    const quick = { ...limits, statementTimeoutMs: 100 }
    const guessed = await postgres.look.probe(session, { ...slow, estimateSql: 'select 4000 as n' }, quick)
    expect(guessed).toMatchObject({ class: 'some', count: 4000, exact: false })
    expect(guessed.why).toMatch(/longer than 100 ms/)
    const nothing = { ...slow, sampleSql: null, estimateSql: 'select 0 as n' }
    expect(await postgres.look.probe(session, nothing, quick)).toMatchObject({
      class: 'unknown',
      count: null,
    })
  })

  it('writes nothing, and survives whatever it is given', async () => {
    const writes = {
      ...nulls,
      sql: 'with d as (delete from public.orders returning 1) select count(*) as n from d',
    }
    expect(await postgres.look.probe(session, writes, limits)).toMatchObject({ class: 'some', exact: false })
    const broken = { ...nulls, sql: 'select count(*) as n from nowhere', sampleSql: 'select nonsense' }
    expect(await postgres.look.probe(session, broken, limits)).toMatchObject({ class: 'unknown', sample: [] })
    expect((await session.query<{ n: number }>('select count(*)::int as n from orders')).rows).toEqual([
      { n: 100 },
    ])
  })

  it('repeats no value that PostgreSQL stumbled over', async () => {
    const stumbles = {
      ...nulls,
      sql: "select count(*) as n from public.users where ('secret' || id)::int = 1",
    }
    const { why } = await postgres.look.probe(session, stumbles, limits)
    expect(why).toBe('Not counted: a value that is there cannot be read that way.')
  })

  it('does not wait long behind a lock', async () => {
    const other = await holding('begin; lock table users')
    try {
      const answer = await postgres.look.probe(session, nulls, limits)
      expect(answer).toMatchObject({ class: 'unknown', count: null })
      expect(answer.why).toMatch(/locked/)
    } finally {
      await other.end()
    }
  })
})

describe('who is in the way', () => {
  it('tells a dump with what it holds, and no ordinary traffic', async () => {
    const dump = await holding('begin; select count(*) from orders', 'pg_dump')
    const traffic = await holding('begin; select count(*) from orders', 'shop')
    try {
      const found = await postgres.look.inTheWay(session, ['public.orders'])
      expect(found).toMatchObject([{ kind: 'dump', tables: ['public.orders'] }])
      expect(found[0]?.what).toMatch(
        /^A dump by \w+ \(pg_dump\) has run for \d+ s, and holds public.orders\.$/,
      )
    } finally {
      await dump.end()
      await traffic.end()
    }
  })
})

it('measures how fast this database reads', async () => {
  const rate = await postgres.look.scanRate(session, ['public.large'])
  expect(rate?.measuredOn).toBe('public.large')
  expect(rate?.low).toBeGreaterThan(1_000_000)
  expect(rate?.high).toBeGreaterThan(rate?.low ?? Number.POSITIVE_INFINITY)
})

it('knows the free disk of a server on this machine, or says why not', async () => {
  const { bytes, why } = await postgres.look.freeDisk(session)
  if (bytes === null) expect(why).toMatch(/cannot be looked at|another machine/)
  else expect(bytes).toBeGreaterThan(1_000_000)
})

async function holding(sql: string, application = 'someone'): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: application })
  await client.connect()
  await client.query(sql)
  return client
}
