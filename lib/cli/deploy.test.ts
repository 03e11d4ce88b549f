import type { ChildProcess } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import { makeProject, shop, shopSchema, writeMigration } from './testing/project'
import { answerOf, runHeadgate } from './testing/run-headgate'
import { sql } from './testing/sql'

interface Deployed {
  ok: boolean
  applied: string[]
  run: { state: string; effect: string; journal: string } | null
  snapshot: { location: string; verified: boolean; record: string } | null
  outcome: { what: string; next: string; undo: string | null }
  failure?: { code: string; why: string }
  next: string
}

async function place() {
  const [project, server] = await Promise.all([makeProject(shop, shopSchema), testServer()])
  const url = await server.createDatabase('cli_deploy')
  const run = async (...args: string[]) => {
    const ran = await runHeadgate(['deploy', '--json', '--url', url, ...args], { cwd: project })
    return { code: ran.code, answer: await answerOf<Deployed>('deploy', ran) }
  }
  return { project, url, run }
}

const rows = `SELECT migration_name AS name, checksum, applied_steps_count AS steps, finished_at IS NOT NULL AS done
  FROM _prisma_migrations ORDER BY started_at`

describe('deploy', () => {
  it('wants a yes where nobody can be asked, and looks first with --dry-run', async () => {
    const { url, run } = await place()
    const refused = await run()
    expect(refused).toMatchObject({ code: 64, answer: { ok: false, failure: { code: 'usage_wrong' } } })
    expect(refused.answer.failure?.why).toContain('--yes')
    const dry = await run('--dry-run')
    expect(dry).toMatchObject({ code: 0, answer: { ok: true, run: null, applied: [] } })
    expect(await sql(url, `SELECT to_regclass('_prisma_migrations') AS ledger`)).toEqual([{ ledger: null }])
  })

  it('applies up to a migration, then the rest, then nothing, and leaves its mark and journal', async () => {
    const { url, run } = await place()
    const first = await run('--yes', '--to', '20260101000000_init')
    expect(first).toMatchObject({ code: 0, answer: { ok: true, applied: ['20260101000000_init'] } })
    const second = await run('--yes')
    expect(second.answer).toMatchObject({ ok: true, applied: ['20260102000000_index'] })
    expect(second.answer.outcome.undo).toContain('headgate rollback --to 20260101000000_init')
    expect(await run('--yes')).toMatchObject({ code: 0, answer: { ok: true, run: null, applied: [] } })
    expect(await sql(url, rows)).toMatchObject([
      { name: '20260101000000_init', steps: 1, done: true },
      { name: '20260102000000_index', steps: 1, done: true },
    ])
    const session = await postgres.open(url, { applicationName: 'test' })
    if (!session.ok) throw new Error(session.failure.why)
    const { terminal } = await postgres.readMarks(session.value).finally(() => session.value.close())
    expect(terminal).toMatchObject([
      { kind: 'deploy', state: 'succeeded', bypass: null, migrations: ['20260101000000_init'] },
      { kind: 'deploy', state: 'succeeded', migrations: ['20260102000000_index'] },
    ])
    const journal = await readFile(second.answer.run?.journal ?? '', 'utf8')
    expect(
      journal
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).event)
        .at(-1),
    ).toBe('end')
    expect(journal).not.toContain(new URL(url).password)
  })

  it('names a migration that the project has not', async () => {
    const { run } = await place()
    const wrong = await run('--yes', '--to', 'inti')
    expect(wrong).toMatchObject({ code: 64, answer: { failure: { code: 'usage_wrong' } } })
    expect((await run('--yes', '--to', '20260102000000')).answer.failure?.why).toContain('Did you mean')
  })

  it('takes back the migration that fails, and says what is applied', async () => {
    const { project, url, run } = await place()
    await run('--yes')
    await sql(url, 'INSERT INTO orders DEFAULT VALUES')
    await writeMigration(project, '20260103000000_good', 'CREATE TABLE good (id int);')
    await writeMigration(
      project,
      '20260104000000_bad',
      'CREATE TABLE bad (id int);\nALTER TABLE orders ALTER note SET NOT NULL;',
    )
    const failed = await run('--yes')
    expect(failed).toMatchObject({
      code: 1,
      answer: { ok: false, applied: ['20260103000000_good'], run: { state: 'failed', effect: 'part' } },
    })
    expect(failed.answer.outcome.what).toContain('20260103000000_good')
    expect(await sql(url, `SELECT to_regclass('bad') AS bad, to_regclass('good')::text AS good`)).toEqual([
      { bad: null, good: 'good' },
    ])
  })

  it('stops at a signal: what is not committed is taken back, and what is applied is said', async () => {
    const { project, url } = await place()
    await writeMigration(
      project,
      '20260103000000_slow',
      'CREATE TABLE slow (id int);\nSELECT pg_sleep(30) FROM orders;',
    )
    await runHeadgate(['deploy', '--yes', '--to', '20260102000000_index', '--url', url], { cwd: project })
    await sql(url, 'INSERT INTO orders DEFAULT VALUES')
    let child: ChildProcess | undefined
    const onStart = (started: ChildProcess) => {
      child = started
    }
    const running = runHeadgate(['deploy', '--yes', '--json', '--url', url], { cwd: project, onStart })
    const pid = await until(async () => {
      const [found] = await sql<{ pid: number }>(
        url,
        `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep(30)%' AND pid <> pg_backend_pid()`,
      )
      return found?.pid
    })
    expect(pid).toBeGreaterThan(0)
    child?.kill('SIGINT')
    const ran = await running
    expect(ran.code).toBe(130)
    const answer = await answerOf<Deployed>('deploy', ran)
    expect(answer).toMatchObject({ ok: false, applied: [], run: { state: 'cancelled', effect: 'nothing' } })
    expect(answer.outcome.what).toContain('Nothing was applied')
    expect(await sql(url, `SELECT to_regclass('slow') AS slow`)).toEqual([{ slow: null }])
    expect(await sql(url, rows)).toHaveLength(2)
  })

  it('keeps out of a database that a server guards, unless a reason is given', async () => {
    const { url, run } = await place()
    const session = await postgres.open(url, { applicationName: 'test' })
    if (!session.ok) throw new Error(session.failure.why)
    const gate = {
      server: 'https://headgate.example',
      project: 'shop',
      environment: 'production',
      since: '2026-11-01T00:00:00.000Z',
    }
    await postgres.setGate(session.value, gate)
    const refused = await run('--yes')
    expect(refused).toMatchObject({ code: 3, answer: { ok: false, failure: { code: 'gated' } } })
    expect(refused.answer.failure?.why).toContain('https://headgate.example')
    expect((await run('--dry-run')).answer).toMatchObject({ gate, run: null })
    expect(await run('--yes', '--bypass-gate', 'the server is down')).toMatchObject({ code: 0 })
    const { terminal } = await postgres.readMarks(session.value).finally(() => session.value.close())
    expect(terminal).toMatchObject([{ bypass: 'the server is down', state: 'succeeded' }])
  })

  it('takes a snapshot that is proven, in a folder that it names', async () => {
    const { project, url, run } = await place()
    await run('--yes')
    await sql(url, `INSERT INTO orders (note) VALUES ('kept')`)
    await writeMigration(project, '20260103000000_drop', 'ALTER TABLE orders DROP COLUMN note;')
    const { answer } = await run('--yes', '--snapshot')
    expect(answer).toMatchObject({ ok: true, snapshot: { verified: true } })
    const record = JSON.parse(await readFile(answer.snapshot?.record ?? '', 'utf8'))
    expect(record).toMatchObject({ state: 'verified', location: answer.snapshot?.location })
    expect(JSON.stringify(record)).not.toContain(new URL(url).password)
    await rm(answer.snapshot?.record ?? '')
  })
})

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + 40_000; Date.now() < end; ) {
    const found = await look()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('It did not happen in time.')
}
