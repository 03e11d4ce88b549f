import { createHash } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testServer } from '../../databases/embedded/test-server'
import { postgres } from '../../databases/postgres/postgres'
import { ok, type Result } from '../../domain/failure'
import type { MigrationFile } from '../../domain/migration'
import type { ShadowProvider, ShadowRequest } from '../engine'
import { createShadowProvider } from '../shadow'
import { createAdapterFactory } from './adapter'
import { createPrismaEngine } from './engine'
import { finishRow, insertRow, newRowId, PRISMA_LOCK_KEY, readLedger } from './ledger'

const schema = (models: string) => [
  {
    path: 'schema.prisma',
    content: `datasource db {\n  provider = "postgresql"\n  url = env("X")\n}\n${models}`,
  },
]
const usersSchema = schema(
  'model users {\n  id Int @id\n  name String\n  kind kind @default(one)\n}\nenum kind {\n  one\n  two\n}\n',
)
const migration = (name: string, sql: string): MigrationFile => ({
  name,
  sql,
  checksum: createHash('sha256').update(sql).digest('hex'),
})
const users = migration(
  '001_users',
  `CREATE TYPE kind AS ENUM ('one', 'two');
CREATE TABLE users (id integer NOT NULL, name text NOT NULL, kind kind NOT NULL DEFAULT 'one', CONSTRAINT users_pkey PRIMARY KEY (id));`,
)
const addNote = migration('002_note', 'ALTER TABLE users ADD COLUMN note text;')

let createDatabase: (prefix?: string) => Promise<string>
let serverUrl: string
let shadows: ShadowProvider
const acquired: string[] = []

beforeAll(async () => {
  const server = await testServer()
  createDatabase = server.createDatabase
  serverUrl = server.url
  const provider = createShadowProvider({ database: postgres, embedded: async () => ok({ url: serverUrl }) })
  shadows = {
    ...provider,
    async prepared(request: ShadowRequest, migrations: MigrationFile[]) {
      const shadow = await provider.prepared(request, migrations)
      if (shadow.ok) acquired.push(new URL(shadow.value.url).pathname.slice(1))
      return shadow
    },
  }
})

afterAll(async () => {
  await shadows.settled()
  expect(acquired.length).toBeGreaterThan(5)
  expect(
    await query(serverUrl, 'SELECT datname FROM pg_database WHERE datname = ANY($1)', [acquired]),
  ).toEqual([])
})

async function query(url: string, sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql, values)).rows
  } finally {
    await client.end()
  }
}

function engine(options: { timeoutMs?: number; lockTimeoutMs?: number } = {}) {
  return createPrismaEngine({ shadows, ...options })
}

const on = (url: string) => ({ url, shadow: { url, givenUrl: null } })

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.why}`)
  return result.value
}

function code(result: Result<unknown>): string {
  return result.ok ? 'ok' : result.failure.code
}

describe('what the engine is asked', () => {
  test('applies, sees no drift where none is, sees it where it is, and gives reverse SQL', async () => {
    const url = await createDatabase('engine')
    expect(value(await engine().applyOwn(url, [users, addNote], usersSchema))).toEqual([
      '001_users',
      '002_note',
    ])
    const history = { of: 'migrations' as const, migrations: [users, addNote] }
    expect(value(await engine().diff(on(url), history, { of: 'database' }, usersSchema))).toEqual({
      sql: '',
      summary: '',
      empty: true,
    })

    await query(url, 'CREATE INDEX by_name ON users (name)')
    const drift = value(await engine().diff(on(url), history, { of: 'database' }, usersSchema))
    expect(drift.sql).toMatch(/CREATE INDEX "by_name" ON "public"."users"\("name"/)
    expect(drift.summary).toContain('users')
    expect(drift.empty).toBe(false)

    const before = { of: 'migrations' as const, migrations: [users] }
    const reverse = value(await engine().diff(on(url), history, before, usersSchema))
    expect(reverse.sql).toContain('DROP COLUMN "note"')
  })

  test('needs no live database between two histories, and none of them is emptied twice in vain', async () => {
    const target = { url: null, shadow: { url: await createDatabase('engine'), givenUrl: null } }
    const from = { of: 'migrations' as const, migrations: [users] }
    const to = { of: 'migrations' as const, migrations: [users, addNote] }
    expect(value(await engine().diff(target, from, to, usersSchema)).sql).toContain(
      'ADD COLUMN     "note" TEXT',
    )
    const there = value(await engine().diff(target, from, to, usersSchema))
    const back = value(await engine().diff(target, to, from, usersSchema))
    const both = { there, back: { ...back, summary: '' } }
    expect(value(await engine().diffBothWays(target, from, to, usersSchema))).toEqual(both)
    expect(back.sql).toContain('DROP COLUMN "note"')
    expect(value(await engine().diff(target, to, { of: 'empty' }, usersSchema)).sql).toContain('DROP TABLE')
    const next = { of: 'schema' as const, files: schema('model users {\n  id Int @id\n}\n') }
    expect(value(await engine().diff(target, from, next, next.files)).summary).toContain('Removed enums')
  })

  test('diagnoses pending, edited, failed and unknown migrations', async () => {
    const url = await createDatabase('engine')
    const ask = async (files: MigrationFile[]) => value(await engine().diagnose(on(url), files, usersSchema))
    expect(await ask([users])).toMatchObject({ hasLedger: false, unapplied: ['001_users'] })
    value(await engine().applyOwn(url, [users], usersSchema))
    expect(await ask([users, addNote])).toMatchObject({
      hasLedger: true,
      unapplied: ['002_note'],
      edited: [],
    })
    expect(await ask([migration('001_users', '-- another')])).toMatchObject({ edited: ['001_users'] })
    await query(url, `UPDATE _prisma_migrations SET finished_at = NULL`)
    expect(await ask([users])).toMatchObject({ failed: ['001_users'] })
  })

  test('counts on the live database what would be lost', async () => {
    const url = await createDatabase('engine')
    value(await engine().applyOwn(url, [users, addNote], usersSchema))
    await query(url, `INSERT INTO users (id, name, note) VALUES (1, 'a', 'x'), (2, 'b', NULL)`)
    const found = value(await engine().dataLoss(on(url), [users, addNote], usersSchema))
    expect(found.warnings.join()).toMatch(/drop the column `note`.*1 non-null/)
    const required = schema(
      'model users {\n  id Int @id\n  name String\n  note String\n  must Int\n  kind kind @default(one)\n}\nenum kind {\n  one\n  two\n}\n',
    )
    expect(value(await engine().dataLoss(on(url), [users, addNote], required)).unexecutable.join()).toContain(
      'must',
    )
  })

  test('keeps to the schema that the connection string names', async () => {
    const url = `${await createDatabase('engine')}?schema=tenant%20one`
    value(await engine().applyOwn(url, [users], usersSchema))
    const history = { of: 'migrations' as const, migrations: [users] }
    expect(value(await engine().diff(on(url), history, { of: 'database' }, usersSchema)).sql).toBe('')
    const tables = await query(
      url.split('?')[0] ?? '',
      `SELECT schemaname FROM pg_tables WHERE tablename = 'users'`,
    )
    expect(tables).toEqual([{ schemaname: 'tenant one' }])
  })
})

describe('traps', () => {
  test('a shadow that is the live database is refused, and the live one stays as it is', async () => {
    const url = await createDatabase('engine')
    value(await engine().applyOwn(url, [users], usersSchema))
    await query(url, `INSERT INTO users VALUES (1, 'a')`)
    const treacherous: ShadowProvider = {
      ...shadows,
      prepared: async () =>
        ok({ url, where: 'given', major: 18, reset: async () => {}, release: async () => {} }),
    }
    const aimedAtLive = createPrismaEngine({ shadows: treacherous })
    const history = { of: 'migrations' as const, migrations: [addNote] }
    expect(code(await aimedAtLive.diff(on(url), history, { of: 'database' }, usersSchema))).toBe(
      'shadow_is_live',
    )
    expect(code(await aimedAtLive.dataLoss(on(url), [users], usersSchema))).toBe('shadow_is_live')
    expect(await query(url, 'SELECT * FROM users')).toEqual([{ id: 1, name: 'a', kind: 'one' }])
  })

  test('a live database cannot be written to', async () => {
    const liveUrl = await createDatabase('engine')
    const factory = createAdapterFactory({
      liveUrl,
      readOnly: true,
      schema: 'public',
      lockTimeoutMs: 1,
      shadowHost: null,
      place: 'here',
      standIns: new Map(),
    })
    const live = await factory.connect()
    await expect(live.executeScript('CREATE TABLE a (id integer)')).rejects.toThrow('read-only transaction')
    await live.dispose()
    expect(code(await engine().dataLoss(on(liveUrl), [], usersSchema))).toBe('ok')
    expect(await query(liveUrl, `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`)).toEqual([])
  })

  test('scripts go whole: semicolons in comments, strings and dollar quotes split nothing', async () => {
    const url = await createDatabase('engine')
    const tricky = migration(
      '003_tricky',
      `-- one; two; three
DO $$ BEGIN IF true THEN PERFORM 1; END IF; END $$;
/* a; b */
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN NEW.name := ';'; RETURN NEW; END; $body$;
CREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION f();
INSERT INTO users VALUES (1, 'it''s; fine');`,
    )
    value(await engine().applyOwn(url, [users, tricky], usersSchema))
    expect(await query(url, 'SELECT name FROM users')).toEqual([{ name: ';' }])
    const history = { of: 'migrations' as const, migrations: [users, tricky] }
    expect(value(await engine().diff(on(url), history, { of: 'database' }, usersSchema)).empty).toBe(true)
  })

  test('catalog columns of type "char" are read: foreign keys, partitions, extensions and identities introspect', async () => {
    const url = await createDatabase('engine')
    const rich = migration(
      '002_rich',
      `CREATE EXTENSION citext;
CREATE TABLE posts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, author integer REFERENCES users (id) ON DELETE CASCADE,
  tags text[] NOT NULL DEFAULT '{}', at timestamptz(3) DEFAULT now(), price numeric(10, 2) CHECK (price > 0), mail citext,
  EXCLUDE USING btree (author WITH =));
CREATE TABLE parts (id integer, at date) PARTITION BY RANGE (at);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX partial ON posts (price) WHERE price > 10;
CREATE VIEW v AS SELECT id FROM posts;`,
    )
    value(await engine().applyOwn(url, [users, rich], usersSchema))
    const history = { of: 'migrations' as const, migrations: [users, rich] }
    expect(value(await engine().diff(on(url), history, { of: 'database' }, usersSchema)).sql).toBe('')
  })

  test('errors keep what the database said, and name the migration', async () => {
    const url = await createDatabase('engine')
    const broken = migration('002_broken', 'ALTER TABLE users ADD COLUMN a text;\nSELECT nothing FROM users;')
    const history = { of: 'migrations' as const, migrations: [users, broken] }
    const failed = await engine().diff(on(url), history, { of: 'database' }, usersSchema)
    if (failed.ok) throw new Error('It should fail.')
    expect(failed.failure).toMatchObject({
      code: 'migration_does_not_replay',
      why: '002_broken: column "nothing" does not exist (42703).',
      meta: {
        migration: '002_broken',
        database: { sqlstate: '42703', position: broken.sql.indexOf('nothing') + 1 },
      },
    })
  })

  test('a history with statements that refuse a transaction replays in pieces', async () => {
    const url = await createDatabase('engine')
    const mixed = migration(
      '002_mixed',
      `ALTER TYPE kind ADD VALUE 'three';
INSERT INTO users VALUES (1, 'a', 'three');
CREATE INDEX CONCURRENTLY by_name ON users (name);
ALTER TABLE users ADD COLUMN z integer;`,
    )
    const history = { of: 'migrations' as const, migrations: [users, mixed] }
    const target = { url: null, shadow: { url, givenUrl: null } }
    const { sql } = value(
      await engine().diff(target, { of: 'migrations', migrations: [users] }, history, usersSchema),
    )
    expect(sql).toMatch(/ADD VALUE 'three'[\s\S]*ADD COLUMN +"z"[\s\S]*CREATE INDEX "by_name"/)
    const broken = migration(
      '003_broken',
      'CREATE INDEX CONCURRENTLY a ON users (name); CREATE INDEX b ON nowhere (x);',
    )
    const failed = await engine().diff(
      target,
      history,
      { of: 'migrations', migrations: [broken] },
      usersSchema,
    )
    expect(failed.ok ? '' : failed.failure.why).toContain('does not exist (42P01)')
  })

  test('missing extensions and roles are named', async () => {
    const url = await createDatabase('engine')
    const failing = async (sql: string) => {
      const history = { of: 'migrations' as const, migrations: [migration('001_needs', sql)] }
      const failed = await engine().diff(on(url), history, { of: 'database' }, usersSchema)
      return failed.ok
        ? null
        : [failed.failure.code, failed.failure.meta.extension ?? failed.failure.meta.role]
    }
    expect(await failing('CREATE EXTENSION IF NOT EXISTS "vector";')).toEqual(['extension_missing', 'vector'])
    expect(await failing('CREATE SCHEMA s; GRANT USAGE ON SCHEMA s TO nobody_knows;')).toEqual([
      'role_missing',
      'nobody_knows',
    ])
  })

  test('nothing holds the advisory lock afterwards, and a held one is said and not waited for forever', async () => {
    const url = await createDatabase('engine')
    value(await engine().applyOwn(url, [users], usersSchema))
    const locks = `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
    expect(await query(url, locks)).toEqual([])
    const holder = new pg.Client({ connectionString: url })
    await holder.connect()
    await holder.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK_KEY.toString()])
    expect(code(await engine({ lockTimeoutMs: 300 }).applyOwn(url, [users, addNote], usersSchema))).toBe(
      'locked_by_other',
    )
    await holder.end()
    expect(await query(url, locks)).toEqual([])
    expect(value(await engine().applyOwn(url, [users, addNote], usersSchema))).toEqual(['002_note'])
  })

  test('a script that empties search_path or changes settings does not reach the next one', async () => {
    const url = await createDatabase('engine')
    const dump = migration(
      '000_dump',
      `SELECT pg_catalog.set_config('search_path', '', false); SET check_function_bodies = false;`,
    )
    value(await engine().applyOwn(url, [dump, users], usersSchema))
    const history = { of: 'migrations' as const, migrations: [dump, users] }
    expect(value(await engine().diff(on(url), history, { of: 'database' }, usersSchema)).empty).toBe(true)
  })

  test('an empty schema and a broken one are answers, not panics', async () => {
    const url = await createDatabase('engine')
    expect(code(await engine().diagnose(on(url), [], []))).toBe('ok')
    const broken = schema('model A {\n  id Nothing @id\n}\n')
    const failed = await engine().diff(on(url), { of: 'empty' }, { of: 'schema', files: broken }, broken)
    expect(failed.ok ? '' : failed.failure.why).toContain('Type "Nothing" is neither a built-in type')
  })

  test('rows that Headgate writes look like rows that Prisma writes', async () => {
    const [theirs, ours] = [await createDatabase('engine'), await createDatabase('engine')]
    value(await engine().applyOwn(theirs, [users], usersSchema))
    const session = value(await postgres.open(ours, { applicationName: 'test' }))
    const { schema: place } = await readLedger(session)
    const { createLedgerSql } = await import('./ledger')
    await session.script(createLedgerSql(place))
    const id = newRowId()
    await insertRow(session, place, { id, checksum: users.checksum, name: users.name })
    await session.script(users.sql)
    await finishRow(session, place, id)
    await session.close()

    const definition = `SELECT column_name, data_type, character_maximum_length, is_nullable, column_default
      FROM information_schema.columns WHERE table_name = '_prisma_migrations' ORDER BY ordinal_position`
    expect(await query(ours, definition)).toEqual(await query(theirs, definition))
    const shape = `SELECT length(id) AS id, checksum, finished_at >= started_at AS finished, migration_name, logs,
      rolled_back_at, applied_steps_count FROM _prisma_migrations`
    expect(await query(ours, shape)).toEqual(await query(theirs, shape))
    expect(value(await engine().diagnose(on(ours), [users], usersSchema))).toMatchObject({
      unapplied: [],
      edited: [],
    })
    expect(value(await engine().applyOwn(ours, [users, addNote], usersSchema))).toEqual(['002_note'])
  })
})

describe('what goes wrong in the engine', () => {
  test('a call that hangs ends, alone, and its shadow is gone', async () => {
    const url = await createDatabase('engine')
    const impatient = engine({ timeoutMs: 8_000 })
    const endless = { of: 'migrations' as const, migrations: [migration('001', 'SELECT pg_sleep(600);')] }
    const hanging = impatient.diff(on(url), endless, { of: 'database' }, usersSchema)
    const other = impatient.diagnose(on(url), [users], usersSchema)
    expect(code(await other)).toBe('ok')
    const failed = await hanging
    expect(failed.ok ? '' : failed.failure.why).toBe('It gave no answer within 8 s.')
    expect(code(failed)).toBe('engine_crashed')
    expect(code(await impatient.diagnose(on(url), [users], usersSchema))).toBe('ok')
  })

  test('a call can be aborted', async () => {
    const url = await createDatabase('engine')
    const abort = new AbortController()
    const endless = { of: 'migrations' as const, migrations: [migration('001', 'SELECT pg_sleep(600);')] }
    const hanging = engine().diff(
      { ...on(url), signal: abort.signal },
      endless,
      { of: 'database' },
      usersSchema,
    )
    setTimeout(() => abort.abort(), 300)
    expect(code(await hanging)).toBe('engine_crashed')
  })

  test('more calls than turns all get their answer', async () => {
    const url = await createDatabase('engine')
    const one = engine()
    const calls = Array.from({ length: 8 }, () => one.diagnose(on(url), [users], usersSchema))
    expect((await Promise.all(calls)).map(code)).toEqual(Array(8).fill('ok'))
  })
})
