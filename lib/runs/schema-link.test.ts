import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CatalogReader } from '../databases/database'
import { newestMajor } from '../databases/embedded/binaries'
import { type EmbeddedServer, startServer } from '../databases/embedded/server'
import { postgres } from '../databases/postgres/postgres'
import { systemClock } from '../domain/clock'
import type { MigrationFile } from '../domain/migration'
import { defaultPolicies } from '../domain/policy'
import { readLedger } from '../engines/prisma/ledger'
import { loadParser } from '../sql/parse'
import { planSegments } from '../sql/segments'
import { dependsOnData } from './depends-on-data'
import { executeDeploy } from './execute-deploy'
import { memoryJournal } from './testing/memory-journal'
import { measurePlan, migrationFile, openTestSession } from './testing/plan'

// A server on which nobody else writes: the numbers of transactions are those of the whole server.
let server: EmbeddedServer
let folder: string
let databases = 0
beforeAll(async () => {
  await loadParser()
  folder = await mkdtemp(join(tmpdir(), 'headgate-link-'))
  await chmod(folder, 0o755)
  const settings = { autovacuum: 'off', fsync: 'off' }
  const started = await startServer({ folder: join(folder, 'server'), major: newestMajor, settings })
  if (!started.ok) throw new Error(started.failure.why)
  server = started.value
})
afterAll(async () => {
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
})

async function createDatabase(): Promise<string> {
  const name = `link_${databases++}`
  const session = await openTestSession(server.url)
  await session.script(`CREATE DATABASE ${name}`)
  await session.close()
  return postgres.withDatabase(server.url, name)
}

/** As `postgres`, counting how often the schema is read between migrations. */
function counting() {
  const counted = { readings: 0 }
  const catalogReader = (session: Parameters<typeof postgres.catalogReader>[0]): CatalogReader => {
    const reader = postgres.catalogReader(session)
    return {
      read() {
        counted.readings += 1
        return reader.read()
      },
    }
  }
  return { counted, database: { ...postgres, catalogReader } }
}

/** Deploys `files`; `meanwhile` is sent by another session from within a statement that waits for it. */
async function deployWhile(given: {
  base?: string
  live?: string
  files: MigrationFile[]
  meanwhile?: string
}) {
  const { base = 'CREATE TABLE orders (id int PRIMARY KEY);', live = '', files, meanwhile } = given
  const url = await createDatabase()
  const session = await openTestSession(url)
  await session.script(`${base}${live}`)
  const plan = await measurePlan(url, [base], files)
  const { counted, database } = counting()
  const journal = memoryJournal(randomUUID())
  let sent: Promise<unknown> = Promise.resolve()
  journal.onStart = (position) => {
    const waits = journal.steps[position]?.detail.sql?.includes('pg_sleep')
    if (meanwhile && waits) sent = session.script(meanwhile)
  }
  const target = { url, identity: null }
  // A clock that stands still: no reading for its time.
  const clock = { ...systemClock, now: () => new Date(0) }
  const order = { plan, target, policy: defaultPolicies.development, approvedFiles: files }
  const end = await executeDeploy(order, { database, journal, clock })
  await sent
  const applied = (await readLedger(session)).rows.filter((row) => row.finishedAt).map(({ name }) => name)
  await session.close()
  return { end, applied, readings: counted.readings, journal }
}

const waiting = migrationFile('001_waits', 'CREATE TABLE a (id int); SELECT pg_sleep(1.5);')
const next = migrationFile('002_next', 'CREATE TABLE b (id int);')

describe('between two migrations', () => {
  it('a change of the schema by somebody else is noticed before the next one', async () => {
    const { end, applied } = await deployWhile({
      files: [waiting, next],
      meanwhile: 'ALTER TABLE orders ADD COLUMN somebody_elses int',
    })
    expect(applied).toEqual(['001_waits'])
    expect(end).toMatchObject({ state: 'failed', effect: 'part' })
    expect(end.outcome.failure?.code).toBe('plan_outdated')
    expect(end.outcome.failure?.why).toContain('Before 002_next the schema is not what the plan said')
    expect(end.outcome.failure?.why).toContain('orders.somebody_elses')
  })

  it('a row that somebody else writes costs a reading, and no more', async () => {
    const { end, applied, readings } = await deployWhile({
      files: [waiting, next, migrationFile('003_last', 'CREATE TABLE c (id int);')],
      meanwhile: 'INSERT INTO orders VALUES (1)',
    })
    expect(end.state).toBe('succeeded')
    expect(applied).toHaveLength(3)
    expect(readings).toBe(1)
  })

  it('somebody else’s transaction that is still open is waited for by no one, and seen once it commits', async () => {
    const url = await createDatabase()
    const [session, other] = [await openTestSession(url), await openTestSession(url)]
    await session.script('CREATE TABLE orders (id int PRIMARY KEY); CREATE TABLE theirs (id int)')
    const files = [
      migrationFile('001', 'CREATE TABLE a (id int);'),
      migrationFile('002_waits', 'CREATE TABLE b (id int); SELECT pg_sleep(1);'),
      next,
    ].map((file, index) => ({ ...file, name: `00${index + 1}` }))
    const plan = await measurePlan(
      url,
      ['CREATE TABLE orders (id int PRIMARY KEY); CREATE TABLE theirs (id int)'],
      files,
    )
    // It has its number before the deploy begins, and commits in the middle of it.
    await other.script('BEGIN; CREATE VIEW theirs_too AS SELECT 1 AS one')
    const journal = memoryJournal(randomUUID())
    let sent: Promise<unknown> = Promise.resolve()
    journal.onStart = (position) => {
      if (journal.steps[position]?.detail.sql?.includes('pg_sleep')) sent = other.script('COMMIT')
    }
    const order = {
      plan,
      target: { url, identity: null },
      policy: defaultPolicies.development,
      approvedFiles: files,
    }
    const end = await executeDeploy(order, { database: postgres, journal, clock: systemClock })
    await sent
    expect(end.outcome.failure?.why).toContain('theirs_too')
    expect((await readLedger(session)).rows.map(({ name }) => name)).toEqual(['001', '002'])
    await Promise.all([session.close(), other.close()])
  })

  it('a block of code that did something else here than on the shadow is noticed before the next one', async () => {
    const block = `DO $$ BEGIN IF EXISTS (SELECT FROM orders) THEN
      ALTER TABLE orders ADD COLUMN surprise int; END IF; END $$;`
    const { end, applied } = await deployWhile({
      live: 'INSERT INTO orders VALUES (1);',
      files: [migrationFile('001_block', block), next],
    })
    expect(applied).toEqual(['001_block'])
    expect(end.outcome.failure?.code).toBe('plan_outdated')
    expect(end.outcome.failure?.why).toContain('orders.surprise')
  })

  it('nothing is read while nobody else writes, and the end is compared all the same', async () => {
    const files = Array.from({ length: 5 }, (_, index) =>
      migrationFile(
        `00${index}`,
        `ALTER TABLE orders ADD COLUMN c${index} int; INSERT INTO orders (id) VALUES (${index});`,
      ),
    )
    const { end: quiet, readings } = await deployWhile({ files })
    expect(quiet.state).toBe('succeeded')
    expect(readings).toBe(0)
    const trigger = `CREATE FUNCTION extra() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN CREATE TABLE IF NOT EXISTS extra (id int); RETURN NEW; END $$;
      CREATE TRIGGER extra BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION extra();`
    const emptyOnShadow = files.map(({ name }) =>
      migrationFile(name, `INSERT INTO orders SELECT id FROM source WHERE id = ${name};`),
    )
    const { end } = await deployWhile({
      base: `CREATE TABLE orders (id int PRIMARY KEY); CREATE TABLE source (id int); ${trigger}`,
      live: 'INSERT INTO source VALUES (1);',
      files: emptyOnShadow,
    })
    expect(['unverified', 'failed']).toContain(end.state)
    expect(end.outcome.failure?.why).toContain('extra')
  })

  it('every one is compared where event triggers act along', async () => {
    const live = `CREATE FUNCTION along() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
        IF to_regclass('along') IS NULL AND to_regclass('a') IS NOT NULL THEN CREATE TABLE along (id int); END IF; END $$;
      CREATE EVENT TRIGGER along ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION along();`
    const { end, applied } = await deployWhile({
      live,
      files: [migrationFile('001', 'CREATE TABLE a (id int);'), next],
    })
    expect(applied).toEqual(['001'])
    expect(end.outcome.failure?.why).toContain('along')
  })
})

describe('whether a migration depends on data', () => {
  it.each([
    ['DO $$ BEGIN END $$;', true],
    ['SELECT create_parent();', true],
    ['SELECT "partman".create_parent(1);', true],
    ['CALL p();', true],
    ["INSERT INTO t (a) VALUES (my_function('x'));", true],
    ['CREATE INDEX CONCURRENTLY i ON t (a);', true],
    ['this does not parse;', true],
    ['CREATE TABLE t (id int DEFAULT f()); ALTER TABLE t ADD COLUMN a numeric(10, 2);', false],
    ['INSERT INTO public."T" (a, b) SELECT lower(a), count(*) FROM x WHERE a IN (\'f\') GROUP BY 1;', false],
    ["UPDATE t SET a = coalesce(a, 'x'), at = now() WHERE id IN (SELECT id FROM x);", false],
    ["ALTER TYPE e ADD VALUE 'x'; COMMENT ON TABLE t IS 'f()'; DROP VIEW v; SET search_path = a;", false],
  ])('%s: %s', (sql, expected) => {
    expect(dependsOnData({ ...migrationFile('001', sql), ...planSegments(sql), changes: [] })).toBe(expected)
  })
})
