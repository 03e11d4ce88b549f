import { randomUUID } from 'node:crypto'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Session } from '../databases/database'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import { catalogFingerprint } from '../domain/catalog-fingerprint'
import { systemClock } from '../domain/clock'
import { fail, ok } from '../domain/failure'
import type { FileChange } from '../domain/file-change'
import { defaultPolicies } from '../domain/policy'
import type { Resolution } from '../domain/resolution'
import { resolutionFingerprint } from '../domain/resolution-fingerprint'
import { createAdapterFactory } from '../engines/prisma/adapter'
import { createLedgerSql, insertRow, readLedger } from '../engines/prisma/ledger'
import { loadSchemaEngine } from '../engines/prisma/wasm'
import { executeResolution, type ResolutionOrder } from './execute-resolution'
import { HEADGATE_LOCK_KEY } from './lock'
import { runApplicationName } from './ports'
import { type MemoryJournal, memoryJournal } from './testing/memory-journal'
import { identityOf, openTestSession } from './testing/plan'
import { resolutionOn } from './testing/resolution'

const policy = { ...defaultPolicies.development, lockTimeoutMs: 300, lockRetries: 1 }
const checksum = 'c'.repeat(64)

let createDatabase: (prefix?: string) => Promise<string>
beforeAll(async () => {
  createDatabase = (await testServer()).createDatabase
})

/** A database where 001 is applied and 002 failed half-way: it left column `a`, and column `b` is missing. */
async function failedDatabase(): Promise<{ url: string; session: Session }> {
  const url = await createDatabase('resolve')
  const session = await openTestSession(url)
  await session.script(`${createLedgerSql('public')}; CREATE TABLE orders (id serial PRIMARY KEY, a int);
    INSERT INTO orders (a) SELECT generate_series(1, 3)`)
  await insertRow(session, 'public', { id: 'first', checksum, name: '001_init' })
  await session.script('UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1')
  await insertRow(session, 'public', { id: 'second', checksum, name: '002_failed' })
  return { url, session }
}

/** The fingerprint that `sql` leads to, without it having happened. */
async function schemaAfter(session: Session, sql: string): Promise<string> {
  await session.script(`BEGIN; ${sql}`)
  const fingerprint = catalogFingerprint(await postgres.catalog(session))
  await session.script('ROLLBACK')
  return fingerprint
}

async function resolve(
  url: string,
  resolution: Resolution,
  more: Partial<ResolutionOrder> & { journal?: MemoryJournal } = {},
) {
  const { journal = memoryJournal(randomUUID()), ...order } = more
  const fingerprint = resolutionFingerprint(resolution)
  const target = { url, identity: await identityOf(url) }
  const ports = { database: postgres, journal, clock: systemClock }
  const end = await executeResolution(
    { resolution, fingerprint, target, policy, lockWaitMs: 300, ...order },
    ports,
  )
  expect(journal.ended).toEqual(end)
  return { end, journal }
}

const finish = { change: 'finish', id: 'second', name: '002_failed' } as const
const undo = { change: 'mark_rolled_back', id: 'second', name: '002_failed' } as const

describe('a resolution', () => {
  it('finishes a failed migration: the rest of its SQL and its row in one transaction', async () => {
    const { url, session } = await failedDatabase()
    const sql = 'ALTER TABLE orders ADD COLUMN b int; UPDATE orders SET b = a;'
    const resolution = await resolutionOn(url, {
      sql,
      ledger: [finish],
      after: await schemaAfter(session, sql),
    })
    const { end, journal } = await resolve(url, resolution)
    expect(end).toMatchObject({ state: 'succeeded', effect: 'all' })
    expect(end.outcome).toEqual({
      ok: true,
      what: 'Done: Finish 002_failed. The schema is the one that was proven, and the ledger says so.',
      next: 'Nothing is left to do here.',
      undo: 'Drop it by hand.',
    })
    const { rows } = await session.query('SELECT sum(b)::int AS b FROM orders')
    expect(rows).toEqual([{ b: 6 }])
    expect((await readLedger(session)).rows[1]).toMatchObject({
      id: 'second',
      finishedAt: expect.any(String),
      rolledBackAt: null,
      appliedStepsCount: 1,
    })
    expect(journal.steps.map(({ kind, state }) => [kind, state])).toEqual([
      ['preflight', 'done'],
      ['migration', 'done'],
      ['statement', 'done'],
      ['statement', 'done'],
      ['ledger', 'done'],
      ['verify', 'done'],
    ])
    expect(await postgres.advisoryHolders(session, HEADGATE_LOCK_KEY)).toEqual([])
    await session.close()
  })

  it('takes a snapshot first where that is asked for, and does nothing when that fails', async () => {
    const { url, session } = await failedDatabase()
    const sql = 'ALTER TABLE orders ADD COLUMN b int;'
    const resolution = await resolutionOn(url, {
      sql,
      ledger: [finish],
      after: await schemaAfter(session, sql),
    })
    const takeSnapshot = async () => fail('snapshot_unavailable', 'No room.')
    const refused = await resolve(url, resolution, { takeSnapshot })
    expect(refused.end).toMatchObject({
      effect: 'nothing',
      outcome: { failure: { code: 'snapshot_unavailable' } },
    })
    expect((await readLedger(session)).rows[1]?.finishedAt).toBeNull()

    const taken = await resolve(url, resolution, { takeSnapshot: async () => ok({ notes: ['Restored.'] }) })
    expect(taken.end.state).toBe('succeeded')
    expect(taken.journal.steps[0]).toMatchObject({ kind: 'snapshot', state: 'done' })
    await session.close()
  })

  it('marks rows without touching the schema: rolled back, with another checksum, finished', async () => {
    const { url, session } = await failedDatabase()
    const schema = await postgres.catalog(session)
    const restamp = {
      change: 'set_checksum',
      id: 'first',
      name: '001_init',
      checksum: 'd'.repeat(64),
    } as const
    const { end } = await resolve(url, await resolutionOn(url, { ledger: [undo, restamp] }))
    expect(end.outcome.what).toContain('The ledger was written; schema and data are as they were before.')
    const [first, second] = (await readLedger(session)).rows
    expect(first).toMatchObject({
      checksum: 'd'.repeat(64),
      finishedAt: expect.any(String),
      rolledBackAt: null,
    })
    expect(second).toMatchObject({ finishedAt: null, rolledBackAt: expect.any(String), checksum })
    expect(await postgres.catalog(session)).toEqual(schema)
    await session.close()
  })

  it('writes the ledger of a baseline exactly as Prisma’s own “resolve --applied” does', async () => {
    const [ours, theirs] = [await createDatabase('resolve'), await createDatabase('resolve')]
    const sql = 'CREATE TABLE a (id int);'
    for (const url of [ours, theirs]) {
      const session = await openTestSession(url)
      await session.script(sql)
      await session.close()
    }
    const migration = { name: '001_baseline', sql }
    await prismaResolvesApplied(theirs, migration)
    const read = async (url: string) => {
      const session = await openTestSession(url)
      const columns = await session.query(
        `SELECT column_name, data_type, character_maximum_length, is_nullable, column_default
         FROM information_schema.columns WHERE table_name = '_prisma_migrations' ORDER BY 1`,
      )
      const rows = await session.query<{ id: string; checksum: string }>(
        `SELECT id, checksum, migration_name, logs, rolled_back_at, applied_steps_count,
           finished_at = started_at AS at_once, finished_at > now() - interval '1 minute' AS now
         FROM _prisma_migrations`,
      )
      await session.close()
      return { columns: columns.rows, rows: rows.rows.map(({ id, ...row }) => ({ ...row, id: id.length })) }
    }
    const prisma = await read(theirs)
    const change = { change: 'insert_applied', name: '001_baseline' } as const
    const { end } = await resolve(
      ours,
      await resolutionOn(ours, {
        kind: 'baseline',
        ledger: [{ change: 'create_table' }, { ...change, checksum: prisma.rows[0]?.checksum ?? '' }],
      }),
    )
    expect(end.state).toBe('succeeded')
    expect(prisma.rows).toHaveLength(1)
    expect(await read(ours)).toEqual(prisma)
  })

  it('is refused, with nothing done, when schema or ledger are not the ones it was worked out on', async () => {
    const { url, session } = await failedDatabase()
    const sql = 'ALTER TABLE orders ADD COLUMN b int;'
    const resolution = await resolutionOn(url, {
      sql,
      ledger: [finish],
      after: await schemaAfter(session, sql),
    })
    const writes: FileChange[] = []
    const files: FileChange[] = [{ change: 'write', path: 'x/migration.sql', content: '', replaces: null }]
    const writeFiles = async () => {
      writes.push(...files)
      return ok()
    }
    await session.script('CREATE TABLE somebody_elses (id int)')
    const drifted = await resolve(url, { ...resolution, files }, { writeFiles })
    expect(drifted.end).toMatchObject({ state: 'failed', effect: 'nothing' })
    expect(drifted.end.outcome.failure).toMatchObject({
      code: 'resolution_outdated',
      why: 'Since it was worked out: The schema was changed.',
    })
    expect(drifted.end.outcome.what).toContain('Schema, data and ledger are as they were before.')
    expect(writes).toEqual([])

    await session.script(
      "DROP TABLE somebody_elses; UPDATE _prisma_migrations SET rolled_back_at = now() WHERE id = 'second'",
    )
    const { end } = await resolve(url, resolution)
    expect(end.outcome.failure?.why).toBe('Since it was worked out: The ledger was changed.')
    expect((await postgres.catalog(session))['column:public.orders.b']).toBeUndefined()
    await session.close()
  })

  it('is refused when it is not the one that was confirmed', async () => {
    const { url, session } = await failedDatabase()
    const resolution = await resolutionOn(url, { ledger: [undo] })
    const { end } = await resolve(
      url,
      { ...resolution, ledger: [finish] },
      { fingerprint: resolutionFingerprint(resolution) },
    )
    expect(end.outcome.failure?.why).toBe('It is not the one that was confirmed.')
    expect((await readLedger(session)).rows[1]).toMatchObject({ finishedAt: null, rolledBackAt: null })
    await session.close()
  })

  it('takes everything back when a statement fails', async () => {
    const { url, session } = await failedDatabase()
    const before = await postgres.catalog(session)
    const sql = 'ALTER TABLE orders ADD COLUMN b int; UPDATE orders SET a = 7; SELECT 1 / 0;'
    const resolution = await resolutionOn(url, { sql, ledger: [finish] })
    const { end, journal } = await resolve(url, resolution)
    expect(end).toMatchObject({ state: 'failed', effect: 'nothing', outcome: { undo: null } })
    expect(end.outcome.failure?.why).toContain('SQL, line 1: division by zero (22012)')
    expect(end.outcome.next).toContain('Look at it again')
    expect(await postgres.catalog(session)).toEqual(before)
    expect((await session.query('SELECT max(a) AS a FROM orders')).rows).toEqual([{ a: 3 }])
    expect((await readLedger(session)).rows[1]).toMatchObject({ finishedAt: null, rolledBackAt: null })
    expect(journal.steps.filter(({ kind }) => kind === 'statement').map(({ state }) => state)).toEqual([
      'skipped',
      'skipped',
      'failed',
    ])
    await session.close()
  })

  it('takes everything back when the schema would not be the proven one', async () => {
    const { url, session } = await failedDatabase()
    const before = await postgres.catalog(session)
    const sql = 'ALTER TABLE orders ADD COLUMN b int;'
    const resolution = await resolutionOn(url, {
      sql,
      ledger: [finish],
      after: await schemaAfter(session, 'ALTER TABLE orders ADD COLUMN b bigint'),
    })
    const { end } = await resolve(url, resolution)
    expect(end).toMatchObject({ state: 'failed', effect: 'nothing' })
    expect(end.outcome.failure?.why).toContain('+ column orders.b')
    expect(await postgres.catalog(session)).toEqual(before)
    expect((await readLedger(session)).rows[1]?.finishedAt).toBeNull()
    await session.close()
  })

  it('says what is done when it stops half-way where one transaction is not possible, and the rest can follow', async () => {
    const { url, session } = await failedDatabase()
    const sql = `CREATE INDEX CONCURRENTLY by_a ON orders (a);
      CREATE UNIQUE INDEX CONCURRENTLY twice ON orders ((a / 2));
      ALTER TABLE orders ADD COLUMN b int;`
    const resolution = await resolutionOn(url, { sql, ledger: [finish] })
    expect(resolution.work?.mode).toBe('stepwise')
    const { end } = await resolve(url, resolution)
    expect(end).toMatchObject({
      state: 'failed',
      effect: 'part',
      outcome: { failure: { code: 'stepwise_failed' } },
    })
    expect(end.outcome.failure?.why).toContain('statement 1 done, statement 2 failed, statement 3 not run')
    expect(end.outcome.what).toContain('What had run stays, and the ledger was not written')
    expect((await readLedger(session)).rows[1]).toMatchObject({ finishedAt: null, rolledBackAt: null })

    const rest = 'ALTER TABLE orders ADD COLUMN b int; COMMIT; CREATE INDEX CONCURRENTLY by_b ON orders (b);'
    const goal = await schemaAfter(
      session,
      'ALTER TABLE orders ADD COLUMN b int; CREATE INDEX by_b ON orders (b)',
    )
    const again = await resolve(url, await resolutionOn(url, { sql: rest, ledger: [finish], after: goal }))
    expect(again.end).toMatchObject({ state: 'succeeded', effect: 'all' })
    expect((await readLedger(session)).rows[1]).toMatchObject({ finishedAt: expect.any(String) })
    await session.close()
  })

  it('writes files first, and says so when the database then refuses', async () => {
    const { url, session } = await failedDatabase()
    const files: FileChange[] = [
      { change: 'write', path: '002_failed/migration.sql', content: 'SELECT 1;', replaces: null },
    ]
    const resolution = await resolutionOn(url, { files, ledger: [undo] })
    const written: FileChange[][] = []
    const writeFiles = async (changes: FileChange[]) => {
      written.push(changes)
      await session.script('CREATE TABLE somebody_elses (id int)')
      return ok()
    }
    const { end, journal } = await resolve(url, resolution, { writeFiles })
    expect(written).toEqual([files])
    expect(end).toMatchObject({ state: 'failed', effect: 'part' })
    expect(end.outcome.what).toContain('The project’s files are changed already: 002_failed/migration.sql.')
    expect(end.outcome.undo).toContain('version control')
    expect(journal.steps.slice(0, 2).map(({ kind, state }) => [kind, state])).toEqual([
      ['files', 'done'],
      ['preflight', 'failed'],
    ])
    await session.script('DROP TABLE somebody_elses')
    const refuses = async () => fail('resolution_outdated', 'The file is another one.')
    const other = await resolve(url, resolution, { writeFiles: refuses })
    expect(other.end).toMatchObject({ state: 'failed', effect: 'nothing' })
    expect((await readLedger(session)).rows[1]?.rolledBackAt).toBeNull()
    const whole = await resolve(url, resolution, { writeFiles: async () => ok() })
    expect(whole.end).toMatchObject({ state: 'succeeded' })
    expect((await readLedger(session)).rows[1]?.rolledBackAt).toEqual(expect.any(String))
    await session.close()
  })

  it.each([
    [
      'before the commit',
      'ALTER TABLE orders ADD COLUMN b int; SELECT pg_terminate_backend(pg_backend_pid());',
      'failed',
    ],
    [
      'in its first statement',
      'SELECT pg_terminate_backend(pg_backend_pid()); ALTER TABLE orders ADD COLUMN b int;',
      'failed',
    ],
  ])('looks up what happened when the connection is lost %s', async (_when, sql, state) => {
    const { url, session } = await failedDatabase()
    const before = await postgres.catalog(session)
    const goal = await schemaAfter(session, 'ALTER TABLE orders ADD COLUMN b int')
    const { end, journal } = await resolve(
      url,
      await resolutionOn(url, { sql, ledger: [finish], after: goal }),
    )
    expect(end).toMatchObject({ state, effect: 'nothing', outcome: { failure: { code: 'connection_lost' } } })
    expect(await postgres.catalog(session)).toEqual(before)
    expect((await readLedger(session)).rows[1]?.finishedAt).toBeNull()
    expect(journal.steps.filter(({ state }) => state === 'running')).toEqual([])
    await session.close()
  })

  it('knows after a lost connection that it had committed', async () => {
    const { url, session } = await failedDatabase()
    const sql = 'ALTER TABLE orders ADD COLUMN b int;'
    const resolution = await resolutionOn(url, {
      sql,
      ledger: [finish],
      after: await schemaAfter(session, sql),
    })
    const journal = memoryJournal(randomUUID())
    journal.onStart = async (position) => {
      if (journal.steps[position]?.kind !== 'verify') return
      await session.query(
        'SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = $1',
        [runApplicationName(journal.runId)],
      )
    }
    const { end } = await resolve(url, resolution, { journal })
    expect(end).toMatchObject({ state: 'succeeded', effect: 'all' })
    expect(end.outcome.what).toContain('By then it was committed.')
    expect(journal.steps.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done', 'done'])
    await session.close()
  })
})

async function prismaResolvesApplied(url: string, migration: { name: string; sql: string }): Promise<void> {
  const engine = await loadSchemaEngine()
  const factory = createAdapterFactory({
    liveUrl: url,
    readOnly: false,
    schema: 'public',
    lockTimeoutMs: 5_000,
    shadowHost: null,
    place: '',
    standIns: new Map(),
  })
  const datamodels: [string, string][] = [
    ['schema.prisma', 'datasource db {\n  provider = "postgresql"\n}\n'],
  ]
  const bound = bindMigrationAwareSqlAdapterFactory(factory)
  const instance = await engine.SchemaEngine.new({ datamodels }, () => {}, bound)
  const content = { tag: 'ok' as const, value: migration.sql }
  await instance.markMigrationApplied({
    migrationName: migration.name,
    migrationsList: {
      baseDir: '/project',
      lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
      migrationDirectories: [{ path: migration.name, migrationFile: { path: 'migration.sql', content } }],
      shadowDbInitScript: '',
    },
  })
  instance.free()
  await factory.close()
}
