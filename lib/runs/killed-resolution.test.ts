import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import { systemClock } from '../domain/clock'
import type { FileChange } from '../domain/file-change'
import type { Journal } from '../domain/journal'
import { defaultPolicies } from '../domain/policy'
import type { Resolution } from '../domain/resolution'
import { resolutionFingerprint } from '../domain/resolution-fingerprint'
import { createLedgerSql, insertRow, readLedger } from '../engines/prisma/ledger'
import { HEADGATE_LOCK_KEY } from './lock'
import { recover } from './recover'
import { memoryJournal } from './testing/memory-journal'
import { identityOf, openTestSession } from './testing/plan'
import { resolutionOn } from './testing/resolution'
import { type StepRecord, trackJournal } from './tracked-journal'

const folder = join(process.cwd(), '.build')
const bundle = join(folder, `test-resolution-${process.pid}.mjs`)

beforeAll(async () => {
  mkdirSync(folder, { recursive: true })
  await build({
    entryPoints: [join(process.cwd(), 'lib/runs/testing/resolution-process.ts')],
    outfile: bundle,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
  })
})
afterAll(() => rmSync(bundle, { force: true }))

/** Lets another process carry it out, kills that once its journal shows `seen`, and looks up what it did. */
async function killAndRecover(url: string, resolution: Resolution, seen: (steps: StepRecord[]) => boolean) {
  const runId = randomUUID()
  const file = join(folder, `test-journal-${runId}.jsonl`)
  const target = { url, identity: await identityOf(url) }
  const fingerprint = resolutionFingerprint(resolution)
  const order = { runId, resolution, fingerprint, target, policy: defaultPolicies.development }
  const child = spawn(process.execPath, [bundle, JSON.stringify(order), file], { stdio: 'inherit' })
  const exited = once(child, 'exit')
  await expect.poll(async () => seen(await stepsIn(file)), { timeout: 30_000, interval: 5 }).toBe(true)
  child.kill('SIGKILL')
  await exited
  const steps = await stepsIn(file)
  rmSync(file)
  const journal = memoryJournal(runId)
  await journal.announce(
    steps.map(({ parent, ...step }) => ({ ...step, title: '', ...(parent && { parent }) })),
  )
  const ports = { database: postgres, journal, clock: systemClock }
  const end = await recover({ kind: 'resolve', resolution }, { target, backend: null, steps }, ports)
  if (!end.ok) throw new Error(end.failure.why)
  return end.value
}

async function stepsIn(file: string): Promise<StepRecord[]> {
  const tracked = trackJournal(memoryJournal(''))
  let lines: string[] = []
  try {
    lines = readFileSync(file, 'utf8').split('\n').slice(0, -1)
  } catch {
    return []
  }
  for (const line of lines) {
    const [name, ...call] = JSON.parse(line) as [keyof Journal, ...unknown[]]
    await (tracked[name] as (...call: unknown[]) => Promise<void>)(...call)
  }
  return tracked.steps()
}

const running = (kind: StepRecord['kind'], statement?: number) => (steps: StepRecord[]) =>
  steps.some(
    (step) =>
      step.kind === kind &&
      step.state === 'running' &&
      (statement === undefined || step.detail.statement === statement),
  )

async function failedDatabase() {
  const url = await (await testServer()).createDatabase('killed_resolve')
  const session = await openTestSession(url)
  await session.script(`${createLedgerSql('public')}; CREATE TABLE orders (id int PRIMARY KEY)`)
  await insertRow(session, 'public', { id: 'failed', checksum: 'c', name: '001_failed' })
  return { url, session }
}

const finish = { change: 'finish', id: 'failed', name: '001_failed' } as const
const pause = 'SELECT pg_sleep(0.6);'

describe('a resolution whose process is killed', () => {
  it.each([
    ['it looks at the base', running('preflight')],
    ['its SQL runs', running('statement', 1)],
  ])('in one transaction, when %s: nothing of it is left', async (_when, seen) => {
    const { url, session } = await failedDatabase()
    const before = await postgres.catalog(session)
    const sql = `ALTER TABLE orders ADD COLUMN a int; ${pause}`
    const end = await killAndRecover(url, await resolutionOn(url, { sql, ledger: [finish] }), seen)
    expect(end).toMatchObject({ state: 'failed', effect: 'nothing' })
    expect(end.outcome.failure?.code).toBe('runner_died')
    expect(await postgres.catalog(session)).toEqual(before)
    expect((await readLedger(session)).rows).toMatchObject([{ finishedAt: null, rolledBackAt: null }])
    expect(await postgres.advisoryHolders(session, HEADGATE_LOCK_KEY)).toEqual([])
    await session.close()
  })

  it('step by step: says which statements ran, and that the ledger was not written', async () => {
    const { url, session } = await failedDatabase()
    const sql = `CREATE INDEX CONCURRENTLY one ON orders (id); ${pause} CREATE INDEX CONCURRENTLY two ON orders (id);`
    const resolution = await resolutionOn(url, { sql, ledger: [finish] })
    const end = await killAndRecover(url, resolution, running('statement', 1))
    expect(end).toMatchObject({ state: 'unknown', effect: 'unknown' })
    expect(end.outcome.failure?.why).toContain('Statements 1 done, 2 unknown; the ledger was not written.')
    expect((await postgres.catalog(session))['index:public.orders.one']).toBeDefined()
    expect((await readLedger(session)).rows).toMatchObject([{ finishedAt: null, rolledBackAt: null }])
    await session.close()
  })

  it('after its files were written: names them', async () => {
    const { url, session } = await failedDatabase()
    const files: FileChange[] = [{ change: 'rename', from: '001_failed', to: '002_failed' }]
    const sql = `ALTER TABLE orders ADD COLUMN a int; ${pause}`
    const resolution = await resolutionOn(url, { sql, files, ledger: [finish] })
    const end = await killAndRecover(url, resolution, running('statement', 1))
    expect(end).toMatchObject({ state: 'failed', effect: 'part' })
    expect(end.outcome.what).toContain('Schema, data and ledger are as they were before.')
    expect(end.outcome.what).toContain('changed already: 002_failed.')
    await session.close()
  })
})
