import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { ensureServer, freePort } from '../lib/databases/embedded/server'
import { OwnHeadgate, setUp } from './own-headgate'
import { connectProject, OwnProject, openRequest, readFilesAgain, startDeploy } from './own-project'
import { serverRows, wholeDatabase } from './server-rows'

// Processes that are killed in the middle of a deploy. In a Headgate of its own, since others work with the demo.
test.describe.configure({ mode: 'serial' })

let headgate: OwnHeadgate
let project: OwnProject
let context: BrowserContext
let page: Page
let request = ''

test.beforeAll(async ({ browser }) => {
  headgate = await OwnHeadgate.create('crash')
  await headgate.start()
  project = await OwnProject.create('crashing', headgate.dataDir)
  await project.migration(
    '20260101000000_init',
    `CREATE TABLE pace (seconds int NOT NULL);
CREATE TABLE boats (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
`,
  )
  context = await browser.newContext({ baseURL: headgate.origin })
  page = await context.newPage()
})

test.afterAll(async () => {
  await context?.close()
  await project?.remove()
  await headgate?.remove()
})

test('a project is connected and its first migration deployed', async () => {
  await setUp(page, headgate, headgate.setupCode ?? '')
  await connectProject(page, project)
  await openRequest(page, project, 'development', 'The first tables')
  await startDeploy(page)
  await expect(page.getByRole('link', { name: 'Roll back…' })).toBeVisible({ timeout: 60_000 })
  await project.rows('INSERT INTO pace VALUES (600)')
  await project.rows(`INSERT INTO boats (name) SELECT 'boat ' || n FROM generate_series(1, 500) n`)
})

test('the runner is killed in a long statement: it comes back, and the run is told as it was', async () => {
  // A shadow has no rows, so there it does not wait.
  await project.migration(
    '20260102000000_slow',
    `CREATE TABLE log (entry text);
INSERT INTO log SELECT pg_sleep(seconds)::text FROM pace;
ALTER TABLE boats ADD COLUMN length int;
`,
  )
  await readFilesAgain(page, project)
  const before = await wholeDatabase(headgate.dataDir, project.database)
  request = await openRequest(page, project, 'development', 'A long statement')
  await startDeploy(page)
  await expect.poll(sleeping).toBe(1)

  const runner = await runnerOfLastRun()
  process.kill(runner.pid, 'SIGKILL')
  await expect.poll(() => headgate.output).toContain('ended with SIGKILL; it is started again')
  await expect(page.getByText('Headgate was stopped while this run was going on.').first()).toBeVisible({
    timeout: 60_000,
  })
  await expect(
    page.getByText(/Nothing was applied: schema, data and ledger are as they were/).first(),
  ).toBeVisible()
  await expect(page.getByText('What next')).toBeVisible()
  expect(await sleeping()).toBe(0)
  expect(await wholeDatabase(headgate.dataDir, project.database)).toEqual(before)
  const after = await runnerOfLastRun()
  expect(after).toMatchObject({ state: 'failed' })
  expect(after.pid).not.toBe(runner.pid)
})

test('the supervisor is killed in a long statement: the next start adopts PostgreSQL and settles the run', async () => {
  const before = await wholeDatabase(headgate.dataDir, project.database)
  const server = await postgres()
  await page.goto(request)
  await startDeploy(page)
  const run = page.url()
  await expect.poll(sleeping).toBe(1)

  await headgate.kill()
  // Its pages and its runner end by themselves; PostgreSQL goes on.
  await expect.poll(() => freePort(headgate.port), { timeout: 30_000 }).toBe(headgate.port)
  await headgate.start()
  expect(headgate.setupCode).toBe(null)
  expect(await postgres()).toEqual(server)

  await page.goto(run)
  await expect(page.getByText('What next')).toBeVisible({ timeout: 60_000 })
  await expect(
    page.getByText(/Nothing was applied: schema, data and ledger are as they were/).first(),
  ).toBeVisible()
  expect((await runnerOfLastRun()).state).toMatch(/^(failed|cancelled)$/)
  expect(await sleeping()).toBe(0)
  expect(await wholeDatabase(headgate.dataDir, project.database)).toEqual(before)
})

test('afterwards the same deploy works', async () => {
  await project.rows('UPDATE pace SET seconds = 0')
  await page.goto(request)
  await startDeploy(page)
  await expect(page.getByRole('link', { name: 'Roll back…' })).toBeVisible({ timeout: 60_000 })
  expect(await project.applied()).toEqual([{ name: '20260101000000_init' }, { name: '20260102000000_slow' }])
})

/** Sessions in the database that wait in the long statement. */
async function sleeping(): Promise<number> {
  const found = await project.rows(
    `SELECT FROM pg_stat_activity WHERE datname = current_database() AND state = 'active'
       AND wait_event = 'PgSleep'`,
  )
  return found.length
}

/** The runner writes `host:pid:…` to the run that it holds. */
async function runnerOfLastRun(): Promise<{ state: string; pid: number }> {
  const [run] = await serverRows<{ state: string; claimedBy: string | null }>(
    headgate.dataDir,
    'headgate',
    'SELECT state, "claimedBy" FROM "Run" ORDER BY "createdAt" DESC LIMIT 1',
  )
  return { state: run?.state ?? '', pid: Number(run?.claimedBy?.split(':')[1]) }
}

async function postgres(): Promise<{ pid: number; port: number }> {
  const server = await ensureServer(headgate.dataDir, 18)
  if (!server.ok) throw new Error(server.failure.why)
  return { pid: server.value.pid, port: server.value.port }
}
