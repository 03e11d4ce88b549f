import { beforeAll, describe, expect, it } from 'vitest'
import { postgres } from '../databases/postgres/postgres'
import { dropKeptDatabase } from './drop-kept-database'
import { expireKept } from './expire-kept'
import { lookAtKeeps } from './look-at-keeps'
import { purgeKeptData } from './purge-kept-data'
import { type TestShop, testShop } from './test-shop'

describe('what Headgate keeps of an environment', () => {
  let shop: TestShop
  let environmentId: string
  const name = (suffix: string) => `${new URL(shop.databaseUrl).pathname.slice(1)}_${suffix}`
  beforeAll(async () => {
    shop = await testShop('development')
    environmentId = (await shop.context.db.environment.findFirstOrThrow()).id
  })

  /** A database on the shop's server, and its record. */
  async function left(suffix: string, kind: 'failed' | 'restored', expiresAt: Date | null = null) {
    await shop.sql(`CREATE DATABASE "${name(suffix)}"`)
    const databaseOid = BigInt(await oidOf(suffix))
    const row = { environmentId, kind, name: name(suffix), databaseOid, expiresAt }
    const kept = await shop.context.db.keptDatabase.create({
      data: { ...row, createdById: shop.people.operator.id },
    })
    return kept.id
  }
  const oidOf = async (suffix: string) =>
    (await shop.sql<{ oid: number }>(`SELECT oid::int FROM pg_database WHERE datname = '${name(suffix)}'`))[0]
      ?.oid ?? 0
  const drop = (
    keptDatabaseId: string,
    confirmation: string,
    endSessions = false,
    who = shop.people.operator,
  ) =>
    dropKeptDatabase(shop.context, who, {
      projectSlug: shop.project,
      keptDatabaseId,
      confirmation,
      endSessions,
    })
  const newestEvent = (action: string) =>
    shop.context.db.auditEvent.findFirst({ where: { action }, orderBy: { sequence: 'desc' } })

  it('goes when its name is typed, by who may, while nobody is in it, and the audit has it', async () => {
    const id = await left('failed_1', 'failed')
    expect(await drop(id, name('failed_1'), false, shop.people.reviewer)).toMatchObject({
      failure: { code: 'not_permitted' },
    })
    expect(await drop(id, 'something')).toMatchObject({ failure: { code: 'invalid_input' } })
    const opened = await postgres.open(postgres.withDatabase(shop.databaseUrl, name('failed_1')), {
      applicationName: 'the shop',
    })
    if (!opened.ok) throw new Error(opened.failure.why)
    expect(await drop(id, name('failed_1'))).toMatchObject({
      failure: { code: 'stale_state', why: expect.stringMatching(/the shop/) },
    })
    expect(await oidOf('failed_1')).toBeGreaterThan(0)
    expect(await drop(id, name('failed_1'), true)).toEqual({ ok: true, value: { state: 'dropped' } })
    await opened.value.close()
    expect(await oidOf('failed_1')).toBe(0)
    expect(await drop(id, name('failed_1'))).toMatchObject({ failure: { code: 'not_found' } })
    expect(await newestEvent('kept-database.dropped')).toMatchObject({
      subjectName: name('failed_1'),
      actorId: shop.people.operator.id,
      before: { kind: 'failed' },
    })
  })

  it('is never another database of the same name, and what is gone is said to be gone', async () => {
    const id = await left('failed_2', 'failed')
    await shop.sql(`DROP DATABASE "${name('failed_2')}"`)
    await shop.sql(`CREATE DATABASE "${name('failed_2')}"`)
    expect(await drop(id, name('failed_2'))).toEqual({ ok: true, value: { state: 'gone' } })
    expect(await oidOf('failed_2')).toBeGreaterThan(0)
    expect(await newestEvent('kept-database.gone')).toMatchObject({ subjectName: name('failed_2') })
    await shop.sql(`DROP DATABASE "${name('failed_2')}"`)
    const environment = await shop.context.db.environment.findFirstOrThrow()
    const live = await shop.context.db.keptDatabase.create({
      data: {
        ...{ environmentId, kind: 'failed', name: 'x', createdById: shop.people.operator.id },
        databaseOid: environment.databaseOid ?? 0n,
      },
    })
    expect(await drop(live.id, 'x')).toMatchObject({ failure: { code: 'stale_state' } })
    // What was only intended has no OID: that none is found says nothing.
    await shop.context.db.keptDatabase.update({ where: { id: live.id }, data: { databaseOid: 0n } })
    expect(await drop(live.id, 'x')).toMatchObject({ failure: { code: 'stale_state' } })
    await shop.context.db.keptDatabase.delete({ where: { id: live.id } })
  })

  it('stays where somebody has put it to use: under another name, or as an environment', async () => {
    const past = new Date(Date.now() - 1_000)
    const id = await left('promoted', 'restored', past)
    await shop.sql(`ALTER DATABASE "${name('promoted')}" RENAME TO "${name('in_use')}"`)
    expect(await expireKept(shop.context)).toEqual([])
    expect(await drop(id, name('promoted'), true)).toMatchObject({
      failure: { code: 'stale_state', why: expect.stringContaining(`it is ${name('in_use')} now`) },
    })
    await shop.sql(`ALTER DATABASE "${name('in_use')}" RENAME TO "${name('promoted')}"`)
    const {
      id: _,
      slug,
      ...same
    } = await shop.context.db.environment.findFirstOrThrow({
      omit: { policy: true, observation: true, unreachable: true, externalHost: true },
    })
    const databaseOid = BigInt(await oidOf('promoted'))
    const other = await shop.context.db.environment.create({
      data: { ...same, slug: `${slug}-copy`, name: 'The copy', databaseOid, policy: {} },
    })
    expect(await drop(id, name('promoted'), true)).toMatchObject({
      failure: { code: 'stale_state', why: expect.stringContaining('the live database of The copy') },
    })
    await shop.context.db.environment.delete({ where: { id: other.id } })
    expect(await expireKept(shop.context)).toEqual([name('promoted')])
  })

  it('goes by itself when a copy to look at is over its time, and never what was live', async () => {
    const past = new Date(Date.now() - 1_000)
    await left('look', 'restored', past)
    const failed = await left('failed_3', 'failed', past)
    expect(await expireKept(shop.context)).toEqual([name('look')])
    expect([await oidOf('look'), (await oidOf('failed_3')) > 0]).toEqual([0, true])
    expect(await newestEvent('kept-database.expired')).toMatchObject({ actorId: null, actorName: 'Headgate' })
    const environment = await shop.context.db.environment.findFirstOrThrow()
    const oid = await oidOf('failed_3')
    const seen = await lookAtKeeps(shop.context, shop.people.viewer, environment, [oid, 1_234_567])
    if (!seen.ok) throw new Error(seen.failure.why)
    expect([...seen.value.databases]).toMatchObject([[oid, { name: name('failed_3'), connected: 0 }]])
    expect(seen.value.databases.get(oid)?.bytes).toBeGreaterThan(1_000_000)
    await shop.sql(`DROP DATABASE "${name('failed_3')}"`)
    expect(await expireKept(shop.context)).toEqual([`${name('failed_3')}, which was gone`])
    expect(await drop(failed, name('failed_3'))).toMatchObject({ failure: { code: 'not_found' } })
  })

  it('of deploys’ copies is purged with its rows in the audit, and expired ones by themselves', async () => {
    const opened = await postgres.open(shop.databaseUrl, { applicationName: 'headgate test' })
    if (!opened.ok) throw new Error(opened.failure.why)
    const session = opened.value
    const kept = async (id: string, expiresAt: string) => {
      await session.script('begin')
      const order = {
        ...{ id, segment: 0, table: 'public.Order', columns: ['total'], whole: false, key: ['id'] },
        ...{ asText: [], because: 'Order.total is dropped' },
      }
      const keeper = {
        ...{ runId: '018f0000-0000-7000-8000-000000000001', migration: 'm', keptBy: 'Olga' },
        expiresAt,
      }
      const copy = await postgres.kept.copy(session, order, keeper)
      await session.script('commit')
      return copy
    }
    await postgres.kept.prepare(session)
    const stays = await kept('k0', new Date(Date.now() + 86_400_000).toISOString())
    await kept('k1', new Date(Date.now() - 1_000).toISOString())
    const busy = await kept('k2', new Date(Date.now() - 1_000).toISOString())
    const stateOf = (state: string) =>
      session.query('UPDATE headgate.kept_data SET state = $2 WHERE id = $1', [busy.id, state])
    await stateOf('putting_back')
    expect(await expireKept(shop.context)).toEqual([expect.stringMatching(/kept public.Order/)])
    await stateOf('kept')
    expect(await expireKept(shop.context)).toHaveLength(1)
    expect((await postgres.kept.list(session)).map(({ id }) => id)).toEqual([stays.id])
    expect(await newestEvent('kept-data.expired')).toMatchObject({ actorName: 'Headgate' })
    const purge = (confirmation: string, who = shop.people.operator) =>
      purgeKeptData(shop.context, who, {
        ...{ projectSlug: shop.project, environmentSlug: shop.environment, ids: [stays.id], confirmation },
      })
    const environment = await shop.context.db.environment.findFirstOrThrow()
    expect(await purge('no')).toMatchObject({ failure: { code: 'name_does_not_match' } })
    expect(await purge(environment.name, shop.people.reviewer)).toMatchObject({
      failure: { code: 'not_permitted' },
    })
    expect(await purge(environment.name)).toEqual({ ok: true, value: { purged: 1 } })
    expect(await purge(environment.name)).toMatchObject({ failure: { code: 'stale_state' } })
    expect(await postgres.kept.list(session)).toEqual([])
    expect(await newestEvent('kept-data.purged')).toMatchObject({
      actorId: shop.people.operator.id,
      before: { rows: 100, bytes: expect.any(Number), copies: [{ id: stays.id }] },
    })
    await session.close()
  })
})
