import type { ChildProcess } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { postgres } from '../databases/postgres/postgres'
import { ledgerOf, preparedDatabase } from './testing/prepared'
import { makeProject } from './testing/project'
import { runHeadgate } from './testing/run-headgate'
import { sql } from './testing/sql'

const init = 'CREATE TABLE "tags" ("id" SERIAL PRIMARY KEY);\n'
const slow =
  'ALTER TABLE "tags" ADD COLUMN "name" TEXT;\nSELECT pg_sleep(CASE WHEN EXISTS (SELECT FROM "tags") THEN 60 ELSE 0 END);\n'

it('names a deploy that was killed, and the next command finds out what it did', async () => {
  const project = await makeProject({ '1_init': init, '2_slow': slow })
  // On the shadow, which has no rows, it does not sleep.
  const url = await preparedDatabase([{ name: '1_init', text: init }], 'INSERT INTO tags DEFAULT VALUES')
  let child: ChildProcess | undefined
  const killed = runHeadgate(['deploy', '--yes', '--url', url], {
    cwd: project,
    onStart: (started) => {
      child = started
    },
  })
  await until(async () => {
    const busy = `SELECT FROM pg_stat_activity WHERE datname = current_database()
      AND application_name LIKE 'headgate run %' AND query LIKE '%pg_sleep%' AND state = 'active'`
    return (await sql(url, busy)).length > 0
  })
  child?.kill('SIGKILL')
  await killed

  const runs = join(project, '.headgate', 'runs')
  expect((await readdir(runs)).filter((name) => name.endsWith('.running.jsonl'))).toHaveLength(1)
  const status = await runHeadgate(['status', '--json', '--url', url], { cwd: project })
  expect(JSON.parse(status.stdout).unfinished).toMatchObject([{ goesOn: false, migrations: ['2_slow'] }])

  const next = await runHeadgate(['resolve', '--url', url], { cwd: project })
  expect(next.stderr).toContain('was stopped before it came to its end. Looked up now:')
  expect(next.stderr).toContain('Nothing was applied')
  expect(next.code).toBe(0)
  expect(await ledgerOf(url)).toEqual(['1_init done'])
  expect((await readdir(runs)).filter((name) => name.endsWith('.running.jsonl'))).toEqual([])
  const session = await postgres.open(url, { applicationName: 'test' })
  if (!session.ok) throw new Error(session.failure.why)
  const { terminal } = await postgres.readMarks(session.value).finally(() => session.value.close())
  expect(terminal).toMatchObject([{ kind: 'deploy', state: 'failed', migrations: ['2_slow'] }])
})

async function until(happens: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1_200; tries++) {
    if (await happens()) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('It never happened.')
}
