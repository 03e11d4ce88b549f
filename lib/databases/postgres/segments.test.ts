import { beforeAll, describe, expect, it } from 'vitest'
import { loadParser, splitScript } from '../../sql/parse'
import { planSegments } from '../../sql/segments'
import { DatabaseError, type Session } from '../database'
import { testServer } from '../embedded/test-server'
import { postgres } from './postgres'

beforeAll(loadParser)

async function fresh(major?: number): Promise<Session> {
  const opened = await postgres.open(await (await testServer(major)).createDatabase('segments'), {
    applicationName: 'test',
  })
  if (!opened.ok) throw new Error(opened.failure.why)
  await opened.value.script(`create table t (id int primary key, a int); create index i on t (a); create type status as enum ('a');
    create table u (id int, s status); create table p (d int) partition by range (d); create table p1 partition of p default;
    create materialized view m as select 1 as x; create unique index on m (x)`)
  return opened.value
}

async function execute(session: Session, sql: string): Promise<void> {
  const { segments, statements } = planSegments(sql)
  for (const segment of segments) {
    if (segment.transaction) await session.script('begin')
    for (const index of segment.statements) await session.query(statements[index]?.text ?? '')
    if (segment.transaction) await session.script('commit')
  }
}

describe('what PostgreSQL itself says about transactions', () => {
  it.each([
    'create index concurrently j on t (a)',
    'drop index concurrently i',
    'reindex table concurrently t',
    'reindex schema public',
    'vacuum t',
    'cluster',
    `alter system set work_mem = '4MB'`,
    'create database d',
    'drop database nothing',
    'discard all',
    `do $$ begin commit; end $$`,
    'create index j on t (a)',
    'reindex table t',
    'analyze t',
    'cluster t using i',
    'discard plans',
    `alter type status add value 'b'`,
    'refresh materialized view concurrently m',
    'alter table p detach partition p1',
    'savepoint x',
    `create subscription s connection 'dbname=nothing' publication p with (connect = false)`,
    'drop subscription if exists s',
    `do $$ begin perform 'commit;'; end $$`,
    'truncate t',
    `set lock_timeout = '1s'`,
    'create extension pg_trgm',
    'lock t',
  ])('%s', async (sql) => {
    const session = await fresh()
    await session.script('begin')
    const error = await session.query(sql).then(
      () => null,
      (error: unknown) => error,
    )
    const refused = error instanceof DatabaseError && ['25001', '2D000'].includes(error.info.sqlstate ?? '')
    const harmless = sql.startsWith('drop subscription')
    expect(splitScript(sql).statements[0]?.needsAutocommit, String(error)).toBe(refused || harmless)
    await session.script('rollback')
    await session.close()
  })
})

describe('segments on a real database', () => {
  it('let a new enum value be used, which one transaction does not', async () => {
    const session = await fresh()
    const sql = `alter type status add value 'b'; insert into u values (1, 'b'); alter table u alter s set default 'b';`
    await expect(session.script(sql)).rejects.toMatchObject({ info: { sqlstate: '55P04' } })
    await execute(session, sql)
    expect((await session.query('select s from u')).rows).toEqual([{ s: 'b' }])
    await session.close()
  })

  it('need a second transaction for a value of a new type before 17', async () => {
    const sql = `create type kind as enum ('a'); alter type kind add value 'b'; create table k (x kind default 'b'); insert into k default values;`
    const older = await fresh(16)
    await expect(older.script(sql)).rejects.toMatchObject({ info: { sqlstate: '55P04' } })
    await older.script('rollback')
    await execute(older, sql)
    await older.close()
    const session = await fresh()
    await execute(session, sql)
    await session.close()
  })

  it('run Prisma’s enum step within the migration’s own transaction', async () => {
    const session = await fresh()
    const sql = `-- AlterEnum
      BEGIN;
      CREATE TYPE "status_new" AS ENUM ('a', 'c');
      ALTER TABLE "u" ALTER COLUMN "s" TYPE "status_new" USING ("s"::text::"status_new");
      ALTER TYPE "status" RENAME TO "status_old";
      ALTER TYPE "status_new" RENAME TO "status";
      DROP TYPE "public"."status_old";
      COMMIT;
      ALTER TABLE t ADD COLUMN b int;`
    expect(planSegments(sql).mode).toBe('atomic')
    await execute(session, sql)
    expect((await postgres.catalog(session))['enum:public.status']).toBe('{"labels": ["a", "c"]}')
    await session.close()
  })

  it('build indexes concurrently between transactions', async () => {
    const session = await fresh()
    await execute(
      session,
      'alter table t add b int; create index concurrently j on t (b); alter table t add c int; drop index concurrently j; vacuum t',
    )
    expect(Object.keys(await postgres.catalog(session))).toEqual(
      expect.arrayContaining(['column:public.t.b', 'column:public.t.c']),
    )
    await session.close()
  })
})
