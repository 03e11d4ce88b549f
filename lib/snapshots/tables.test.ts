import { appendFile, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import { scopeCovers } from '../domain/plan-scope'
import type { SnapshotMethod, SnapshotSource } from './method'
import type { SnapshotParts } from './parts'
import { previewRestore } from './preview-restore'
import { restoreBesideAndSwap, restoreNames } from './restore-beside'
import { databases, newId, one, quiet, sourceOf, take } from './sources-in-tests'
import { createTablesMethod } from './tables'
import { verifySnapshot } from './verify'

const kinds = `
  create schema "Odd ""one"; create extension citext;
  create type mood as enum ('sad', 'it''s fine');
  create domain "Odd ""one".positive as int check (value > 0);
  create type place as (street text, moods mood[]);
  create type during as range (subtype = float8);
  create type "Odd ""one".nested as (at place, size "Odd ""one".positive);
  create table everything (
    id int generated always as identity primary key, name citext, m mood, ms mood[], p place, n "Odd ""one".nested,
    d during, x "Odd ""one".positive not null default 3, price money, amount numeric(12, 3), f float8, i interval,
    at timestamptz, b bytea, j jsonb, what regclass, twice int generated always as (x * 2) stored, r tstzrange,
    gone text, "Odd ""column" varchar(10)[] check (cardinality("Odd ""column") < 5), bits bit varying(9), ip inet,
    mr int4multirange, whole everything_row_of_another);
  alter table everything drop column gone;
  insert into everything (name, m, ms, p, n, d, price, amount, f, i, at, b, j, what, r, "Odd ""column", bits, ip, mr, whole)
  select 'Name' || g, 'sad', '{sad,"it''s fine"}', row('a,"b', '{sad}'::mood[])::place, row(row(null, null)::place, g)::"Odd ""one".nested, during(0.5, 2 + g), 12.5 * g,
    g / 7.0, case g when 3 then 'nan' else random() * 1e-9 end, '1 mon -2 days 03:04:05.67', now() - g * interval '1 day',
    decode(md5(g::text), 'hex'), jsonb_build_object('k', E'\\\\ \\t \\n "' || g), 'everything', tstzrange(now(), null),
    array['a', null, '{}', ''], '0101', '10.0.0.1/8', '{[1,5),[9,11)}', row(g, 'x'::text)::everything_row_of_another
  from generate_series(1, 500) g;
  insert into everything (name) values (null), (E'tab\\tand \\\\N and\\nline');
  create table "Odd ""one"."T.able" (n int, t text); insert into "Odd ""one"."T.able" select g, repeat(E'\\\\.\\n', g % 4) from generate_series(1, 300) g;
  create table measured (at date, v int) partition by range (at);
  create table measured_1 partition of measured for values from ('2026-01-01') to ('2026-02-01');
  create table measured_2 partition of measured for values from ('2026-02-01') to ('2026-03-01');
  insert into measured select '2026-01-15'::date + g, g from generate_series(1, 30) g;
  create table empty (); insert into empty default values;
  create table left_out (n int); insert into left_out values (1);
  create table _prisma_migrations (id text, migration_name text); insert into _prisma_migrations values ('a', 'init')`

const scope = {
  tables: ['Odd "one.T.able', 'public.everything', 'public.measured', 'public.empty'],
  unknown: null,
}

describe('a snapshot of single tables', () => {
  let parts: SnapshotParts
  let method: SnapshotMethod
  let source: SnapshotSource
  let server: string

  beforeAll(async () => {
    const embedded = await testServer()
    server = embedded.url
    const url = await embedded.createDatabase('tables')
    await one(url, `create table everything_row_of_another (a int, b text); ${kinds}`)
    parts = { database: postgres, dataDir: await mkdtemp(join(tmpdir(), 'headgate-tables-')) }
    method = createTablesMethod(parts)
    source = { ...(await sourceOf(url)), scope }
  })
  afterAll(() => rm(parts.dataDir, { recursive: true, force: true }))

  it('holds every kind of value, and gives back the same rows', async () => {
    expect(await method.available(source)).toMatchObject({ available: true })
    const progress: string[] = []
    const id = newId()
    const taken = await method.take(source, id, (_done, _of, unit) => progress.push(unit))
    if (!taken.ok) throw new Error(`${taken.failure.what} ${taken.failure.why}`)
    const { manifest } = taken.value
    expect(manifest.tables.map(({ table, rows }) => [table, rows])).toEqual([
      ['Odd "one.T.able', 300],
      ['public._prisma_migrations', 1],
      ['public.empty', 1],
      ['public.everything', 502],
      ['public.measured_1', 16],
      ['public.measured_2', 14],
    ])
    expect(progress).toEqual(expect.arrayContaining(['tables', 'bytes']))
    expect(scopeCovers(manifest.scope, scope)).toBe(true)
    expect(scopeCovers(manifest.scope, { tables: ['public.left_out'], unknown: null })).toBe(false)
    expect(scopeCovers(manifest.scope, { tables: null, unknown: 'A trigger.' })).toBe(false)
    const verified = await verifySnapshot(parts, method, source, { ...taken.value, id }, quiet)
    if (!verified.ok) throw new Error(verified.failure.why)
    expect(verified.value).toMatchObject({ where: 'environment', tables: 6, rows: 834 })
    expect(await databases(server, 'headgate_verify_%')).not.toContain(`headgate_verify_${id}`)

    const name = `headgate_verify_${newId()}`
    expect(await method.restoreTo(source, taken.value, name, quiet)).toMatchObject({ ok: true })
    const restored = postgres.withDatabase(source.url, name)
    const typed = `select string_agg(a.attname || ' ' || format_type(atttypid, atttypmod), ', ') from pg_attribute a
      where attrelid = 'everything'::regclass and attname in ('m', 'n', 'name', 'what', 'Odd "column')`
    expect(await one(restored, typed)).toBe(
      'name citext, m mood, n "Odd ""one".nested, what text, Odd "column character varying(10)[]',
    )
    await one(server, `drop database "${name}" with (force)`)
    await method.remove(source, taken.value.location)
    expect(await readdir(join(parts.dataDir, 'snapshots'))).not.toContain(id)
  })

  it('is of one instant under concurrent writes', async () => {
    const url = source.url
    await one(url, 'create table a as select 1 n from generate_series(1, 3e4); create table b as table a')
    const writer = new pg.Client({ connectionString: url })
    await writer.connect()
    let [writing, writes] = [true, 0]
    const written = (async () => {
      for (; writing; writes += 1) await writer.query('insert into a values (2); insert into b values (2)')
      await writer.end()
    })()
    const { id, taken } = await take(method, {
      ...source,
      scope: { tables: ['public.a', 'public.b'], unknown: null },
    })
    writing = false
    await written
    expect(writes).toBeGreaterThan(5)
    const rows = (name: string) => taken.manifest.tables.find(({ table }) => table === name)?.rows
    expect(rows('public.a')).toBe(rows('public.b'))
    expect(await verifySnapshot(parts, method, source, { ...taken, id }, quiet)).toMatchObject({ ok: true })
    await method.remove(source, taken.location)
  })

  it('that was damaged in any way is not verified, and the file is named', async () => {
    const { id, taken } = await take(method, source)
    const verify = () => verifySnapshot(parts, method, source, { ...taken, id }, quiet)
    const [first, second] = taken.manifest.files.filter(({ bytes }) => bytes > 50).map(({ path }) => path)
    const at = (path = '') => join(taken.location, path)
    const damages: [string, string, () => Promise<unknown>][] = [
      ['a flipped bit', first ?? '', () => flip(at(first))],
      ['a cut', second ?? '', () => truncate(at(second), 20)],
      ['a missing file', first ?? '', () => rm(at(first))],
      ['files exchanged', first ?? '', () => exchange(at(first), at(second))],
      ['definitions edited', 'definitions.json', () => appendFile(at('definitions.json'), ' ')],
      ['an edited manifest', 'manifest.json', () => edit(at('manifest.json'))],
      ['an added file', 'data/more', () => writeFile(at('data/more'), 'x')],
    ]
    for (const [what, file, damage] of damages) {
      const whole = new Map<string, Buffer>()
      for (const { path } of [...taken.manifest.files, { path: 'manifest.json' }])
        whole.set(path, await readFile(at(path)))
      await damage()
      expect(await verify(), what).toMatchObject({
        ok: false,
        failure: { code: 'snapshot_not_verified', meta: { file } },
      })
      for (const [path, bytes] of whole) await writeFile(at(path), bytes)
      await rm(at('data/more'), { force: true })
    }
    expect(await verify()).toMatchObject({ ok: true })
    await method.remove(source, taken.location)
  })

  it('leaves nothing when it is stopped, and nothing when its restore is', async () => {
    const large = await sourceOf(source.url)
    await one(source.url, 'create table large as select g, md5(g::text) from generate_series(1, 200000) g')
    const big = { ...large, scope: { tables: ['public.large', 'public.everything'], unknown: null } }
    for (const moment of [1, 4]) {
      const controller = new AbortController()
      const id = newId()
      let told = 0
      const stopAt = () => {
        told += 1
        if (told === moment) controller.abort(new Error('cancelled'))
      }
      expect(await method.take(big, id, stopAt, controller.signal)).toMatchObject({
        ok: false,
        failure: { code: 'run_cancelled' },
      })
      expect((await readdir(join(parts.dataDir, 'snapshots'))).join()).not.toContain(id)
    }
    const { taken } = await take(method, big)
    const controller = new AbortController()
    const name = `headgate_verify_${newId()}`
    const stop = () => controller.abort(new Error('cancelled'))
    expect(await method.restoreTo(big, taken, name, stop, controller.signal)).toMatchObject({
      ok: false,
      failure: { code: 'run_cancelled' },
    })
    expect(await databases(server, 'headgate_verify_%')).not.toContain(name)
    const left = `select count(*)::int from pg_stat_activity where application_name like 'headgate snapshot%'`
    await expect.poll(() => one(server, left)).toBe(0)
    await method.remove(source, taken.location)
  })

  it('never takes the database’s place, and says why', async () => {
    const { id, taken } = await take(method, source)
    const snapshot = { ...taken, state: 'verified' as const, restoreMs: 1 }
    const preview = await previewRestore(parts, { method, source, snapshot })
    expect(preview).toMatchObject({ possible: false })
    expect(preview.impossibleBecause.join()).toMatch(/holds only the rows of .*copy from there/)
    const names = restoreNames(source, id, new Date())
    expect(await restoreBesideAndSwap(parts, { method, source, taken, names }, quiet)).toMatchObject({
      ok: false,
      failure: { code: 'rollback_impossible' },
    })
    await method.remove(source, taken.location)
  })

  it('is taken for a plan alone, and only where its effects can be told', async () => {
    const { scope: _, ...bare } = source
    expect(await method.available(bare)).toMatchObject({
      available: false,
      reason: expect.stringMatching(/for a plan alone/),
    })
    const unknown = { ...bare, scope: { tables: null, unknown: 'A trigger may write.' } }
    expect(await method.available(unknown)).toMatchObject({
      available: false,
      reason: expect.stringMatching(/A trigger may write/),
    })
    const nothing = { ...bare, scope: { tables: [], unknown: null } }
    expect(await method.available(nothing)).toMatchObject({
      available: true,
      reason: expect.stringMatching(/destroys and rewrites no rows/),
    })
    const { taken } = await take(method, nothing)
    expect(taken.manifest.tables.map(({ table }) => table)).toEqual(['public._prisma_migrations'])
    await method.remove(source, taken.location)
  })

  it('is tried as a role without rights on a server of Headgate’s own', async () => {
    const owned = { ...parts, adminUrlFor: async () => server }
    const id = newId()
    const { taken } = await take(method, source)
    const seen: unknown[] = []
    const watched: SnapshotMethod = {
      ...createTablesMethod(owned),
      async restoreTo(where, ...rest) {
        const restored = await createTablesMethod(owned).restoreTo(where, ...rest)
        seen.push(
          await one(
            server,
            `select rolsuper or rolcreatedb or rolcreaterole from pg_roles where rolname = '${where.confined?.role}'`,
          ),
          await one(
            server,
            `select pg_get_userbyid(datdba)::text from pg_database where datname = 'headgate_verify_${id}'`,
          ),
        )
        return restored
      },
    }
    const verified = await verifySnapshot(owned, watched, source, { ...taken, id }, quiet)
    if (!verified.ok) throw new Error(verified.failure.why)
    expect(seen).toEqual([false, `headgate_verify_${id}`])
    expect(
      await one(server, `select count(*)::int from pg_roles where rolname = 'headgate_verify_${id}'`),
    ).toBe(0)
    await method.remove(source, taken.location)
  })
})

async function flip(path: string): Promise<void> {
  const bytes = await readFile(path)
  const place = Math.floor(bytes.length / 2)
  bytes[place] = (bytes[place] ?? 0) ^ 4
  await writeFile(path, bytes)
}

async function exchange(a: string, b: string): Promise<void> {
  await rename(a, `${a}.x`)
  await rename(b, a)
  await rename(`${a}.x`, b)
}

async function edit(path: string): Promise<void> {
  const manifest = JSON.parse(await readFile(path, 'utf8'))
  manifest.tables[0].rows += 1
  await writeFile(path, JSON.stringify(manifest))
}
