import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DatabaseError } from '../databases/database'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import { countLost } from './count-lost'
import { debianServerInstalled, startDebianServer } from './debian-server-in-tests'
import type { SnapshotMethod, SnapshotSource } from './method'
import { createSnapshotMethods } from './methods'
import type { SnapshotParts } from './parts'
import { previewRestore } from './preview-restore'
import { recoverRestore } from './recover-restore'
import { restoreBesideAndSwap, restoreNames } from './restore-beside'
import { databases, newId, newSource, one, quiet, take } from './sources-in-tests'
import { swapDatabases } from './swap'
import { sweepSnapshots } from './sweep'
import { verifySnapshot } from './verify'

interface World {
  parts: SnapshotParts
  method: SnapshotMethod
  server: string
  newSource(): Promise<SnapshotSource>
}

/** Of what a plan would destroy: only single tables are taken by it. */
const all = { tables: ['Shop"x.Order', 'public.customers', 'public.events'], unknown: null }
const embedded = async () => ({ url: (await testServer()).url, stop: async () => {} })

const members = [
  { name: 'dump' as const, start: startDebianServer, run: debianServerInstalled },
  { name: 'clone' as const, start: embedded, run: true },
  // Takes no database's place.
  { name: 'tables' as const, start: embedded, run: true },
]

for (const { name, start, run } of members) {
  const itSwaps = it.skipIf(name === 'tables')
  describe.skipIf(!run)(`the snapshot method ${name}`, () => {
    let world: World
    let stop: () => Promise<void>
    const made: string[] = []

    beforeAll(async () => {
      const server = await start()
      const parts = { database: postgres, dataDir: await mkdtemp(join(tmpdir(), 'headgate-snapshots-')) }
      const method = createSnapshotMethods(parts).find((candidate) => candidate.name === name)
      if (!method) throw new Error(`No method ${name}`)
      world = {
        parts,
        method,
        server: server.url,
        newSource: async () => ({ ...(await newSource(server.url, made)), scope: all }),
      }
      stop = async () => {
        for (const database of made)
          await one(server.url, `drop database if exists "${database}" with (force)`)
        await server.stop()
        await rm(parts.dataDir, { recursive: true, force: true })
      }
    })
    afterAll(() => stop?.())

    it('is available, takes, verifies, and leaves no scratch database', async () => {
      const source = await world.newSource()
      expect(await world.method.available(source)).toMatchObject({ available: true })
      const { id, taken } = await take(world.method, source)
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

    itSwaps(
      'restores beside, swaps, keeps the failed database, and carries settings and grants over',
      async () => {
        const source = await world.newSource()
        const live = source.identity.databaseName
        const role = `reader_${newId()}`
        await one(world.server, `create role ${role} login`)
        await one(source.url, `alter database "${live}" set search_path to "$user", public, "Shop""x"`)
        await one(source.url, `alter database "${live}" set app.tenant to 'it''s \\ one'`)
        await one(
          source.url,
          `revoke all on database "${live}" from public; grant connect on database "${live}" to ${role}`,
        )
        await one(source.url, `comment on database "${live}" is 'shop'`)
        await one(world.server, `alter role ${role} in database "${live}" set work_mem to '7MB'`)
        const before = await properties(world.server, live)
        const { id, taken } = await take(world.method, source)
        const deployXmax = await one<string>(
          source.url,
          'select pg_snapshot_xmax(pg_current_snapshot())::text',
        )
        await one(
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
        expect(lost).toMatchObject({ database: names.failed, still: 1 })
        // Other tests work on the same server, and may have been in the middle of something.
        expect(lost.notes.filter((note) => !note.startsWith('Transactions were open'))).toEqual([])
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
      },
    )

    itSwaps(
      'is recovered when it dies before the swap: the live database can be reached and nothing is left',
      async () => {
        const source = await world.newSource()
        const { id, taken } = await take(world.method, source)
        const names = restoreNames(source, id, new Date())
        expect(await world.method.restoreTo(source, taken, names.beside, quiet)).toMatchObject({ ok: true })
        // As a process that is killed right after it shut the door leaves it.
        await one(world.server, `alter database "${names.live}" allow_connections false`)
        const recovered = await recoverRestore(world.parts, source, names)
        expect(recovered).toMatchObject({ ok: true, value: { state: 'not_swapped' } })
        expect(await one(source.url, 'select count(*)::int from events')).toBe(1000)
        expect(await databases(world.server, 'headgate_restore_%')).not.toContain(names.beside)
        await world.method.remove(source, taken.location)
      },
    )

    itSwaps('finds out whether the swap is done when the answer to its commit is lost', async () => {
      const source = await world.newSource()
      const { id, taken } = await take(world.method, source)
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

    itSwaps('lets connections in again when the swap fails', async () => {
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

    itSwaps('leaves nothing when it is aborted, and nothing when a restore is', async () => {
      const source = await world.newSource()
      await one(
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
      const { id, taken } = await take(world.method, source)
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
      const { id, taken } = await take(world.method, source)
      const manifest = structuredClone(taken.manifest)
      const digest = manifest.tables.find(({ table }) => table === 'public.events')
      if (digest) digest.hash = '1'
      // As if both had been written so: what lies beside a dump is compared first.
      const beside = join(taken.location, 'manifest.json')
      if (name !== 'clone') await writeFile(beside, JSON.stringify(manifest))
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
        await one(world.server, `create database "headgate_verify_${id}"`)
        await one(world.server, `comment on database "headgate_verify_${id}" is '${JSON.stringify(owner)}'`)
      }
      const swept = await sweepSnapshots(world.parts, [source])
      expect(swept.folders).toContain(`${dead}.partial`)
      expect(swept.databases).toContain(`headgate_verify_${dead}`)
      expect(await databases(world.server, 'headgate_verify_%')).toContain(`headgate_verify_${living}`)
      expect(await readdir(join(world.parts.dataDir, 'snapshots'))).toContain(`${living}.partial`)
      await one(world.server, `drop database "headgate_verify_${living}"`)
    })
  })
}

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

async function properties(url: string, name: string): Promise<unknown> {
  return one(
    url,
    `select jsonb_build_object('acl', datacl::text, 'owner', datdba::int, 'limit', datconnlimit, 'collate', datcollate,
       'comment', shobj_description(oid, 'pg_database'),
       'settings', (select jsonb_agg(setconfig order by setrole) from pg_db_role_setting where setdatabase = d.oid))
     from pg_database d where datname = '${name}'`,
  )
}
