import { describe, expect, it } from 'vitest'
import { testServer } from '../databases/embedded/test-server'
import { createLedgerSql } from '../engines/prisma/ledger'
import { wireProxy } from '../engines/prisma/wire-proxy'
import { makeProject, removeMigration, shop, shopSchema, writeMigration } from './testing/project'
import { answerOf, runHeadgate } from './testing/run-headgate'
import { sql } from './testing/sql'

interface Status {
  project: string
  verdict: string
  counts: Record<string, number>
  migrations: { name: string; state: string }[]
  troubles: { migration: string | null; next: string }[]
  diverged: boolean
  unmanaged: boolean
  drift: { state: string; details: string[] } | null
  outcome: { what: string; next: string }
}

async function deployed() {
  const [project, server] = await Promise.all([makeProject(shop, shopSchema), testServer()])
  const url = await server.createDatabase('cli_status')
  const done = await runHeadgate(['deploy', '--yes', '--json', '--url', url], { cwd: project })
  expect(done).toMatchObject({ code: 0 })
  return { project, url }
}

async function look(project: string, url: string, ...more: string[]) {
  const ran = await runHeadgate(['status', '--json', '--url', url, ...more], { cwd: project })
  return { code: ran.code, stderr: ran.stderr, ...(await answerOf<Status>('status', ran)) }
}

const states = (answer: Status) => answer.migrations.map(({ state }) => state)
const init = '20260101000000_init'

describe('status', () => {
  it('is pending on an empty database, up to date after a deploy, and says both to people', async () => {
    const project = await makeProject(shop, shopSchema)
    const url = await (await testServer()).createDatabase('cli_status')
    const before = await look(project, url)
    expect(before).toMatchObject({ code: 2, verdict: 'pending', unmanaged: false, stderr: '' })
    await runHeadgate(['deploy', '--yes', '--url', url], { cwd: project })
    const after = await look(project, url, '--drift')
    expect(after).toMatchObject({ code: 0, verdict: 'up_to_date', drift: { state: 'none' } })
    const text = await runHeadgate(['status', '--url', url], { cwd: project })
    expect(text.code).toBe(0)
    expect(text.stdout).toMatch(/^Up to date: 2 migrations are applied/)
    expect(text.stdout).toMatch(/\nNext: /)
    expect(text.stdout).not.toContain('\x1b[')
    expect(text.stderr).toBe('')
  })

  it('tells what happened to each migration, as the ledger has it', async () => {
    const { project, url } = await deployed()
    await writeMigration(project, '20260101120000_between', 'SELECT 1;')
    expect(states(await look(project, url))).toEqual(['applied', 'out_of_order', 'applied'])
    await writeMigration(project, init, `${shop[init]}-- changed\n`)
    const edited = await look(project, url)
    expect(edited).toMatchObject({ code: 3, verdict: 'attention', counts: { edited: 1, applied: 1 } })
    expect(edited.troubles).toMatchObject([{ migration: init, next: `headgate resolve ${init}` }])
    await removeMigration(project, init)
    const missing = await look(project, url)
    expect(missing).toMatchObject({ code: 3, diverged: true, counts: { missing: 1, out_of_order: 1 } })
  })

  it('tells a failed migration, one that was rolled back, and a line end that changed', async () => {
    const { project, url } = await deployed()
    await writeMigration(project, init, shop[init].replaceAll('\n', '\r\n'))
    expect(await look(project, url)).toMatchObject({ code: 0 })
    await sql(url, `UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name LIKE '%_index'`)
    expect(await look(project, url)).toMatchObject({ code: 2, counts: { rolled_back: 1 } })
    await sql(
      url,
      `UPDATE _prisma_migrations SET rolled_back_at = null, finished_at = null WHERE migration_name LIKE '%_index'`,
    )
    const failed = await look(project, url, '--drift')
    expect(failed).toMatchObject({ code: 3, counts: { failed: 1 }, drift: { state: 'unknown' } })
    expect(failed.outcome.what).toContain('failed and was not resolved')
  })

  it('sends a database that Prisma never touched to the baseline', async () => {
    const url = await (await testServer()).createDatabase('cli_status')
    await sql(url, 'CREATE TABLE legacy (id int)')
    const answer = await look(await makeProject(shop), url)
    expect(answer).toMatchObject({ code: 3, unmanaged: true, outcome: { next: 'headgate baseline' } })
    const deploy = await runHeadgate(['deploy', '--yes', '--json', '--url', url], { cwd: answer.project })
    expect(deploy.code).toBe(3)
    expect(await answerOf('deploy', deploy)).toMatchObject({ failure: { code: 'history_needs_attention' } })
  })

  it('takes two round trips for 800 migrations, besides connecting', async () => {
    const url = await (await testServer()).createDatabase('cli_trips')
    await sql(
      url,
      `${createLedgerSql('public')};
       INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       SELECT gen_random_uuid(), repeat('a', 64), to_char(i, 'FM000') || '_step', now(), 1 FROM generate_series(1, 800) i`,
    )
    const proxy = await wireProxy(url)
    const answer = await look(await makeProject({}), proxy.url)
    const connecting = 1
    expect(proxy.roundTrips() - connecting).toBe(2)
    await proxy.close()
    expect(answer).toMatchObject({ code: 3, counts: { missing: 800 } })
  })

  it('finds drift only when it is asked to, and starts no server unless', async () => {
    const { project, url } = await deployed()
    await sql(url, 'CREATE INDEX by_hand ON orders (id, note)')
    const env = { HEADGATE_CACHE_DIR: '/dev/null/nowhere' }
    const plain = await runHeadgate(['status', '--json', '--url', url], { cwd: project, env })
    expect(plain).toMatchObject({ code: 0, stderr: '' })
    const drifted = await look(project, url, '--drift')
    expect(drifted).toMatchObject({ code: 3, drift: { state: 'drifted' } })
    expect(drifted.drift?.details.join()).toContain('by_hand')
  })
})
