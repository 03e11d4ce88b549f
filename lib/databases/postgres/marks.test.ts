import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { GateMark, TerminalMark } from '../../domain/mark'
import { DatabaseError, type Session } from '../database'
import { testServer } from '../embedded/test-server'
import { postgres } from './postgres'

let server: Awaited<ReturnType<typeof testServer>>
beforeAll(async () => {
  server = await testServer()
})

async function open(url: string): Promise<Session> {
  const opened = await postgres.open(url, { applicationName: 'test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  return opened.value
}

const gate: GateMark = {
  server: 'https://headgate.example',
  project: 'shop',
  environment: 'production',
  since: '2026-11-20T10:00:00.000Z',
}

function terminalMark(more: Partial<TerminalMark> = {}): TerminalMark {
  return {
    id: randomUUID(),
    kind: 'deploy',
    startedAt: '2026-11-20T11:00:00.000Z',
    endedAt: null,
    who: 'ada@laptop',
    migrations: ['001_a', '002, "b"'],
    state: 'running',
    bypass: null,
    ...more,
  }
}

/** A role that may connect and nothing else, and a session of it on the same database. */
async function stranger(url: string): Promise<Session> {
  const role = `stranger_${randomUUID().replaceAll('-', '')}`
  const owner = await open(url)
  await owner.script(`CREATE ROLE ${role} LOGIN PASSWORD 'p'`)
  await owner.close()
  const address = new URL(url)
  address.username = role
  address.password = 'p'
  return open(address.toString())
}

describe('marks', () => {
  it('are not there, and nothing is made, before the first one is written', async () => {
    const session = await open(await server.createDatabase('marks'))
    expect(await postgres.readMarks(session)).toEqual({ gate: null, terminal: [] })
    await postgres.setGate(session, null)
    const { rows } = await session.query("SELECT 1 FROM pg_namespace WHERE nspname = 'headgate'")
    expect(rows).toEqual([])
    await session.close()
  })

  it('are only those that a terminal can have left, whatever a role writes there', async () => {
    const session = await open(await server.createDatabase('marks'))
    const mark = terminalMark()
    await postgres.writeTerminalMark(session, mark)
    await session.script(`INSERT INTO headgate.terminal_runs (id, kind, started_at, ended_at, who, migrations, state)
      SELECT gen_random_uuid(), kind, started_at, ended_at, 'mallory', migrations, 'running'
      FROM (VALUES
        ('anything', now(), NULL::timestamptz, '{}'::text[]),
        ('deploy', 'infinity', NULL, '{}'),
        ('deploy', '294276-01-01', NULL, '{}'),
        ('deploy', now(), '-infinity', '{}'),
        ('deploy', now(), NULL, '{NULL}')) AS forged(kind, started_at, ended_at, migrations)`)
    expect((await postgres.readMarks(session)).terminal).toEqual([mark])
    await session.close()
  })

  it('keep the gate until it is taken away, one at a time', async () => {
    const session = await open(await server.createDatabase('marks'))
    await postgres.setGate(session, { ...gate, environment: 'staging' })
    await postgres.setGate(session, gate)
    expect(await postgres.readMarks(session)).toEqual({ gate, terminal: [] })
    await postgres.setGate(session, null)
    expect((await postgres.readMarks(session)).gate).toBeNull()
    await session.close()
  })

  it('tell what terminals did, by their start, and what became of it', async () => {
    const session = await open(await server.createDatabase('marks'))
    const second = terminalMark()
    const first = terminalMark({ startedAt: '2026-11-20T10:30:00.000Z', kind: 'resolve', bypass: 'at night' })
    await postgres.writeTerminalMark(session, second)
    await postgres.writeTerminalMark(session, first)
    const ended = {
      ...second,
      endedAt: '2026-11-20T11:01:00.000Z',
      state: 'succeeded',
      migrations: ['001_a'],
    }
    await postgres.writeTerminalMark(session, ended)
    expect((await postgres.readMarks(session)).terminal).toEqual([first, ended])
    await session.close()
  })

  it('are made once by two that write the first one at the same moment', async () => {
    const url = await server.createDatabase('marks')
    const sessions = await Promise.all([open(url), open(url), open(url), open(url)])
    const marks = sessions.map((_, index) => terminalMark({ who: `${index}` }))
    await Promise.all(
      sessions.map((session, index) => postgres.writeTerminalMark(session, marks[index] as TerminalMark)),
    )
    const found = (await postgres.readMarks(sessions[0] as Session)).terminal
    expect(found.map(({ who }) => who).sort()).toEqual(['0', '1', '2', '3'])
    await Promise.all(sessions.map((each) => each.close()))
  })

  it('are refused, with PostgreSQL’s word for it, to a role that may create no schema; the session goes on', async () => {
    const url = await server.createDatabase('marks')
    const session = await stranger(url)
    const writes = [
      () => postgres.setGate(session, gate),
      () => postgres.writeTerminalMark(session, terminalMark()),
    ]
    for (const write of writes) {
      const error = await write().catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(DatabaseError)
      expect((error as DatabaseError).info.sqlstate).toBe('42501')
    }
    expect(session.inTransaction).toBe(false)
    expect(await postgres.readMarks(session)).toEqual({ gate: null, terminal: [] })
    await session.close()
  })

  it('are read by every role, and any may tell what it did, but not take the gate away', async () => {
    const url = await server.createDatabase('marks')
    const owner = await open(url)
    const before = terminalMark({ who: 'owner' })
    await postgres.setGate(owner, gate)
    await postgres.writeTerminalMark(owner, before)
    const session = await stranger(url)
    const mark = terminalMark({ startedAt: '2026-11-20T12:00:00.000Z' })
    await postgres.writeTerminalMark(session, mark)
    await postgres.writeTerminalMark(session, { ...mark, state: 'failed' })
    expect(await postgres.readMarks(session)).toEqual({
      gate,
      terminal: [before, { ...mark, state: 'failed' }],
    })
    await expect(postgres.setGate(session, null)).rejects.toMatchObject({ info: { sqlstate: '42501' } })
    expect((await postgres.readMarks(owner)).gate).toEqual(gate)
    await owner.script('REVOKE USAGE ON SCHEMA headgate FROM PUBLIC')
    await session.script('BEGIN')
    expect(await postgres.readMarks(session)).toEqual({ gate: null, terminal: [] })
    await session.script('COMMIT')
    await Promise.all([owner.close(), session.close()])
  })

  it('change nothing of the schema that is compared', async () => {
    const url = await server.createDatabase('marks')
    const session = await open(url)
    await session.script('CREATE TABLE orders (id int PRIMARY KEY)')
    const reader = postgres.catalogReader(session)
    const before = await reader.read()
    const report = await postgres.test(url)
    await postgres.setGate(session, gate)
    await postgres.writeTerminalMark(session, terminalMark())
    expect(await postgres.catalog(session)).toEqual(before)
    expect(await reader.read()).toEqual(before)
    expect(await postgres.test(url)).toEqual(report)
    const digests = await postgres.digests(session)
    expect(digests.map(({ table, rows }) => [table, rows])).toEqual([
      ['headgate.gate', 1],
      ['headgate.terminal_runs', 1],
      ['public.orders', 0],
    ])
    await session.close()
  })
})
