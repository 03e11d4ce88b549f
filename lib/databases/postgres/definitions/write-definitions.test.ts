import { beforeAll, describe, expect, it } from 'vitest'
import type { CatalogChange } from '../../../domain/catalog'
import { catalogDelta } from '../../../domain/catalog-delta'
import { debianServerInstalled, startDebianServer } from '../../../snapshots/debian-server-in-tests'
import type { Session } from '../../database'
import { testServer } from '../../embedded/test-server'
import { postgres } from '../postgres'
import { readFacts } from './facts'
import { nastySchema } from './nasty-schema-in-tests'
import { type SchemaSide, type WriteOptions, writeDefinitions } from './write-definitions'

let createDatabase: (prefix?: string) => Promise<string>

beforeAll(async () => {
  const server = await testServer()
  createDatabase = server.createDatabase
  const session = await open(server.url)
  // Roles belong to the whole server, and other tests may make the same one at the same time.
  await session
    .script(
      `do $$ begin create role nasty_reader; exception when duplicate_object or unique_violation then null; end $$`,
    )
    .finally(() => session.close())
})

async function open(url: string): Promise<Session> {
  const opened = await postgres.open(url, { applicationName: 'test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  return opened.value
}

async function fresh(script = ''): Promise<Session> {
  const session = await open(await createDatabase('definitions'))
  if (script) await session.script(script)
  return session
}

async function sideOf(session: Session): Promise<SchemaSide> {
  return { catalog: await postgres.catalog(session), facts: await readFacts(session) }
}

/** Leads `session` to the schema of `wanted`, and answers what still differs. */
async function lead(session: Session, wanted: SchemaSide, options: WriteOptions = {}) {
  const before = await sideOf(session)
  const changes = catalogDelta(before.catalog, wanted.catalog)
  const { statements, unwritten } = writeDefinitions(changes, before, wanted.facts, options)
  for (const statement of ['begin', ...statements, 'commit'])
    await session.script(statement).catch((error: Error) => {
      throw new Error(`${error.message}\n${statement}\n--\n${statements.join(';\n')}`)
    })
  const left: CatalogChange[] = catalogDelta(wanted.catalog, await postgres.catalog(session))
  return { statements, unwritten, left }
}

const full = process.env.HEADGATE_TESTS === 'full'

describe('a whole schema', () => {
  it('is written so that an empty database becomes equal, and back to empty again', async () => {
    const live = await fresh(nastySchema)
    const wanted = await sideOf(live)
    const scratch = await fresh()
    const empty = await sideOf(scratch)
    const there = await lead(scratch, wanted)
    expect(there.unwritten).toEqual([])
    expect(there.left).toEqual([])
    const { roles: _, ...facts } = await readFacts(scratch)
    expect(await readFacts(live)).toMatchObject(facts)
    const back = await lead(scratch, empty)
    expect(back.unwritten).toEqual([])
    expect(back.left).toEqual([])
    await Promise.all([live.close(), scratch.close()])
  })
})

describe('an older PostgreSQL', () => {
  it.skipIf(!debianServerInstalled)('is written for too', async () => {
    const server = await startDebianServer()
    try {
      const scripted = async (name: string, script: string) => {
        const admin = await open(server.url)
        await admin.script(`create database ${name}`).finally(() => admin.close())
        const session = await open(postgres.withDatabase(server.url, name))
        if (script) await session.script(script)
        return session
      }
      const older = nastySchema
        .replace(/^.*generated always as \(total \* 3\) virtual,\n/m, '')
        .replace(
          'create table events (id bigint generated always as identity',
          'create table events (id bigint not null',
        )
      const live = await scripted('live', `create role nasty_reader; ${older}`)
      const wanted = await sideOf(live)
      const scratch = await scripted('scratch', '')
      const empty = await sideOf(scratch)
      expect(await lead(scratch, wanted)).toMatchObject({ unwritten: [], left: [] })
      expect(await lead(scratch, empty)).toMatchObject({ unwritten: [], left: [] })
      await Promise.all([live.close(), scratch.close()])
    } finally {
      await server.stop()
    }
  })
})

/** One change each, on the schema above: it is led to and taken back. */
const changes = [
  'alter table orders add column extra integer not null default 4, add column more text[]',
  'alter table customers drop column born cascade, drop column tags cascade',
  'drop view grouped; alter table customers alter column code type varchar(80), alter column code drop default',
  'drop view grouped; alter table customers alter column born set not null, alter column at type timestamptz(3)',
  'alter table customers rename column meta to data',
  'alter table orders alter column total drop default, alter column note set storage main, alter column note reset (n_distinct)',
  'drop view grouped; alter table customers alter column zip type text collate "C"',
  'drop policy strict on orders; drop view recent cascade; drop trigger touched on orders; drop materialized view totals; alter table orders alter column note type varchar(200) collate german',
  'alter table orders drop constraint total_positive, add constraint total_positive check (total >= 1)',
  'alter table orders validate constraint note_short',
  'alter table orders drop constraint no_overlap, drop constraint inc, add constraint inc unique (ref, total)',
  'alter table orders drop constraint orders_customer_id_fkey, add constraint orders_customer_id_fkey foreign key (customer_id) references customers (id)',
  'drop index orders_state; create index orders_state on orders (state)',
  'create index i on orders (total); create unique index j on customers (lower(code)) where id > 4',
  'alter table orders set without cluster; alter table customers set without cluster',
  `alter type status add value 'lost' before 'sent'; alter type status add value 'very last'; alter type status add value 'a' before 'new'`,
  `alter type status rename value 'sent' to 'shipped'`,
  'create table fresh (id serial primary key, a integer references customers (id), b status); create index on fresh (a)',
  'drop table scratch; drop table typed',
  'drop table event_notes, events cascade',
  'alter domain positive add check (value < 9); alter domain positive drop default; alter domain positive drop not null; alter domain positive drop constraint small',
  "alter domain short_text set default 'x'",
  'alter type pair add attribute d integer cascade; alter type pair drop attribute c cascade',
  'alter sequence tickets increment 7 no cycle maxvalue 7000; alter sequence down owned by customers.id; alter sequence shop.owned owned by none',
  'alter sequence customers_id_seq as bigint increment 2',
  `create or replace view recent as select id, note, customer_id from orders where state <> 'new'`,
  'drop view recent_names cascade; create view recent_names as select id from recent',
  'alter view recent_names reset (security_barrier); alter view recent set (check_option = cascaded)',
  'drop materialized view totals',
  'alter materialized view totals set (fillfactor = 50); drop index totals_customer',
  `create or replace function bump(n integer) returns integer language sql as 'select n + 2'`,
  `drop function bump(integer); create function bump(n integer, m integer default 2) returns bigint language sql as 'select n'`,
  'drop aggregate longest(text); create aggregate longest(text) (sfunc = text_smaller, stype = text)',
  'grant execute on function bump(integer) to public; revoke execute on procedure tidy from public',
  'alter table customers alter code set default 4; drop function next_code()',
  `create function shout() returns text language sql as 'select 1'; alter table customers alter code set default shout()`,
  `drop function next_code() cascade; create function next_code(more text default 'x') returns text language sql as 'select more';
    alter table customers alter code set default next_code()`,
  'drop trigger touched on orders; create trigger touched after update on orders execute function touch()',
  'alter table orders disable trigger touched; alter table customers enable trigger off; alter table customers enable replica trigger always_on',
  'alter policy own on orders using (true); alter policy rooted on orders to public',
  'drop rule no_scratch on scratch; drop rule upd on recent',
  'alter table orders no force row level security; alter table orders disable row level security; alter table scratch enable row level security',
  'alter table orders replica identity full; alter table customers replica identity default; alter table scratch set logged',
  'alter table orders set (fillfactor = 60); alter table orders reset (autovacuum_enabled)',
  'alter table events detach partition events_2025',
  `create table events_2027 partition of events for values from ('2027-01-01') to ('2028-01-01'); drop table event_notes; drop table events_rest`,
  "alter table events add column added integer default 3, drop column what, alter column region set default 'q'",
  'create index events_at on events (at, region); drop index events_what_idx',
  "alter table parent add column more text, add check (id < 900), alter kind set default 'z'; alter table child no inherit parent",
  'alter table child drop column extra; alter table parent drop constraint parent_id_check',
  `comment on table orders is null; comment on column orders.note is 'other'; comment on column recent.note is null; comment on schema shop is null`,
  'revoke select on orders from nasty_reader; grant delete on orders to nasty_reader with grant option; revoke grant option for select on customers from nasty_reader',
  'revoke update (note) on orders from nasty_reader; grant select (id), update (id) on orders to public; revoke all on sequence tickets from nasty_reader',
  'drop extension pg_trgm cascade',
  'create schema more; create table more.t (id integer); create extension hstore schema more; alter table more.t add h more.hstore',
  'drop schema shop cascade; drop schema "Odd.Name" cascade',
  'drop statistics orders_stats; create statistics orders_stats on customer_id, total from orders',
  'alter table orders alter id set generated by default, alter ref drop identity, alter ref drop not null',
  'alter table b_second alter id add generated always as identity (increment 3); alter table orders drop column doubled',
  'alter table orders alter column doubled set expression as (total * 5); alter table orders drop virt; alter table orders add virt integer generated always as (id + 1) virtual',
  'alter table orders alter column doubled drop expression',
  `drop collation nocase; create collation nocase (provider = icu, locale = 'en')`,
  'drop table customers cascade',
  'drop type status cascade',
  'alter type status rename to state; alter table orders rename to purchases',
  'drop schema public cascade',
]

describe('one change', () => {
  let asIs: Session
  let led: Session
  beforeAll(async () => {
    asIs = await fresh(nastySchema)
    led = await fresh(nastySchema)
    return async () => void (await Promise.all([asIs.close(), led.close()]))
  })

  // Each takes half a second: every other one by default, all with `HEADGATE_TESTS=full`.
  it.each(changes.filter((_, index) => full || index % 2 === 0))('%s', async (change) => {
    const base = await sideOf(asIs)
    const wanted = await asIs
      .script(`begin; ${change}`)
      .then(() => sideOf(asIs))
      .finally(() => asIs.script('rollback'))
    expect(catalogDelta(base.catalog, wanted.catalog)).not.toEqual([])
    try {
      const there = await lead(led, wanted)
      expect(there).toMatchObject({ unwritten: [], left: [] })
      const back = await lead(led, base)
      expect(back).toMatchObject({ unwritten: [], left: [] })
    } catch (error) {
      await led.close()
      led = await fresh(nastySchema)
      throw error
    }
  })
})
