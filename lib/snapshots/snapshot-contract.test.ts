import { randomBytes } from 'node:crypto'
import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DatabaseError } from '../databases/database'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import { chooseMethod } from './choose'
import { countLost } from './count-lost'
import { debianServerInstalled, startDebianServer } from './debian-server-in-tests'
import { countingName } from './foreign-sessions'
import type { SnapshotMethod, SnapshotSource, TakenSnapshot } from './method'
import { createSnapshotMethods } from './methods'
import type { SnapshotParts } from './parts'
import { previewRestore } from './preview-restore'
import { recoverRestore } from './recover-restore'
import { restoreBesideAndSwap, restoreNames } from './restore-beside'
import { swapDatabases } from './swap'
import { sweepSnapshots } from './sweep'
import { verifySnapshot } from './verify'

const quiet = () => {}
const newId = () => randomBytes(6).toString('hex')

interface World {
  parts: SnapshotParts
  method: SnapshotMethod
  server: string
  newSource(): Promise<SnapshotSource>
}

const members = [
  { name: 'dump' as const, start: startDebianServer, run: debianServerInstalled },
  {
    name: 'clone' as const,
    start: async () => ({ url: (await testServer()).url, stop: async () => {} }),
    run: true,
  },
]

for (const { name, start, run } of members) {
  describe.skipIf(!run)(`the snapshot method ${name}`, () => {
    let world: World
    let stop: () => Promise<void>
    const made: string[] = []

    beforeAll(async () => {
      const server = await start()
      const parts = { database: postgres, dataDir: await mkdtemp(join(tmpdir(), 'headgate-snapshots-')) }
      const method = createSnapshotMethods(parts).find((candidate) => candidate.name === name)
      if (!method) throw new Error(`No method ${name}`)
      world = { parts, method, server: server.url, newSource: () => newSource(server.url, made) }
      stop = async () => {
        for (const database of made)
          await run1(server.url, `drop database if exists "${database}" with (force)`)
        await server.stop()
        await rm(parts.dataDir, { recursive: true, force: true })
      }
    })
    afterAll(() => stop?.())

    it('is available, takes, verifies, and leaves no scratch database', async () => {
      const source = await world.newSource()
      expect(await world.method.available(source)).toMatchObject({ available: true })
      const { id, taken } = await take(world, source)
      expect(taken.manifest.tables.map(({ table, rows }) => [table, rows])).toEqual([
        ['Shop"x.Order', 3],
        ['public.customers', 2000],
        ['public.events', 1000],
      ])
      expect(taken.manifest.mark?.snapshot.split(':')[1]).toBe(taken.manifest.xmax)
      expect(taken.sizeBytes).toBeGreaterThan(1000)
      const verified = await verifySnapshot(world.parts, world.method, source, { ...taken, id }, quiet)
      if (!verified.ok) throw new Error(verified.failure.why)
      expect(verified.value).toMatchObject({ where: 'environment', tables: 3, rows: 3003 })
      expect(verified.value.restoreMs).toBeGreaterThan(0)
      expect(await databases(world.server, 'headgate_verify_%')).not.toContain(`headgate_verify_${id}`)
      await world.method.remove(source, taken.location)
      expect(await readdir(join(world.parts.dataDir, 'snapshots')).catch(() => [])).not.toContain(id)
      expect(await databases(world.server, 'headgate_snapshot_%')).not.toContain(`headgate_snapshot_${id}`)
    })

    it('restores beside, swaps, keeps the failed database, and carries settings and grants over', async () => {
      const source = await world.newSource()
      const live = source.identity.databaseName
      const role = `reader_${newId()}`
      await run1(world.server, `create role ${role} login`)
      await run1(source.url, `alter database "${live}" set search_path to "$user", public, "Shop""x"`)
      await run1(source.url, `alter database "${live}" set app.tenant to 'it''s \\ one'`)
      await run1(
        source.url,
        `revoke all on database "${live}" from public; grant connect on database "${live}" to ${role}`,
      )
      await run1(source.url, `comment on database "${live}" is 'shop'`)
      await run1(world.server, `alter role ${role} in database "${live}" set work_mem to '7MB'`)
      const before = await properties(world.server, live)
      const { id, taken } = await take(world, source)
      const deployXmax = await one<string>(source.url, 'select pg_snapshot_xmax(pg_current_snapshot())::text')
      await run1(
        source.url,
        `update customers set name = 'broken' where id <= 7; delete from events where id <= 5; insert into events select g, 'new' from generate_series(5001, 5010) g`,
      )

      const preview = await previewRestore(world.parts, {
        method: world.method,
        source,
        snapshot: { ...taken, state: 'verified', restoreMs: 120 },
        deploy: { xmax: deployXmax },
      })
      expect(preview).toMatchObject({ possible: true, impossibleBecause: [], expectedMs: 120 })
      expect(preview.writtenSince).toContainEqual({
        table: 'public.customers',
        beforeDeploy: 0,
        afterDeploy: 7,
      })
      expect(preview.writtenSince).toContainEqual({
        table: 'public.events',
        beforeDeploy: 0,
        afterDeploy: 10,
      })

      const idle = new pg.Client({ connectionString: source.url })
      idle.on('error', () => {})
      await idle.connect()
      const names = restoreNames(source, id, new Date())
      const done = await restoreBesideAndSwap(
        world.parts,
        { method: world.method, source, taken, names },
        quiet,
      )
      if (!done.ok) throw new Error(`${done.failure.what} ${done.failure.why}`)
      made.push(names.failed)
      expect(done.value).toMatchObject({ ended: 1 })
      const lost = await countLost(world.parts, {
        url: postgres.withDatabase(source.url, names.failed),
        database: names.failed,
        databaseOid: names.liveOid,
        manifest: taken.manifest,
        snapshotId: null,
        deploy: null,
      })
      expect(lost).toMatchObject({ database: names.failed, still: 1, notes: [] })
      expect(lost.tables.map(({ table, total, deleted }) => [table, total, deleted])).toEqual([
        ['public.customers', 7, 0],
        ['public.events', 10, 5],
      ])
      expect(done.value.databaseOid).not.toBe(source.identity.databaseOid)
      expect(await one(source.url, `select count(*)::int from customers where name = 'broken'`)).toBe(0)
      expect(await one(source.url, `select count(*)::int from events`)).toBe(1000)
      expect(await one(source.url, `select last_value::int from customers_id_seq`)).toBe(2000)
      const failedUrl = postgres.withDatabase(source.url, names.failed)
      expect(await one(failedUrl, `select count(*)::int from customers where name = 'broken'`)).toBe(7)
      expect(await properties(world.server, live)).toEqual(before)
      expect(await databases(world.server, 'headgate_restore_%')).not.toContain(names.beside)
      expect(await recoverRestore(world.parts, source, names)).toMatchObject({
        ok: true,
        value: { state: 'swapped', databaseOid: done.value.databaseOid },
      })
      await world.method.remove(source, taken.location)
    })

    it('is recovered when it dies before the swap: the live database can be reached and nothing is left', async () => {
      const source = await world.newSource()
      const { id, taken } = await take(world, source)
      const names = restoreNames(source, id, new Date())
      expect(await world.method.restoreTo(source, taken, names.beside, quiet)).toMatchObject({ ok: true })
      // As a process that is killed right after it shut the door leaves it.
      await run1(world.server, `alter database "${names.live}" allow_connections false`)
      const recovered = await recoverRestore(world.parts, source, names)
      expect(recovered).toMatchObject({ ok: true, value: { state: 'not_swapped' } })
      expect(await one(source.url, 'select count(*)::int from events')).toBe(1000)
      expect(await databases(world.server, 'headgate_restore_%')).not.toContain(names.beside)
      await world.method.remove(source, taken.location)
    })

    it('finds out whether the swap is done when the answer to its commit is lost', async () => {
      const source = await world.newSource()
      const { id, taken } = await take(world, source)
      for (const arrives of [false, true]) {
        const names = restoreNames(source, `${id}${arrives ? 1 : 0}`, new Date())
        const cut = { ...world.parts, database: losingCommit(names.beside, arrives) }
        const request = { method: world.method, source, taken, names }
        const done = await restoreBesideAndSwap(cut, request, quiet)
        if (arrives) {
          expect(done).toMatchObject({ ok: true, value: { swapMs: null } })
          made.push(names.failed)
        } else expect(done).toMatchObject({ ok: false })
        expect(await one(source.url, 'select count(*)::int from events')).toBe(1000)
        expect(await databases(world.server, 'headgate_restore_%')).not.toContain(names.beside)
        expect((await databases(world.server, '%_failed_%')).includes(names.failed)).toBe(arrives)
      }
      await world.method.remove(source, taken.location)
    })

    it('lets connections in again when the swap fails', async () => {
      const source = await world.newSource()
      const names = {
        ...restoreNames(source, newId(), new Date()),
        beside: 'headgate_restore_that_is_not_there',
      }
      const opened = await postgres.open(world.server, { applicationName: 'test' })
      if (!opened.ok) throw new Error(opened.failure.why)
      const clock = {
        now: () => new Date(),
        sleep: (ms: number) => new Promise<void>((r) => setTimeout(r, ms)),
      }
      const swapped = await swapDatabases(opened.value, names, clock)
      await opened.value.close()
      expect(swapped).toMatchObject({ ok: false, failure: { code: 'restore_failed' } })
      expect(await one(source.url, 'select count(*)::int from events')).toBe(1000)
    })

    it('leaves nothing when it is aborted, and nothing when a restore is', async () => {
      const source = await world.newSource()
      await run1(
        source.url,
        `insert into events select g, repeat(md5(g::text), 20) from generate_series(10000, 60000) g`,
      )
      for (const moment of [1, 2]) {
        const id = newId()
        const controller = new AbortController()
        let told = 0
        const stopAt = () => {
          told += 1
          if (told === moment) controller.abort(new Error('cancelled'))
        }
        const taken = await world.method.take(source, id, stopAt, controller.signal)
        expect(taken).toMatchObject({ ok: false, failure: { code: 'run_cancelled' } })
        expect(await readdir(join(world.parts.dataDir, 'snapshots')).catch(() => [])).not.toContain(
          `${id}.partial`,
        )
        expect(await databases(world.server, 'headgate_snapshot_%')).not.toContain(`headgate_snapshot_${id}`)
      }
      const { id, taken } = await take(world, source)
      const controller = new AbortController()
      const names = restoreNames(source, id, new Date())
      const restored = await restoreBesideAndSwap(
        world.parts,
        { method: world.method, source, taken, names },
        () => controller.abort(new Error('cancelled')),
        controller.signal,
      )
      expect(restored).toMatchObject({ ok: false, failure: { code: 'run_cancelled' } })
      expect(await databases(world.server, 'headgate_restore_%')).not.toContain(names.beside)
      expect(await one(source.url, 'select count(*)::int from customers')).toBe(2000)
      const left = `select count(*)::int from pg_stat_activity where datname = '${names.live}' and pid <> pg_backend_pid()`
      // A backend is gone a moment after its client: also that of the count above.
      await expect.poll(() => one(source.url, left)).toBe(0)
      await world.method.remove(source, taken.location)
    })

    it('says which table differs when the snapshot does not restore to what was recorded', async () => {
      const source = await world.newSource()
      const { id, taken } = await take(world, source)
      const manifest = structuredClone(taken.manifest)
      const digest = manifest.tables.find(({ table }) => table === 'public.events')
      if (digest) digest.hash = '1'
      // As if both had been written so: what lies beside a dump is compared first.
      const beside = join(taken.location, 'manifest.json')
      if (name === 'dump') await writeFile(beside, JSON.stringify(manifest))
      const verified = await verifySnapshot(
        world.parts,
        world.method,
        source,
        { ...taken, manifest, id },
        quiet,
      )
      expect(verified).toMatchObject({
        ok: false,
        failure: { code: 'snapshot_not_verified', meta: { tables: ['public.events'] } },
      })
      expect(await databases(world.server, 'headgate_verify_%')).not.toContain(`headgate_verify_${id}`)
      await world.method.remove(source, taken.location)
    })

    it('sweeps what a dead process left, and not what a living one is at work on', async () => {
      const source = await world.newSource()
      const [dead, living] = [newId(), newId()]
      const gone = {
        host: (await import('node:os')).hostname(),
        pid: 2 ** 22 + 1,
        began: '',
        since: new Date().toISOString(),
      }
      const { currentOwner } = await import('./process-owner')
      const owners = { [dead]: gone, [living]: currentOwner(new Date()) }
      const { mkdir } = await import('node:fs/promises')
      for (const [id, owner] of Object.entries(owners)) {
        const folder = join(world.parts.dataDir, 'snapshots', `${id}.partial`)
        await mkdir(folder, { recursive: true })
        await writeFile(join(folder, 'owner.json'), JSON.stringify(owner))
        await run1(world.server, `create database "headgate_verify_${id}"`)
        await run1(world.server, `comment on database "headgate_verify_${id}" is '${JSON.stringify(owner)}'`)
      }
      const swept = await sweepSnapshots(world.parts, [source])
      expect(swept.folders).toContain(`${dead}.partial`)
      expect(swept.databases).toContain(`headgate_verify_${dead}`)
      expect(await databases(world.server, 'headgate_verify_%')).toContain(`headgate_verify_${living}`)
      expect(await readdir(join(world.parts.dataDir, 'snapshots'))).toContain(`${living}.partial`)
      await run1(world.server, `drop database "headgate_verify_${living}"`)
    })
  })
}

describe.skipIf(!debianServerInstalled)('a dump', () => {
  let server: Awaited<ReturnType<typeof startDebianServer>>
  let parts: SnapshotParts
  const made: string[] = []
  beforeAll(async () => {
    server = await startDebianServer()
    parts = { database: postgres, dataDir: await mkdtemp(join(tmpdir(), 'headgate-snapshots-')) }
  })
  afterAll(async () => {
    await server?.stop()
    await rm(parts.dataDir, { recursive: true, force: true })
  })

  function world(): World {
    const method = createSnapshotMethods(parts)[0]
    if (!method) throw new Error('No method')
    return { parts, method, server: server.url, newSource: () => newSource(server.url, made) }
  }

  it('is of one instant under concurrent writes: two tables that are written together agree', async () => {
    const source = await world().newSource()
    await run1(
      source.url,
      `create table a (n int); create table b (n int); insert into a select 1 from generate_series(1, 20000); insert into b select 1 from generate_series(1, 20000)`,
    )
    let writing = true
    let writes = 0
    const writer = (async () => {
      const client = new pg.Client({ connectionString: source.url })
      await client.connect()
      while (writing) {
        await client.query(
          'begin; insert into a values (2); update events set body = body || 1 where id = 1; insert into b values (2); commit',
        )
        writes += 1
      }
      await client.end()
    })()
    const { id, taken } = await take(world(), source)
    const during = writes
    writing = false
    await writer
    expect(during).toBeGreaterThan(5)
    const rows = (table: string) => taken.manifest.tables.find((digest) => digest.table === table)?.rows
    expect(rows('public.a')).toBe(rows('public.b'))
    expect(rows('public.a')).toBeLessThan(20000 + writes)
    const verified = await verifySnapshot(parts, world().method, source, { ...taken, id }, quiet)
    expect(verified).toMatchObject({ ok: true })
  })

  it('with a flipped bit, a cut, an added or a missing file is not verified, and the file is named', async () => {
    const source = await world().newSource()
    const { id, taken } = await take(world(), source)
    const files = taken.manifest.files
    expect(files.some(({ table }) => table === 'public.customers')).toBe(true)
    for (const [round, file] of [...files, ...files, ...files].entries()) {
      const path = join(taken.location, file.path)
      const whole = await readFile(path)
      if (whole.length === 0) continue
      const damage = round % 3
      if (damage === 0) {
        const flipped = Buffer.from(whole)
        const at = Math.floor(Math.random() * flipped.length)
        flipped[at] = (flipped[at] ?? 0) ^ (1 << Math.floor(Math.random() * 8))
        await writeFile(path, flipped)
      } else if (damage === 1) await truncate(path, Math.floor(Math.random() * whole.length))
      else if (round % 2) await rm(path)
      else await appendFile(path, 'x')
      const verified = await verifySnapshot(parts, world().method, source, { ...taken, id }, quiet)
      expect(verified).toMatchObject({
        ok: false,
        failure: { code: 'snapshot_not_verified', meta: { file: file.path } },
      })
      await writeFile(path, whole)
    }
    expect(await verifySnapshot(parts, world().method, source, { ...taken, id }, quiet)).toMatchObject({
      ok: true,
    })
  })

  it('is refused where the client is older than the server, with both versions', async () => {
    const { url } = await testServer()
    const source = await sourceOf(url)
    const chosen = await chooseMethod(createSnapshotMethods(parts), source, 'dump')
    expect(chosen).toMatchObject({ ok: false, failure: { code: 'snapshot_unavailable' } })
    if (!chosen.ok) expect(chosen.failure.why).toMatch(/PostgreSQL 18 and only version 15/)
  })

  it('of a user without CREATEDB is tried on another server of that major', async () => {
    const owner = `owner_${newId()}`
    await run1(server.url, `create role ${owner} login password 'x y'`)
    const source = await world().newSource()
    await run1(
      source.url,
      `alter database "${source.identity.databaseName}" owner to ${owner}; reassign owned by postgres to ${owner}`,
    ).catch(async () => {
      for (const table of ['customers', 'events', '"Shop""x"."Order"'])
        await run1(source.url, `alter table ${table} owner to ${owner}`)
      await run1(source.url, `alter schema "Shop""x" owner to ${owner}`)
    })
    const guest = `guest_${newId()}`
    await run1(
      source.url,
      `create role ${guest}; create policy mine on events to ${guest} using (id > 5);
       revoke execute on function twice(int) from public; grant select on events to ${guest};
       alter function twice(int) owner to ${owner}; alter view dear owner to ${owner}; grant select on customers to ${guest}`,
    )
    // Runs with the rights of whoever loads the rows.
    const intruder = `intruder_${newId()}`
    await run1(
      source.url,
      `create function checked(int) returns boolean language plpgsql as $$ begin
         begin create role ${intruder} superuser; exception when others then null; end; return true; end $$;
       alter function checked(int) owner to ${owner};
       alter table customers add constraint checked check (checked(id))`,
    )
    const asOwner = new URL(source.url)
    asOwner.username = owner
    asOwner.password = 'x y'
    const limited = { ...source, url: asOwner.href }
    const other = await startDebianServer()
    try {
      const { id, taken } = await take(world(), limited)
      const here = await verifySnapshot(parts, world().method, limited, { ...taken, id }, quiet)
      expect(here).toMatchObject({ ok: false, failure: { code: 'rights_missing' } })
      const elsewhere = { ...parts, ensureServer: async () => ({ ok: true as const, value: other }) }
      const method = createSnapshotMethods(elsewhere)[0]
      if (!method) throw new Error('No method')
      const verified = await verifySnapshot(elsewhere, method, limited, { ...taken, id }, quiet)
      if (!verified.ok) throw new Error(verified.failure.why)
      expect(verified.value.where).toBe('embedded')
      expect(
        await one(other.url, `select count(*)::int from pg_roles where rolname ~ '^(intruder|headgate)_'`),
      ).toBe(0)
      const preview = await previewRestore(parts, {
        method: world().method,
        source: limited,
        snapshot: { ...taken, state: 'verified', restoreMs: 1 },
      })
      expect(preview).toMatchObject({ possible: false })
      expect(preview.impossibleBecause.join()).toMatch(/lacks CREATEDB/)
    } finally {
      await other.stop()
    }
  })
})

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
    await run1(server.url, `create role ${role} login password 'p'`)
    const url = new URL(await server.createDatabase('owned'))
    const name = url.pathname.slice(1)
    await run1(server.url, `alter database "${name}" owner to ${role}`)
    url.username = role
    url.password = 'p'
    const source = await sourceOf(url.href)
    await run1(url.href, 'create table t (id int); insert into t values (1)')
    const parts = { database: postgres, dataDir: tmpdir() }
    const without = await createSnapshotMethods(parts)[1]?.available(source)
    expect(without).toMatchObject({ available: false, reason: expect.stringMatching(/lacks CREATEDB/) })
    const withAdmin = { ...parts, adminUrlFor: async () => server.url }
    const method = createSnapshotMethods(withAdmin)[1]
    if (!method) throw new Error('No method')
    const { id, taken } = await take(
      { parts: withAdmin, method, server: server.url, newSource: async () => source },
      source,
    )
    const verified = await verifySnapshot(withAdmin, method, source, { ...taken, id }, quiet)
    expect(verified).toMatchObject({ ok: true })
    await expect(one(postgres.withDatabase(server.url, taken.location), 'select 1')).rejects.toThrow(
      /not currently accepting/,
    )
    const names = restoreNames(source, id, new Date())
    await run1(url.href, 'insert into t values (2)')
    const done = await restoreBesideAndSwap(withAdmin, { method, source, taken, names }, quiet)
    expect(done).toMatchObject({ ok: true })
    expect(await one(url.href, 'select count(*)::int from t')).toBe(1)
    expect(
      await one(url.href, `select pg_get_userbyid(datdba)::text from pg_database where datname = '${name}'`),
    ).toBe(role)
    await method.remove(source, taken.location)
    await run1(server.url, `drop database "${names.failed}" with (force)`)
    await run1(server.url, `drop database "${name}" with (force)`)
    await run1(server.url, `drop role ${role}`)
  })
})

/** The real database, whose session for the swap dies at its commit: before it reached the server, or after. */
function losingCommit(application: string, arrives: boolean): typeof postgres {
  let renamed = false
  return {
    ...postgres,
    async open(url, options) {
      const opened = await postgres.open(url, options)
      if (!opened.ok || options.applicationName !== application) return opened
      const session = opened.value
      const script = session.script.bind(session)
      session.script = async (sql) => {
        renamed ||= sql.includes('rename to')
        if (!renamed || sql !== 'commit') return script(sql)
        if (arrives) await script(sql)
        await session.close()
        throw new DatabaseError({ sqlstate: null, message: 'Connection terminated' })
      }
      return opened
    },
  }
}

async function take(world: World, source: SnapshotSource): Promise<{ id: string; taken: TakenSnapshot }> {
  const id = newId()
  const taken = await world.method.take(source, id, quiet)
  if (!taken.ok) throw new Error(`${taken.failure.what} ${taken.failure.why}`)
  return { id, taken: taken.value }
}

async function newSource(server: string, made: string[]): Promise<SnapshotSource> {
  const name = `t_snapshot_${Date.now()}_${randomBytes(4).toString('hex')}`
  await run1(server, `create database "${name}"`)
  made.push(name)
  const url = postgres.withDatabase(server, name)
  await run1(
    url,
    `create table customers (id serial primary key, name text not null, born timestamptz default now(), "odd Column" bytea default '\\x00ff');
     insert into customers (name) select 'customer ' || g from generate_series(1, 2000) g;
     create table events (id int primary key, body text);
     insert into events select g, md5(g::text) from generate_series(1, 1000) g;
     create schema "Shop""x"; create table "Shop""x"."Order" (id int, total float8, gone int);
     alter table "Shop""x"."Order" drop column gone;
     insert into "Shop""x"."Order" values (1, 0.1), (2, null), (3, 'nan');
     create view dear as select * from customers where id > 5;
     create function twice(int) returns int language sql as 'select $1 * 2'`,
  )
  return sourceOf(url)
}

async function sourceOf(url: string): Promise<SnapshotSource> {
  const opened = await postgres.open(url, { applicationName: 'headgate test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  const { identity } = opened.value
  await opened.value.close()
  return { url, identity }
}

async function run1(url: string, sql: string): Promise<void> {
  await one(url, sql)
}

async function one<T>(url: string, sql: string): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    const result = await client.query({ text: sql, rowMode: 'array' })
    return (Array.isArray(result) ? result.at(-1) : result)?.rows?.[0]?.[0] as T
  } finally {
    await client.end()
  }
}

function databases(url: string, like: string): Promise<string[]> {
  return one<string[] | null>(
    url,
    `select array_agg(datname::text) from pg_database where datname like '${like}'`,
  ).then((names) => names ?? [])
}

async function properties(url: string, name: string): Promise<unknown> {
  return one(
    url,
    `select jsonb_build_object('acl', datacl::text, 'owner', datdba::int, 'limit', datconnlimit, 'collate', datcollate,
       'comment', shobj_description(oid, 'pg_database'),
       'settings', (select jsonb_agg(setconfig order by setrole) from pg_db_role_setting where setdatabase = d.oid))
     from pg_database d where datname = '${name}'`,
  )
}
