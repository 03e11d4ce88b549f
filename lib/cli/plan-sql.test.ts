import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { testServer } from '../databases/embedded/test-server'
import { lexicalSplit } from '../sql/lexical-split'
import { makeProject, shop, shopSchema } from './testing/project'
import { answerOf, runHeadgate } from './testing/run-headgate'
import { sql } from './testing/sql'

const psql = '/usr/lib/postgresql/15/bin/psql'

/** What makes scripts hard: comments at ends, dollar quotes, roles, settings, enum values, an index beside a transaction. */
const awkward = {
  ...shop,
  '20260103000000_awkward': `CREATE SCHEMA other; SET search_path = other; SET lock_timeout = 0;
CREATE FUNCTION public.twice(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN -- a comment; with a semicolon
  RETURN n * 2; END $$;
INSERT INTO public.orders (note) VALUES ('it''s; :fine \\d') -- the end`,
  '20260104000000_enum': `CREATE TYPE "State" AS ENUM ('new');\nALTER TABLE orders ADD COLUMN state "State";`,
  '20260105000000_value': `ALTER TYPE "State" ADD VALUE 'paid';\nUPDATE orders SET state = 'paid';`,
  '20260106000000_stepwise': `CREATE INDEX CONCURRENTLY by_state ON orders (state);`,
  '20260107000000_transaction': `BEGIN;\nCREATE TABLE last (id int);\nCOMMIT;`,
  '20260108000000_nothing': `-- nothing but words`,
}

const applied = `SELECT migration_name AS name, checksum, applied_steps_count AS steps,
  finished_at IS NOT NULL AND rolled_back_at IS NULL AS whole FROM _prisma_migrations ORDER BY started_at`

async function scriptFor(url: string, migrations: Record<string, string>, ...more: string[]) {
  const project = await makeProject(migrations, shopSchema)
  const ran = await runHeadgate(['plan', '--sql', '--json', '--url', url, ...more], { cwd: project })
  const answer = await answerOf<{ script: string }>('plan', ran)
  const file = join(project, 'deploy.sql')
  await writeFile(file, answer.script)
  return { project, file, script: answer.script }
}

async function runPsql(file: string, url: string): Promise<{ code: number; stderr: string }> {
  try {
    await promisify(execFile)(psql, ['-X', '-f', file, url])
    return { code: 0, stderr: '' }
  } catch (error) {
    return error as { code: number; stderr: string }
  }
}

describe.skipIf(!existsSync(psql))('the script for psql', () => {
  it('does on PostgreSQL 15 what a deploy does, ledger included', async () => {
    const server = await testServer(15)
    const [byHand, byHeadgate] = await Promise.all([
      server.createDatabase('cli_sql'),
      server.createDatabase('cli_sql'),
    ])
    const shadow = ['--shadow-url', server.url]
    const { project, file } = await scriptFor(byHand, awkward, ...shadow)
    expect(await runPsql(file, byHand)).toEqual({ code: 0, stderr: '' })
    const done = await runHeadgate(['deploy', '--yes', '--url', byHeadgate, ...shadow], { cwd: project })
    expect(done.code).toBe(0)
    expect(await sql(byHand, applied)).toEqual(await sql(byHeadgate, applied))
    const status = await runHeadgate(['status', '--drift', '--url', byHand, ...shadow], { cwd: project })
    expect(status).toMatchObject({ code: 0 })
    // The locks are given back with the script's end, and nothing of its settings stays.
    expect(
      await sql(byHand, `SELECT count(*)::int AS held FROM pg_locks WHERE locktype = 'advisory'`),
    ).toEqual([{ held: 0 }])
    expect(await runPsql(file, byHand)).toMatchObject({ code: 3 })
    expect(await sql(byHand, 'SELECT note FROM orders')).toEqual([{ note: String.raw`it's; :fine \d` }])
  })

  it('takes a migration back that fails, and refuses another history than the planned one', async () => {
    const server = await testServer(15)
    const url = await server.createDatabase('cli_sql')
    const failing = { ...shop, '20260103000000_check': 'ALTER TABLE orders ALTER COLUMN note SET NOT NULL;' }
    const shadow = ['--shadow-url', server.url]
    const { project, file } = await scriptFor(url, failing, ...shadow, '--to', '20260102000000_index')
    expect((await runPsql(file, url)).code).toBe(0)
    const rest = await scriptFor(url, failing, ...shadow)
    await sql(url, 'INSERT INTO orders DEFAULT VALUES')
    expect(await runPsql(rest.file, url)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('null values'),
    })
    expect(await sql(url, applied)).toHaveLength(2)
    expect((await runHeadgate(['status', '--url', url], { cwd: project })).code).toBe(2)
    await sql(url, 'TRUNCATE orders')
    expect((await runPsql(rest.file, url)).code).toBe(0)
    expect(await runPsql(rest.file, url)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('plan it again'),
    })
  })
})

it('runs through the simple protocol on PostgreSQL 18, statement by statement', async () => {
  const url = await (await testServer()).createDatabase('cli_sql')
  const { project, script } = await scriptFor(url, awkward)
  const plain = script.replace(/^\\.*$/gm, '')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const { start, end } of lexicalSplit(plain)) await client.query(plain.slice(start, end))
  } finally {
    await client.end()
  }
  const status = await runHeadgate(['status', '--drift', '--json', '--url', url], { cwd: project })
  expect(await answerOf('status', status)).toMatchObject({ verdict: 'up_to_date', drift: { state: 'none' } })
})

it('says that nothing is pending in a comment', async () => {
  const url = await (await testServer()).createDatabase('cli_sql')
  const ran = await runHeadgate(['plan', '--sql', '--url', url], { cwd: await makeProject({}) })
  expect(ran).toMatchObject({ code: 0, stdout: expect.stringMatching(/^-- .*\n$/) })
})
