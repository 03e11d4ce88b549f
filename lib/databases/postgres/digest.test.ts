import { describe, expect, it } from 'vitest'
import type { Session } from '../database'
import { testServer } from '../embedded/test-server'
import { digests } from './digest'
import { postgres } from './postgres'

const script = `
  create table plain (id int primary key, t timestamptz, d date, i interval, b bytea, f float8, j jsonb, note text);
  insert into plain select n, '2026-01-01 12:00+02'::timestamptz + n * interval '1 hour', '2026-02-03', n * interval '25 hours',
    decode(lpad(to_hex(n), 8, '0'), 'hex'), n / 3.0, jsonb_build_object('n', n), 'é🐘' from generate_series(1, 500) n;
  create table empty (id int);
  create table "Odd.Name" ("x" int); insert into "Odd.Name" values (1), (1);
  create table events (at date) partition by range (at);
  create table events_1 partition of events for values from ('2026-01-01') to ('2027-01-01');
  insert into events values ('2026-05-05');
  create table parent (id int); create table child () inherits (parent);
  insert into parent values (1); insert into child values (2);
  create materialized view m as select 1;
  create unlogged table u (id int);`

async function session(url: string): Promise<Session> {
  const opened = await postgres.open(url, { applicationName: 'test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  return opened.value
}

describe('digests', () => {
  it('count every row once, and are the same in another database, order and notation', async () => {
    const server = await testServer()
    const [a, b] = [
      await session(await server.createDatabase('digest')),
      await session(await server.createDatabase('digest')),
    ]
    await a.script(script)
    await b.script(`${script} set DateStyle = 'German'; set TimeZone = 'Asia/Tokyo'; set bytea_output = 'escape'; set extra_float_digits = -10;
      set IntervalStyle = 'iso_8601'; create table copy as select * from plain order by id desc; truncate plain; insert into plain select * from copy; drop table copy`)
    const found = await digests(a)
    expect(found.map(({ table, rows }) => [table, rows])).toEqual([
      ['public.Odd.Name', 2],
      ['public.child', 1],
      ['public.empty', 0],
      ['public.events_1', 1],
      ['public.parent', 1],
      ['public.plain', 500],
      ['public.u', 0],
    ])
    expect(found.find(({ table }) => table === 'public.empty')?.hash).toBe('0')
    expect(await digests(b)).toEqual(found)
    expect((await b.query<{ z: string }>(`select current_setting('TimeZone') as z`)).rows[0]?.z).toBe(
      'Asia/Tokyo',
    )
    await a.script(`update plain set note = 'e' where id = 77`)
    const changed = await digests(a)
    expect(
      changed.filter((digest, index) => digest.hash !== found[index]?.hash).map(({ table }) => table),
    ).toEqual(['public.plain'])
    await Promise.all([a.close(), b.close()])
  })

  it('reads an exported snapshot, and what an open transaction sees', async () => {
    const url = await (await testServer()).createDatabase('digest')
    const [owner, reader] = [await session(url), await session(url)]
    await owner.script('create table t (id int); insert into t values (1)')
    await owner.script('begin isolation level repeatable read')
    const snapshot =
      (await owner.query<{ id: string }>('select pg_export_snapshot() as id')).rows[0]?.id ?? ''
    await reader.script('insert into t values (2)')
    const before = await digests(owner)
    expect(before).toMatchObject([{ rows: 1 }])
    expect(await digests(reader, { snapshot })).toEqual(before)
    expect(await digests(reader)).toMatchObject([{ rows: 2 }])
    expect(owner.inTransaction).toBe(true)
    expect(reader.inTransaction).toBe(false)
    await owner.script('rollback')
    await Promise.all([owner.close(), reader.close()])
  })
})

describe('sizes', () => {
  it('counts small tables that were never analysed, estimates others, and sums partitions', async () => {
    const at = await session(await (await testServer()).createDatabase('sizes'))
    await at.script(
      `${script} create table big as select n, repeat('x', 200) as t from generate_series(1, 60000) n; analyze big`,
    )
    const sizes = await postgres.tableSizes(at, [
      'public.plain',
      'public.big',
      'public.events',
      'public.Odd.Name',
      'public.nothing',
    ])
    const rows = Object.fromEntries(sizes.map((size) => [size.name, size.rows]))
    expect(rows).toMatchObject({ 'public.plain': 500, 'public.events': 1, 'public.Odd.Name': 2 })
    expect(rows['public.big']).toBeGreaterThan(59_000)
    expect(rows['public.big']).toBeLessThan(61_000)
    expect(rows).not.toHaveProperty('public.nothing')
    expect(sizes.find(({ name }) => name === 'public.big')?.bytes).toBeGreaterThan(12_000_000)
    await at.close()
  })

  it('of a table that somebody holds are those of its last ANALYZE, without waiting for it', async () => {
    const url = await (await testServer()).createDatabase('sizes')
    const [at, holder] = await Promise.all([session(url), session(url)])
    await at.script('create table held as select n from generate_series(1, 5000) n; analyze held')
    await holder.script('begin; lock table held in access exclusive mode')
    expect(await postgres.tableSizes(at, ['public.held'])).toMatchObject([
      { name: 'public.held', rows: 5000 },
    ])
    expect(at.inTransaction).toBe(false)
    await Promise.all([at.close(), holder.close()])
  })
})
