import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newestMajor } from '../databases/embedded/binaries'
import { type EmbeddedServer, startServer } from '../databases/embedded/server'
import { postgres } from '../databases/postgres/postgres'
import { systemClock } from '../domain/clock'
import { defaultPolicies } from '../domain/policy'
import { readLedger } from '../engines/prisma/ledger'
import { executeDeploy } from './execute-deploy'
import { memoryJournal } from './testing/memory-journal'
import { measurePlan, migrationFile, openTestSession } from './testing/plan'

let server: EmbeddedServer
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headgate-crash-'))
  await chmod(folder, 0o755)
  await start()
})
afterAll(async () => {
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Nothing is written to disk before somebody waits for it: what was only said to be committed would be lost. */
async function start(): Promise<void> {
  const settings = { wal_writer_delay: '10s', wal_writer_flush_after: '100MB' }
  const started = await startServer({ folder: join(folder, 'server'), major: newestMajor, settings })
  if (!started.ok) throw new Error(started.failure.why)
  server = started.value
}

it('a server that crashes in the middle keeps every migration that was committed, and the run says which are there', async () => {
  const admin = await openTestSession(server.url)
  await admin.script('CREATE DATABASE crash')
  await admin.close()
  const url = postgres.withDatabase(server.url, 'crash')
  const files = [
    ...Array.from({ length: 8 }, (_, index) =>
      migrationFile(`00${index}`, `CREATE TABLE t${index} (id int);`),
    ),
    migrationFile('008_waits', 'CREATE TABLE t8 (id int); SELECT pg_sleep(20);'),
    migrationFile('009', 'CREATE TABLE t9 (id int);'),
  ]
  const quick = files.map((file) => ({ ...file, sql: file.sql.replace('pg_sleep(20)', 'pg_sleep(0.001)') }))
  const plan = await measurePlan(url, [], quick)
  const waits = plan.migrations[8]
  const file = files[8]
  const statement = waits?.statements[1]
  if (!waits || !file || !statement) throw new Error('The plan is not the one that was meant.')
  Object.assign(waits, { sql: file.sql, checksum: file.checksum })
  Object.assign(statement, {
    text: 'SELECT pg_sleep(20)',
    end: statement.start + 'SELECT pg_sleep(20)'.length,
  })

  const journal = memoryJournal(randomUUID())
  let restarted: Promise<void> = Promise.resolve()
  journal.onStart = (position) => {
    if (!journal.steps[position]?.detail.sql?.includes('pg_sleep')) return
    journal.onStart = () => {}
    // Ends at once, without writing anything more: what a crash is to the data.
    process.kill(server.pid, 'SIGQUIT')
    restarted = new Promise((resolve) => setTimeout(resolve, 1_000)).then(start)
  }
  const order = {
    plan,
    target: { url, identity: null },
    policy: defaultPolicies.development,
    approvedFiles: files,
  }
  const end = await executeDeploy(order, { database: postgres, journal, clock: systemClock })
  await restarted

  const session = await openTestSession(url)
  const applied = (await readLedger(session)).rows.map(({ name }) => name)
  expect(applied).toEqual(files.slice(0, 8).map(({ name }) => name))
  const tables = Object.keys(await postgres.catalog(session)).filter((key) => key.startsWith('table:'))
  expect(tables).toEqual(applied.map((_, index) => `table:public.t${index}`))
  expect(end).toMatchObject({ state: 'failed', effect: 'part' })
  expect(end.outcome.failure?.code).toBe('connection_lost')
  const done = journal.steps.filter(({ kind, state }) => kind === 'migration' && state === 'done')
  expect(done.map(({ title }) => title)).toEqual(applied)
  expect(journal.steps.filter(({ state }) => state === 'running')).toEqual([])
  await session.close()
})
