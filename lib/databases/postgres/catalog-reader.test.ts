import { expect, it, vi } from 'vitest'
import { catalogDelta } from '../../domain/catalog-delta'
import type { Session } from '../database'
import { testServer } from '../embedded/test-server'
import { postgres } from './postgres'

/** Each step is what one migration may do; together they alter what definitions elsewhere are made of. */
const history = [
  `create type status as enum ('new', 'paid'); create domain amount as integer check (value >= 0);
   create table customers (id serial primary key, email text not null unique);
   create table orders (id bigint generated always as identity primary key, customer_id integer not null
     references customers (id), state status not null default 'new', total amount, constraint paid check (state <> 'paid' or total > 0))`,
  `create index orders_new on orders (customer_id) where state = 'new'`,
  `create view recent as select o.id, c.email, o.state from orders o join customers c on c.id = o.customer_id`,
  `create view of_view as select * from recent; create view joined as select * from orders join (select id as customer_id, email from customers) c using (customer_id)`,
  'alter table customers add column total integer',
  'alter table customers rename column email to mail',
  `alter type status rename value 'new' to 'open'`,
  `alter type status add value 'lost' before 'paid'`,
  'alter type status rename to order_status',
  'alter table customers rename to people',
  'alter table people rename constraint customers_pkey to people_pkey',
  'alter index orders_new rename to orders_open',
  'alter domain amount add constraint small check (value < 1000000)',
  'alter domain amount rename to money_amount',
  'alter table people drop column total',
  'alter table people add column a integer, add column b integer; alter table people rename a to swap',
  'alter table people rename b to a; alter table people rename swap to b',
  `create function bump(n integer) returns integer language sql as 'select n + 1';
   create function seen(p people) returns integer language sql begin atomic select p.id; end;
   create function touch() returns trigger language plpgsql as 'begin return new; end'`,
  'alter table orders add column bumped integer default bump(1); create index on orders (bump(bumped))',
  'alter function bump(integer) rename to raise',
  'create trigger touched before update on orders for each row execute function touch()',
  'alter function touch() rename to touched',
  'alter table orders disable trigger touched',
  `comment on table orders is 'bought'; comment on column orders.total is 'all of it'`,
  'comment on table orders is null',
  `comment on index orders_open is 'a'; comment on constraint paid on orders is 'b'; comment on trigger touched on orders is 'c';
   comment on type order_status is 'd'; comment on function raise(integer) is 'e'; comment on view joined is 'f'; comment on schema public is 'g';
   comment on column joined.total is 'h'; comment on domain money_amount is 'i'; comment on sequence customers_id_seq is 'j'`,
  `comment on constraint paid on orders is 'k'; comment on trigger touched on orders is null`,
  `create rule keep as on delete to people do instead update people set mail = '' where id = old.id`,
  `alter table orders enable row level security;
   create policy own on orders using (exists (select from people where people.id = customer_id and people.mail = current_user))`,
  `comment on policy own on orders is 'l'; comment on rule keep on people is 'm'`,
  'alter table people rename mail to address',
  'grant select on orders to public; grant update (total) on orders to public',
  'revoke select on orders from public',
  `create table events (at timestamptz not null, what text) partition by range (at);
   create table events_1 partition of events for values from ('2026-01-01') to ('2027-01-01'); create index on events (what)`,
  `create table events_2 (at timestamptz not null, what text); alter table events attach partition events_2 for values from ('2027-01-01') to ('2028-01-01')`,
  'alter table events detach partition events_1; alter table events rename what to kind',
  'drop table events cascade',
  'create type pair as (a integer, b text); create table pairs (p pair, q pair[] default array[row(1, $$x$$)::pair])',
  'alter type pair add attribute c date; alter type pair rename attribute b to note',
  'create schema "Odd.Name"; alter table pairs set schema "Odd.Name"; alter type order_status set schema "Odd.Name"',
  'alter schema "Odd.Name" rename to odd',
  'create sequence tickets increment 5; alter table people add column ticket integer default nextval($$tickets$$)',
  'alter sequence tickets owned by people.ticket; alter sequence tickets rename to numbers; alter sequence numbers increment 7',
  'create statistics both_stats on customer_id, state from orders',
  `comment on statistics both_stats is 'n'`,
  'alter table people alter column ticket set statistics 500; alter table people replica identity full',
  'create unique index person_address on people (address); alter table people alter column address set not null; alter table people replica identity using index person_address',
  'create unique index person_address_2 on people (address, id); alter table people replica identity using index person_address_2',
  'alter index person_address_2 rename to person_named',
  'create materialized view counts as select state, count(*) from orders group by 1; create index on counts (state)',
  'alter table orders drop constraint orders_customer_id_fkey; alter table orders add constraint buyer foreign key (customer_id) references people (id) on delete cascade not valid',
  'alter table orders validate constraint buyer',
  'create extension pg_trgm; create index on people using gin (address gin_trgm_ops)',
  'create collation german (provider = icu, locale = $$de$$); alter table people add column name text collate german',
  'alter collation german rename to deutsch',
  `comment on collation deutsch is 'o'`,
  'create type span as range (subtype = integer); create table spans (s span, m int4multirange, u uuid default gen_random_uuid())',
  'drop view of_view; drop view recent cascade; drop view joined; create view joined_2 as select orders.*, people.address, people.name from orders join people on people.id = customer_id',
  'drop extension pg_trgm cascade',
  'create table _prisma_migrations (id text primary key); create schema headgate; create table headgate.old (a integer)',
  'drop schema odd cascade',
  'truncate orders; vacuum full orders',
  'drop table orders, people, spans cascade; drop function raise, touched cascade',
]

it('reads what a whole reading would, after every kind of change', async () => {
  const writing = await fresh()
  const own = postgres.catalogReader(writing)
  const other = await readerBeside(writing)
  const previous = await own.read()
  expect(previous).toEqual(await postgres.catalog(writing))
  let changes = 0
  for (const sql of history) {
    for (const piece of sql.includes('vacuum') ? sql.split(';') : [sql]) await writing.script(piece)
    const whole = await postgres.catalog(writing)
    expect(catalogDelta(whole, await own.read()), `in the same session: ${sql}`).toEqual([])
    expect(catalogDelta(whole, await other.read()), `from another session: ${sql}`).toEqual([])
    expect(JSON.stringify(await own.read()), 'in the same order').toBe(JSON.stringify(whole))
    changes += 1
  }
  expect(changes).toBe(history.length)
  await Promise.all([writing.close(), other.close()])
})

it('asks only for what changed', async () => {
  const session = await fresh()
  await session.script('create table a (x integer); create table b (x integer)')
  const reader = postgres.catalogReader(session)
  await reader.read()
  const query = vi.spyOn(session, 'query')
  await reader.read()
  expect(query).toHaveBeenCalledTimes(1)
  query.mockClear()
  await session.script('alter table b add column y text; insert into a values (1); analyze a')
  await reader.read()
  const oid = await session.query<{ oid: number }>(`select 'b'::regclass::oid as oid`)
  expect(query.mock.calls.slice(0, 3).map(([, parameters]) => parameters)).toEqual([
    [],
    [[`${oid.rows[0]?.oid}`], []],
    [[`${oid.rows[0]?.oid}`]],
  ])
  await session.close()
})

it('follows a transaction forwards and back', async () => {
  const session = await fresh()
  await session.script('create table t (a integer); create index on t (a)')
  const reader = postgres.catalogReader(session)
  const before = await reader.read()
  await session.script(
    'begin; alter table t add column b text; drop index t_a_idx; create table u (x integer)',
  )
  const inside = await reader.read()
  expect(catalogDelta(await postgres.catalog(session), inside)).toEqual([])
  expect(Object.keys(inside)).toContain('column:public.t.b')
  expect(session.inTransaction).toBe(true)
  await session.script('rollback')
  expect(await reader.read()).toEqual(before)
  await session.close()
})

it('goes on when a script has dropped prepared statements', async () => {
  const session = await fresh()
  const reader = postgres.catalogReader(session)
  await reader.read()
  await session.script('discard all')
  await session.script('create table t (a integer)')
  expect(Object.keys(await reader.read())).toContain('column:public.t.a')
  await session.script('begin; deallocate all; alter table t add column b text')
  expect(Object.keys(await reader.read())).toContain('column:public.t.b')
  expect(session.inTransaction).toBe(true)
  await session.close()
})

it('reads again what it read when a reading fails half-way', async () => {
  const session = await fresh()
  const reader = postgres.catalogReader(session)
  await reader.read()
  await session.script('create table t (a integer)')
  await session.script('begin')
  await session.script('no statement').catch(() => {})
  await expect(reader.read()).rejects.toThrow(/aborted/)
  await session.script('rollback')
  expect(Object.keys(await reader.read())).toContain('column:public.t.a')
  await session.close()
})

async function fresh(): Promise<Session> {
  return await open(await (await testServer()).createDatabase('reader'))
}

async function open(url: string): Promise<Session> {
  const opened = await postgres.open(url, { applicationName: 'test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  return opened.value
}

async function readerBeside(session: Session) {
  const server = await testServer()
  const beside = await open(postgres.withDatabase(server.url, session.identity.databaseName))
  return { ...postgres.catalogReader(beside), close: () => beside.close() }
}
