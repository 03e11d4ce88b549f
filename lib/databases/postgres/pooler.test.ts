import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testServer } from '../embedded/test-server'
import { poolerByAddress } from './pooler'
import { postgres } from './postgres'
import {
  hasDebianPostgres,
  hasPgBouncer,
  type PrivateServer,
  privateBouncer,
  privateServer,
} from './private-server'
import { parseAddress } from './url'

describe('poolers by their address', () => {
  it.each([
    [
      'postgresql://a@ep-cool-1-pooler.eu-central-1.aws.neon.tech/d',
      'Use ep-cool-1.eu-central-1.aws.neon.tech.',
    ],
    ['postgresql://a.b@aws-0-eu.pooler.supabase.com:6543/postgres', 'port 5432'],
    ['postgresql://a@db.abc.supabase.co:6543/postgres', 'db.abc.supabase.co:5432'],
    ['postgresql://a@h/d?pgbouncer=true', 'pgbouncer=true'],
  ])('%s', async (url, instead) => {
    const address = parseAddress(url)
    expect(address.ok && poolerByAddress(address.value)).toContain(instead)
    const refused = await postgres.open(url, { applicationName: 'test', refusePooler: true })
    expect(refused).toMatchObject({
      ok: false,
      failure: { code: 'pooler_refused', why: expect.stringContaining(instead) },
    })
  })

  it.each([
    'postgresql://a@ep-cool-1.neon.tech/d',
    'postgresql://a@aws-0-eu.pooler.supabase.com:5432/d',
    'postgresql://a@h:6432/d',
  ])('%s is none', (url) => {
    const address = parseAddress(url)
    expect(address.ok && poolerByAddress(address.value)).toBeNull()
  })
})

it('a direct connection is none, and needs no second one', async () => {
  const url = await (await testServer()).createDatabase('direct')
  const opened = await postgres.open(url, { applicationName: 'test', refusePooler: true })
  if (!opened.ok) throw new Error(opened.failure.why)
  const { rows } = await opened.value.query(
    `select count(*)::int as n from pg_stat_activity where application_name = 'headgate pooler check' and datname = current_database()`,
  )
  expect(rows).toEqual([{ n: 0 }])
  await opened.value.close()
})

describe.skipIf(!hasPgBouncer)('PgBouncer (needs Debian’s pgbouncer and PostgreSQL 15)', () => {
  let server: PrivateServer
  beforeAll(async () => {
    server = await privateServer()
  })
  afterAll(() => server?.stop())

  it.each([1, 2, 20])(
    'is recognised in transaction mode with %i connections, refused for runs, and left clean',
    async (poolSize) => {
      const bouncer = await privateBouncer(server, 'transaction', poolSize)
      try {
        const refused = await postgres.open(bouncer.url, {
          applicationName: 'run',
          refusePooler: true,
          settings: { lock_timeout: '1234' },
        })
        expect(refused).toMatchObject({
          ok: false,
          failure: { code: 'pooler_refused', why: expect.stringContaining('pools by transaction') },
        })
        expect(JSON.stringify(refused)).not.toContain('secret-of-root')
        expect(await postgres.test(bouncer.url)).toMatchObject({ ok: true, value: { pooler: true } })
        const read = await postgres.open(bouncer.url, {
          applicationName: 'reader',
          settings: { lock_timeout: '1234' },
        })
        if (!read.ok) throw new Error(read.failure.why)
        expect(
          (await read.value.query<{ t: string }>(`select current_setting('lock_timeout') as t`)).rows[0]?.t,
        ).toBe('0')
        expect(await postgres.catalog(read.value)).toHaveProperty(['schema:public'])
        expect(
          (await read.value.query<{ p: string }>(`select current_setting('search_path') as p`)).rows[0]?.p,
        ).toContain('$user')
        await read.value.close()
      } finally {
        await bouncer.stop()
      }
    },
  )

  it('may pool by session', async () => {
    const bouncer = await privateBouncer(server, 'session', 5)
    try {
      const opened = await postgres.open(bouncer.url, {
        applicationName: 'run',
        refusePooler: true,
        settings: { lock_timeout: '1234' },
      })
      if (!opened.ok) throw new Error(opened.failure.why)
      expect(
        (await opened.value.query<{ t: string }>(`select current_setting('lock_timeout') as t`)).rows[0]?.t,
      ).toBe('1234ms')
      await opened.value.close()
      expect(await postgres.test(bouncer.url)).toMatchObject({ ok: true, value: { pooler: false } })
    } finally {
      await bouncer.stop()
    }
  })

  it('its own refusals are told apart', async () => {
    const bouncer = await privateBouncer(server, 'transaction', 2)
    try {
      expect(await postgres.test(bouncer.url.replace('secret-of-root', 'wrong'))).toMatchObject({
        failure: { code: 'password_refused' },
      })
      expect(await postgres.test(bouncer.url.replace('root:', 'nobody:'))).toMatchObject({
        failure: { code: 'password_refused' },
      })
      expect(await postgres.test(bouncer.url.replace(/\/postgres$/, '/nothing'))).toMatchObject({
        failure: { code: 'database_unknown' },
      })
      const parameter = await postgres.test(`${bouncer.url}?options=-c%20geqo=off`)
      expect(parameter).toMatchObject({ failure: { code: 'pooler_refused' } })
    } finally {
      await bouncer.stop()
    }
  })
})

describe.skipIf(!hasDebianPostgres)('PostgreSQL 15 (needs Debian’s)', () => {
  it('opens, reads its catalog and its digests as 18 does', async () => {
    const server = await privateServer()
    try {
      const opened = await postgres.open(server.url, { applicationName: 'test', refusePooler: true })
      if (!opened.ok) throw new Error(opened.failure.why)
      const session = opened.value
      await session.script(`create type s as enum ('a'); create table t (id serial primary key, s s default 'a', n int not null);
        create function f(a int) returns int language sql as 'select 1'; create view v as select * from t; insert into t (n) values (1)`)
      const catalog = await postgres.catalog(session)
      expect(Object.keys(catalog)).toEqual([
        'column:public.t.id',
        'column:public.t.n',
        'column:public.t.s',
        'constraint:public.t.t_pkey',
        'enum:public.s',
        'extension:plpgsql',
        'function:public.f(a integer)',
        'schema:public',
        'sequence:public.t_id_seq',
        'table:public.t',
        'view:public.v',
      ])
      const newer = await postgres.open(await (await testServer()).createDatabase('same'), {
        applicationName: 'test',
      })
      if (!newer.ok) throw new Error(newer.failure.why)
      await newer.value.script(
        `create type s as enum ('a'); create table t (id serial primary key, s s default 'a', n int not null); insert into t (n) values (1)`,
      )
      expect(await postgres.digests(newer.value)).toEqual(await postgres.digests(session))
      expect(await postgres.tableSizes(session, ['public.t'])).toMatchObject([{ rows: 1 }])
      expect(await postgres.endBackend(session, 1, '2020-01-01')).toBe(true)
      await newer.value.close()
      await session.close()
    } finally {
      await server.stop()
    }
  })
})
