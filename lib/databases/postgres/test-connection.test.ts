import { createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Result } from '../../domain/failure'
import type { Session } from '../database'
import { testServer } from '../embedded/test-server'
import { postgres } from './postgres'
import { freePort, hasDebianPostgres, type PrivateServer, privateServer } from './private-server'

const password = 'very-secret-9'

function failure(result: Result<unknown>, secret = password) {
  expect(JSON.stringify(result)).not.toContain(secret)
  if (result.ok) throw new Error('It should have failed.')
  return result.failure
}

describe('a connection that works', () => {
  it('is reported with rights, ledger and tables', async () => {
    const url = await (await testServer()).createDatabase('report')
    const session = await open(url)
    await session.script(
      'create table a (id int); create table _prisma_migrations (id text); create schema s; create table s.b (id int)',
    )
    const report = await postgres.test(url)
    expect(report).toMatchObject({
      ok: true,
      value: {
        identity: session.identity,
        tls: false,
        pooler: false,
        hasLedger: true,
        tables: 2,
        label: expect.stringMatching(/^[^/@]+:\d+\/t_report/),
        rights: { createDatabase: true, superuser: true, createSchema: true, ownsTables: true },
      },
    })
    expect(await postgres.test(`${url}?schema=s`)).toMatchObject({ ok: true, value: { hasLedger: false } })
    await session.close()
  })
})

describe('what is wrong', () => {
  let url: string
  let admin: Session
  const role = `plain_${process.pid}_${Date.now()}`
  const as = (user: string, secret: string, parameters = '') => {
    const other = new URL(url)
    other.username = user
    other.password = secret
    return other.toString() + parameters
  }
  beforeAll(async () => {
    url = await (await testServer()).createDatabase('wrong')
    admin = await open(url)
    await admin.script(`create role ${role} login password '${password}'`)
  })
  afterAll(async () => {
    await admin.script(`drop owned by ${role}; drop role ${role}`)
    await admin.close()
  })

  it('the host', async () => {
    expect(failure(await postgres.test(`postgresql://me:${password}@nowhere.invalid/d`))).toMatchObject({
      code: 'host_unknown',
      why: expect.stringContaining('nowhere.invalid'),
    })
    const port = await freePort()
    expect(failure(await postgres.test(`postgresql://me:${password}@127.0.0.1:${port}/d`))).toMatchObject({
      code: 'host_unreachable',
      why: `Nothing listens at 127.0.0.1:${port}.`,
    })
    expect(failure(await postgres.test(`postgresql://me:${password}@localhost:${port}/d`))).toMatchObject({
      code: 'host_unreachable',
      why: `Nothing listens at localhost:${port}.`,
    })
    expect(failure(await postgres.test(`postgresql://me:${password}@/d?host=/nowhere`))).toMatchObject({
      code: 'host_unreachable',
      why: expect.stringContaining('/nowhere'),
    })
  })

  it('a server that never answers, and one that is none', async () => {
    const silent = await listening(() => {})
    const options = { applicationName: 'test', connectTimeoutMs: 200 }
    expect(
      failure(await postgres.open(`postgresql://me:${password}@127.0.0.1:${silent.port}/d`, options)),
    ).toMatchObject({ code: 'host_unreachable', why: expect.stringContaining('did not answer in time') })
    const closing = await listening((socket) => socket.destroy())
    expect(
      failure(await postgres.open(`postgresql://me:${password}@127.0.0.1:${closing.port}/d`, options)).code,
    ).toBe('connection_lost')
    silent.server.close()
    closing.server.close()
  })

  it('the password, the user, the database', async () => {
    expect(failure(await postgres.test(as(role, `${password}-wrong`)))).toMatchObject({
      code: 'password_refused',
      meta: { database: { sqlstate: '28P01' } },
    })
    expect(failure(await postgres.test(as(role, '')))).toMatchObject({
      code: 'password_refused',
      why: expect.stringContaining('has none'),
    })
    expect(failure(await postgres.test(as('nobody_here', password))).code).toBe('password_refused')
    expect(
      failure(await postgres.test(postgres.withDatabase(as(role, password), 'nothing_here'))),
    ).toMatchObject({ code: 'database_unknown', why: expect.stringContaining('nothing_here') })
  })

  it('TLS where the server has none', async () => {
    expect(failure(await postgres.test(as(role, password, '?sslmode=require')))).toMatchObject({
      code: 'tls_refused',
      why: expect.stringContaining('has no TLS'),
    })
    expect(await postgres.test(`${url}?sslmode=prefer`)).toMatchObject({ ok: true, value: { tls: false } })
  })

  it('too many connections, and a database that may not be entered', async () => {
    await admin.script(`alter role ${role} connection limit 0`)
    expect(failure(await postgres.test(as(role, password))).code).toBe('too_many_connections')
    await admin.script(`alter role ${role} connection limit -1`)
    const closed = await (await testServer()).createDatabase('closed')
    await admin.script(`revoke connect on database "${new URL(closed).pathname.slice(1)}" from public`)
    expect(
      failure(
        await postgres.test(postgres.withDatabase(as(role, password), new URL(closed).pathname.slice(1))),
      ).code,
    ).toBe('rights_missing')
  })

  it('rights, each by name', async () => {
    await admin.script(
      `create table mine (id int); create table hers (id int); alter table hers owner to ${role}`,
    )
    const lacking = failure(await postgres.test(as(role, password)))
    expect(lacking.code).toBe('rights_missing')
    expect(lacking.why).toContain(
      `${role} may not create tables in the schema public (GRANT CREATE ON SCHEMA)`,
    )
    expect(lacking.why).toMatch(/does not own these tables.*: mine \(\w+\)\.$/)
    expect(lacking.meta).toMatchObject({
      report: {
        user: role,
        rights: { createSchema: false, ownsTables: false, createDatabase: false, superuser: false },
      },
    })
    expect(failure(await postgres.test(as(role, password, '?schema=absent'))).why).toContain(
      'The schema absent does not exist',
    )
    await admin.script(`grant create on schema public to ${role}; drop table mine`)
    expect(await postgres.test(as(role, password))).toMatchObject({
      ok: true,
      value: { rights: { superuser: false, ownsTables: true }, identity: admin.identity },
    })
    await admin.script(`alter role ${role} set default_transaction_read_only = on`)
    expect(failure(await postgres.test(as(role, password))).why).toContain('read-only')
  })

  it('a setting that the server does not know', async () => {
    const result = await postgres.open(url, { applicationName: 'test', settings: { no_such_setting: '1' } })
    expect(failure(result)).toMatchObject({
      code: 'database_error',
      meta: { database: { sqlstate: '42704' } },
    })
  })
})

describe.skipIf(!hasDebianPostgres)('TLS (needs Debian’s PostgreSQL 15)', () => {
  let server: PrivateServer
  beforeAll(async () => {
    server = await privateServer({ tls: true, hba: 'hostssl all all all scram-sha-256\n' })
  })
  afterAll(() => server.stop())

  it('is used where it is there, and what is wrong with it is said', async () => {
    expect(await postgres.test(server.url)).toMatchObject({
      ok: true,
      value: { tls: true, identity: { major: 15 } },
    })
    expect(await postgres.test(`${server.url}?sslmode=require`)).toMatchObject({
      ok: true,
      value: { tls: true },
    })
    expect(failure(await postgres.test(`${server.url}?sslmode=disable`), 'secret-of-root')).toMatchObject({
      code: 'tls_refused',
      why: expect.stringContaining('demands TLS'),
    })
    expect(
      failure(await postgres.test(`${server.url}?sslmode=require&sslaccept=strict`), 'secret-of-root'),
    ).toMatchObject({ code: 'tls_refused', why: expect.stringContaining('signed by itself') })
    const named = `${server.url.replace('127.0.0.1', 'localhost')}?sslmode=verify-full&sslrootcert=${server.folder}/certificate`
    expect(await postgres.test(named)).toMatchObject({ ok: true, value: { tls: true } })
    expect(
      failure(await postgres.test(named.replace('localhost', '127.0.0.1')), 'secret-of-root'),
    ).toMatchObject({ code: 'tls_refused' })
    expect(
      await postgres.test(named.replace('localhost', '127.0.0.1').replace('verify-full', 'verify-ca')),
    ).toMatchObject({ ok: true })
    expect(
      failure(await postgres.test(`${server.url}?sslmode=verify-ca&sslrootcert=/nowhere`), 'secret-of-root')
        .why,
    ).toContain('/nowhere')
  })

  it('a pg_hba.conf that lets nobody in', async () => {
    const closed = await privateServer({ hba: 'host all nobody all scram-sha-256\n' })
    expect(failure(await postgres.test(closed.url), 'secret-of-root')).toMatchObject({
      code: 'tls_refused',
      why: expect.stringContaining('pg_hba.conf'),
    })
    await closed.stop()
  })
})

async function open(url: string): Promise<Session> {
  const result = await postgres.open(url, { applicationName: 'test' })
  if (!result.ok) throw new Error(result.failure.why)
  return result.value
}

async function listening(greet: (socket: Socket) => void): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    greet(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return { server, port: typeof address === 'object' && address ? address.port : 0 }
}
