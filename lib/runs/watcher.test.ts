import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Session } from '../databases/database'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import { systemClock } from '../domain/clock'
import { defaultPolicies, type Policy } from '../domain/policy'
import type { StepDetail } from '../domain/run'
import { executeDeploy } from './execute-deploy'
import { HEADGATE_LOCK_KEY } from './lock'
import { type MemoryJournal, memoryJournal } from './testing/memory-journal'
import { identityOf, measurePlan, migrationFile, openTestSession } from './testing/plan'

const base = 'CREATE TABLE orders (id serial PRIMARY KEY, note text);'

const soon = { interval: 20, timeout: 20_000 }

let createDatabase: (prefix?: string) => Promise<string>
beforeAll(async () => {
  createDatabase = (await testServer()).createDatabase
})

async function deployOf(sql: string, policy: Partial<Policy>) {
  const url = await createDatabase('watched')
  const session = await openTestSession(url)
  await session.script(`${base} INSERT INTO orders (note) VALUES ('one')`)
  const files = [migrationFile('001', sql)]
  const plan = await measurePlan(url, [base], files)
  const journal = memoryJournal(randomUUID())
  const notes: StepDetail[] = []
  const note = journal.note
  journal.note = async (position, detail) => {
    notes.push(detail)
    await note(position, detail)
  }
  const run = async () =>
    executeDeploy(
      {
        plan,
        target: { url, identity: await identityOf(url) },
        policy: { ...defaultPolicies.development, lockRetries: 2, ...policy },
        approvedFiles: files,
      },
      { database: postgres, journal, clock: systemClock },
    )
  return { url, session, journal, notes, run }
}

/** Whoever reads the table once `when` is seen in the journal. */
async function readers(url: string, count: number): Promise<Session[]> {
  const opened = await Promise.all(
    Array.from({ length: count }, (_, index) => openTestSession(url, `reader ${index}`)),
  )
  return opened
}

function seen(journal: MemoryJournal, text: string): boolean {
  return journal.steps.some((step) => step.state === 'running' && step.detail.sql?.includes(text))
}

describe('a run that is watched', () => {
  it('shows both sides of its locks: who is in its way, and who waits behind it, one behind the other', async () => {
    const { url, session, notes, run } = await deployOf('ALTER TABLE orders ADD COLUMN a int;', {
      lockTimeoutMs: 5_000,
    })
    const [culprit, reader] = await readers(url, 2)
    await culprit?.script('BEGIN; SELECT FROM orders')
    const running = run()
    await expect.poll(() => notes.some(({ holders }) => holders?.length), soon).toBeTruthy()
    // Behind the ALTER, which waits itself.
    const reading = reader?.query('SELECT note FROM orders')
    await expect.poll(() => notes.some(({ blocked }) => blocked?.length), soon).toBeTruthy()
    await culprit?.script('COMMIT')
    expect((await running).state).toBe('succeeded')
    await reading
    const both = notes.find(({ holders, blocked }) => holders?.length && blocked?.length)
    expect(both?.holders).toMatchObject([{ application: 'reader 0', object: 'orders' }])
    expect(both?.blocked).toMatchObject([
      {
        application: 'reader 1',
        query: 'SELECT note FROM orders',
        mode: 'AccessShareLock',
        object: 'orders',
      },
    ])
    await Promise.all([session.close(), culprit?.close(), reader?.close()])
  })

  it('makes way for more sessions than the policy lets wait, says who they were, and tries again', async () => {
    const { url, session, journal, run } = await deployOf(
      'ALTER TABLE orders ADD COLUMN a int; SELECT pg_sleep(CASE WHEN count(*) = 1 THEN 20 ELSE 0 END) FROM orders;',
      { mostBlockedSessions: 2 },
    )
    const three = await readers(url, 3)
    const running = run()
    await expect.poll(() => seen(journal, 'pg_sleep'), soon).toBe(true)
    const began = Date.now()
    const reading = Promise.all(three.map((reader) => reader.query('SELECT FROM orders')))
    await reading
    expect(Date.now() - began).toBeLessThan(3_000)
    await three[0]?.query("INSERT INTO orders (note) VALUES ('two')")
    expect((await running).state).toBe('succeeded')
    const line = journal.lines.find(({ message }) => message.includes('made way for those behind it'))
    expect(line?.message).toContain('3 sessions wait behind it')
    expect(line?.message).toContain('reader 1')
    await Promise.all([...three, session].map((each) => each.close()))
  })

  it('ends as crowded where they come back each time', async () => {
    const { url, session, journal, run } = await deployOf(
      'ALTER TABLE orders ADD COLUMN a int; SELECT pg_sleep(20) FROM orders;',
      { mostBlockedSessions: 1, lockRetries: 1 },
    )
    const two = await readers(url, 2)
    let over = false
    const again = two.map(async (reader) => {
      while (!over) {
        await reader.query('SELECT FROM orders')
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    })
    const end = await run()
    over = true
    await Promise.all(again)
    expect(end).toMatchObject({ state: 'failed', effect: 'nothing', outcome: { failure: { code: 'crowd' } } })
    expect(end.outcome.failure?.why).toContain('2 sessions wait behind it')
    expect(
      journal.lines.filter(({ message }) => message.includes('made way for those behind it')),
    ).toHaveLength(1)
    await Promise.all([...two, session].map((each) => each.close()))
  })

  it('heeds Cancel while it waits for another run, naming that one meanwhile', async () => {
    const { url, session, journal, notes, run } = await deployOf('SELECT 1;', {})
    const other = await openTestSession(url, 'headgate run other')
    await other.query('SELECT pg_advisory_lock($1::bigint)', [`${HEADGATE_LOCK_KEY}`])
    const running = run()
    await expect.poll(() => notes.some(({ holders }) => holders?.length), soon).toBeTruthy()
    expect(notes.at(-1)?.holders).toMatchObject([{ application: 'headgate run other' }])
    journal.cancel = true
    const asked = Date.now()
    expect((await running).state).toBe('cancelled')
    expect(Date.now() - asked).toBeLessThan(1_500)
    await Promise.all([other.close(), session.close()])
  })
})
