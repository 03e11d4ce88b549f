import { beforeAll, describe, expect, it } from 'vitest'
import type { Catalog } from '../../domain/catalog'
import { applyDelta, catalogDelta } from '../../domain/catalog-delta'
import { catalogFingerprint } from '../../domain/catalog-fingerprint'
import { describeChanges } from '../../domain/catalog-words'
import type { Session } from '../database'
import { testServer } from '../embedded/test-server'
import { postgres } from './postgres'

const everything = `
  create schema "Odd.Name";
  create type status as enum ('new', 'paid', 'sent');
  create domain positive as integer check (value > 0);
  create type pair as (a integer, b text);
  create type span as range (subtype = integer);
  create collation german (provider = icu, locale = 'de');
  create table customers (id serial primary key, email text not null unique, born date);
  create table orders (
    id bigint generated always as identity primary key,
    customer_id integer not null references customers (id) on delete cascade,
    state status not null default 'new', quantity positive, note text collate "C",
    total numeric(10, 2) not null default 0, doubled numeric generated always as (total * 2) stored,
    constraint total_positive check (total >= 0));
  alter table orders add constraint note_short check (length(note) < 80) not valid;
  create index orders_state on orders (state) where state <> 'sent';
  create table "Odd.Name"."Ta""ble" ("co.l" integer);
  create unlogged table scratch (x integer);
  create table events (at timestamptz not null, what text) partition by range (at);
  create table events_2026 partition of events for values from ('2026-01-01') to ('2027-01-01');
  create index on events (what);
  create view recent as select id, note from orders where state = 'new';
  create materialized view totals as select customer_id, sum(total) as sum from orders group by 1;
  create function bump(n integer) returns integer language sql as 'select n + 1';
  create function bump(n text) returns text language sql as $$ select n || ';' $$;
  create function touch() returns trigger language plpgsql as 'begin return new; end';
  create procedure tidy() language sql as 'delete from scratch';
  create aggregate longest(text) (sfunc = text_larger, stype = text);
  revoke execute on function bump(integer) from public;
  create trigger touched before update on orders for each row execute function touch();
  alter table orders enable row level security;
  create policy own on orders for select using (customer_id = 1);
  create rule no_scratch as on delete to scratch do instead nothing;
  create sequence tickets increment 5 start 100;
  create statistics orders_stats on customer_id, state from orders;
  create extension pg_trgm;
  comment on table orders is 'what was bought';
  comment on column orders.note is 'by the customer';
  grant select on orders to public;
  grant update (note) on orders to public;
  create table _prisma_migrations (id varchar(36) primary key);
  create schema headgate; create table headgate.old (x integer); create schema headgateway;`

async function fresh(script: string): Promise<Session> {
  const server = await testServer()
  const opened = await postgres.open(await server.createDatabase('catalog'), { applicationName: 'test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  await opened.value.script(script)
  return opened.value
}

async function catalogOf(script: string): Promise<Catalog> {
  const session = await fresh(script)
  try {
    return await postgres.catalog(session)
  } finally {
    await session.close()
  }
}

describe('the catalog', () => {
  let whole: Catalog
  beforeAll(async () => {
    whole = await catalogOf(everything)
  })

  it('is equal for two databases that one script built', async () => {
    expect(catalogDelta(whole, await catalogOf(everything))).toEqual([])
  })

  it('does not depend on the search path or on the owner', async () => {
    const role = `owner_${Date.now()}`
    const session = await fresh(`create role ${role}; ${everything}`)
    await session.script(`alter table orders owner to ${role}; alter type status owner to ${role};
      alter function bump(text) owner to ${role}; set search_path = 'Odd.Name', pg_catalog`)
    const other = await postgres.catalog(session)
    expect(
      (await session.query<{ p: string }>(`select current_setting('search_path') as p`)).rows[0]?.p,
    ).toContain('Odd')
    await session.script(
      `reassign owned by ${role} to current_user; drop owned by ${role}; drop role ${role}`,
    )
    await session.close()
    expect(catalogDelta(whole, other)).toEqual([])
  })

  it('lists each kind of object under its key', () => {
    const expected = [
      'schema:public',
      'schema:"Odd.Name"',
      'extension:pg_trgm',
      'enum:public.status',
      'domain:public.positive',
      'composite:public.pair',
      'range:public.span',
      'collation:public.german',
      'table:public.orders',
      'table:"Odd.Name"."Ta""ble"',
      'column:"Odd.Name"."Ta""ble"."co.l"',
      'column:public.orders.note',
      'constraint:public.orders.total_positive',
      'constraint:public.orders.orders_customer_id_fkey',
      'index:public.orders.orders_state',
      'statistics:public.orders.orders_stats',
      'sequence:public.tickets',
      'sequence:public.customers_id_seq',
      'view:public.recent',
      'matview:public.totals',
      'function:public.bump(n integer)',
      'function:public.bump(n text)',
      'procedure:public.tidy()',
      'aggregate:public.longest(text)',
      'trigger:public.orders.touched',
      'policy:public.orders.own',
      'rule:public.scratch.no_scratch',
      'grant:public.orders to PUBLIC',
      'grant:public.orders.note to PUBLIC',
      'comment:table:public.orders',
      'comment:column:public.orders.note',
    ]
    for (const key of expected) expect(Object.keys(whole)).toContain(key)
  })

  it('leaves out the ledger, extensions’ members, Headgate’s schema (and none that is called nearly so) and NOT NULL constraints', () => {
    const keys = Object.keys(whole)
    expect(
      keys.filter((key) => /_prisma_migrations|similarity|headgate\b|not_null|pg_catalog/.test(key)),
    ).toEqual([])
    expect(keys).toContain('schema:headgateway')
  })

  it('keeps what matters in definitions', () => {
    const column = (name: string) => JSON.parse(whole[`column:public.orders.${name}`] ?? '{}')
    expect(column('total')).toEqual({ type: 'numeric(10,2)', notNull: true, default: '0' })
    expect(column('state')).toEqual({ type: 'public.status', notNull: true, default: `'new'::public.status` })
    expect(column('id')).toEqual({ type: 'bigint', notNull: true, identity: 'always' })
    expect(column('doubled').generated).toBe(`(total * (2)::numeric)`)
    expect(column('note')).toMatchObject({ collation: 'pg_catalog."C"' })
    expect(JSON.parse(whole['constraint:public.orders.note_short'] ?? '').notValidated).toBe(true)
    expect(JSON.parse(whole['table:public.events_2026'] ?? '').partitionBound).toMatch(/FROM .*2026-01-01/)
    expect(JSON.parse(whole['function:public.bump(n integer)'] ?? '').notForPublic).toBe(true)
  })

  const changes: [string, string][] = [
    ['alter table orders add column extra integer', '+ column orders.extra: integer'],
    ['alter table customers drop column born', '− column customers.born'],
    [
      'alter table customers alter column email type varchar(80)',
      '~ column customers.email: text → varchar(80)',
    ],
    ['alter table customers alter column born set not null', '~ column customers.born: now required'],
    [
      'alter table orders alter column total drop default',
      '~ column orders.total: no default any more (was 0)',
    ],
    ['alter table orders drop constraint total_positive', '− constraint orders.total_positive'],
    ['alter table orders validate constraint note_short', '~ constraint orders.note_short'],
    ['drop index orders_state', '− index orders.orders_state'],
    [
      'create index i on orders (total)',
      '+ index orders.i: CREATE INDEX i ON public.orders USING btree (total)',
    ],
    [`alter type status add value 'lost' before 'sent'`, '~ enum status: + lost'],
    [`alter type status rename value 'new' to 'open'`, '~ enum status: − new, + open'],
    ['create table fresh (id serial primary key, a integer)', '+ table fresh (2 columns)'],
    ['drop table scratch', '− table scratch (1 column)'],
    ['alter domain positive add check (value < 9)', '~ domain positive'],
    ['alter type pair add attribute c integer', '~ composite pair'],
    ['alter sequence tickets increment 7', '~ sequence tickets: increment 5 → 7'],
    ['create or replace view recent as select id, note from orders', '~ view recent'],
    ['drop materialized view totals', '− materialized view totals'],
    [
      `create or replace function bump(n text) returns text language sql as 'select n'`,
      '~ function bump(n text)',
    ],
    [
      'grant execute on function bump(integer) to public',
      '~ function bump(n integer): no not for public any more',
    ],
    ['drop trigger touched on orders', '− trigger orders.touched'],
    ['alter table orders disable trigger touched', '~ trigger orders.touched: enabled no'],
    ['alter policy own on orders using (true)', '~ policy orders.own'],
    ['drop rule no_scratch on scratch', '− rule scratch.no_scratch'],
    ['alter table orders disable row level security', '~ table orders: no row security any more'],
    ['alter table orders replica identity full', '~ table orders: replica identity full'],
    ['alter table scratch set logged', '~ table scratch: no unlogged any more'],
    ['alter table events detach partition events_2026', '~ table events_2026'],
    ['comment on table orders is null', '− comment on table orders'],
    ['revoke select on orders from public', '− grant on orders to PUBLIC'],
    ['drop extension pg_trgm', '− extension pg_trgm'],
    ['create schema more', '+ schema more'],
    ['drop statistics orders_stats', '− statistics orders.orders_stats'],
    ['drop aggregate longest(text)', '− aggregate longest(text)'],
  ]

  it('sees each kind of change, says it in words, and its delta leads there', async () => {
    const session = await fresh(everything)
    for (const [sql, words] of changes) {
      await session.script(`begin; ${sql}`)
      const after = await postgres.catalog(session)
      await session.script('rollback')
      const delta = catalogDelta(whole, after)
      expect(
        describeChanges(delta).some((line) => line.startsWith(words)),
        `${sql}: ${describeChanges(delta).join(' | ')}`,
      ).toBe(true)
      expect(catalogFingerprint(after)).not.toBe(catalogFingerprint(whole))
      expect(catalogFingerprint(applyDelta(whole, delta))).toBe(catalogFingerprint(after))
    }
    expect(catalogFingerprint(await postgres.catalog(session))).toBe(catalogFingerprint(whole))
    await session.close()
  })

  it('sees no difference when a column is dropped and added again', async () => {
    const session = await fresh(everything)
    await session.script('alter table customers drop column born; alter table customers add column born date')
    expect(catalogDelta(whole, await postgres.catalog(session))).toEqual([])
    await session.close()
  })

  it('leaves out rights that default privileges give, and keeps those that a script gives', async () => {
    const session = await fresh(`alter default privileges grant select on tables to public;
      create table t (id integer); grant insert on t to public`)
    expect((await postgres.catalog(session))['grant:public.t to PUBLIC']).toBe('{"privileges": ["INSERT"]}')
    await session.close()
  })

  it('reads inside a transaction without ending it or its settings', async () => {
    const session = await fresh('')
    await session.script(`begin; set local lock_timeout = '77ms'; create table t (id integer)`)
    expect(Object.keys(await postgres.catalog(session))).toContain('table:public.t')
    expect(session.inTransaction).toBe(true)
    expect(
      (await session.query<{ t: string }>(`select current_setting('lock_timeout') as t`)).rows[0]?.t,
    ).toBe('77ms')
    await session.script('rollback')
    await session.close()
  })

  it('reads 300 tables in less than a second', async () => {
    const session = await fresh(`do $$ begin for i in 1..300 loop execute format(
      'create table t%s (id serial primary key, a text not null, b integer references t%s (id), c timestamptz default now(), unique (a))',
      i, greatest(i - 1, 1)); execute format('create index on t%s (b)', i); end loop; end $$`)
    const start = performance.now()
    const catalog = await postgres.catalog(session)
    expect(performance.now() - start).toBeLessThan(1000)
    expect(Object.keys(catalog).filter((key) => key.startsWith('table:'))).toHaveLength(300)
    await session.close()
  })
})
