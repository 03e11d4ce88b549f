import { tmpdir } from 'node:os'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import { chooseMethod } from './choose'
import { countingName } from './foreign-sessions'
import { createSnapshotMethods } from './methods'
import { restoreBesideAndSwap, restoreNames } from './restore-beside'
import { newId, one, quiet, sourceOf, take } from './sources-in-tests'
import { verifySnapshot } from './verify'

describe('a clone', () => {
  it('is not available while somebody else is connected, and names who', async () => {
    const server = await testServer()
    const parts = { database: postgres, dataDir: tmpdir() }
    const url = await server.createDatabase('clone')
    const source = await sourceOf(url)
    const foreign = new pg.Client({ connectionString: url, application_name: 'the shop' })
    await foreign.connect()
    try {
      const chosen = await chooseMethod(createSnapshotMethods(parts), source, 'clone')
      expect(chosen).toMatchObject({ ok: false, failure: { code: 'snapshot_unavailable' } })
      if (!chosen.ok) expect(chosen.failure.why).toMatch(/the shop of postgres/)
      const method = createSnapshotMethods(parts)[1]
      const taken = await method?.take(source, newId(), quiet)
      expect(taken).toMatchObject({
        ok: false,
        failure: { code: 'snapshot_unavailable', meta: { holders: [{ application: 'the shop' }] } },
      })
      expect((await foreign.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    } finally {
      await foreign.end()
    }
  })

  it('is available while Headgate itself only looks, and ends what only counts', async () => {
    const server = await testServer()
    const parts = { database: postgres, dataDir: tmpdir() }
    const url = await server.createDatabase('counted')
    const source = await sourceOf(url)
    const counting = new pg.Client({ connectionString: url, application_name: countingName })
    await counting.connect()
    const ended = new Promise((resolve) => counting.once('error', resolve))
    const asked = counting.query('select pg_sleep(60)').catch((error: Error) => error.message)
    const method = createSnapshotMethods(parts)[1]
    if (!method) throw new Error('No method')
    expect(await method.available(source)).toMatchObject({ available: true })
    const taken = await method.take(source, newId(), quiet)
    expect(taken).toMatchObject({ ok: true })
    expect(await asked).toMatch(/terminating connection/)
    await ended
    if (taken.ok) await method.remove(source, taken.value.location)
  })

  it('needs rights, and uses those of the server that Headgate runs', async () => {
    const server = await testServer()
    const role = `owner_${newId()}`
    await one(server.url, `create role ${role} login password 'p'`)
    const url = new URL(await server.createDatabase('owned'))
    const name = url.pathname.slice(1)
    await one(server.url, `alter database "${name}" owner to ${role}`)
    url.username = role
    url.password = 'p'
    const source = await sourceOf(url.href)
    await one(url.href, 'create table t (id int); insert into t values (1)')
    const parts = { database: postgres, dataDir: tmpdir() }
    const without = await createSnapshotMethods(parts)[1]?.available(source)
    expect(without).toMatchObject({ available: false, reason: expect.stringMatching(/lacks CREATEDB/) })
    const withAdmin = { ...parts, adminUrlFor: async () => server.url }
    const method = createSnapshotMethods(withAdmin)[1]
    if (!method) throw new Error('No method')
    const { id, taken } = await take(method, source)
    const verified = await verifySnapshot(withAdmin, method, source, { ...taken, id }, quiet)
    expect(verified).toMatchObject({ ok: true })
    await expect(one(postgres.withDatabase(server.url, taken.location), 'select 1')).rejects.toThrow(
      /not currently accepting/,
    )
    const names = restoreNames(source, id, new Date())
    await one(url.href, 'insert into t values (2)')
    const done = await restoreBesideAndSwap(withAdmin, { method, source, taken, names }, quiet)
    expect(done).toMatchObject({ ok: true })
    expect(await one(url.href, 'select count(*)::int from t')).toBe(1)
    expect(
      await one(url.href, `select pg_get_userbyid(datdba)::text from pg_database where datname = '${name}'`),
    ).toBe(role)
    await method.remove(source, taken.location)
    await one(server.url, `drop database "${names.failed}" with (force)`)
    await one(server.url, `drop database "${name}" with (force)`)
    await one(server.url, `drop role ${role}`)
  })
})
