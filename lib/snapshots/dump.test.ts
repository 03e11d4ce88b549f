import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import { chooseMethod } from './choose'
import { debianServerInstalled, startDebianServer } from './debian-server-in-tests'
import type { SnapshotMethod, SnapshotSource } from './method'
import { createSnapshotMethods } from './methods'
import type { SnapshotParts } from './parts'
import { previewRestore } from './preview-restore'
import { newId, newSource, one, quiet, sourceOf, take } from './sources-in-tests'
import { verifySnapshot } from './verify'

interface World {
  parts: SnapshotParts
  method: SnapshotMethod
  server: string
  newSource(): Promise<SnapshotSource>
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
    await one(
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
    const { id, taken } = await take(world().method, source)
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
    const { id, taken } = await take(world().method, source)
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
    await one(server.url, `create role ${owner} login password 'x y'`)
    const source = await world().newSource()
    await one(
      source.url,
      `alter database "${source.identity.databaseName}" owner to ${owner}; reassign owned by postgres to ${owner}`,
    ).catch(async () => {
      for (const table of ['customers', 'events', '"Shop""x"."Order"'])
        await one(source.url, `alter table ${table} owner to ${owner}`)
      await one(source.url, `alter schema "Shop""x" owner to ${owner}`)
    })
    const guest = `guest_${newId()}`
    await one(
      source.url,
      `create role ${guest}; create policy mine on events to ${guest} using (id > 5);
       revoke execute on function twice(int) from public; grant select on events to ${guest};
       alter function twice(int) owner to ${owner}; alter view dear owner to ${owner}; grant select on customers to ${guest}`,
    )
    // Runs with the rights of whoever loads the rows.
    const intruder = `intruder_${newId()}`
    await one(
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
      const { id, taken } = await take(world().method, limited)
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
