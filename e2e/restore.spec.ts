import { expect, test } from '@playwright/test'
import { rows, signIn } from './demo'
import { connectProject, OwnProject, openRequest, readFilesAgain, startDeploy } from './own-project'

// A deploy that destroys values, taken back by restoring the snapshot that was taken before it; rehearsed and deployed
// once more, and taken back with what it had kept.
test.describe.configure({ mode: 'serial' })

let project: OwnProject
let run = ''
const init = '20260101000000_init'
const rename = '20260102000000_rename_phone'

test.beforeAll(async () => {
  project = await OwnProject.create('restoring')
  await project.migration(
    init,
    'CREATE TABLE customers (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, phone text);',
  )
})

test.afterAll(() => project.remove())

test('a deploy that destroys says how much, and takes a snapshot first', async ({ page }) => {
  await signIn(page, 'administrator')
  await connectProject(page, project, 'Staging')
  await openRequest(page, project, 'staging', 'The first table')
  await startDeploy(page)
  await expect(page.getByRole('link', { name: 'Roll back…' })).toBeVisible({ timeout: 60_000 })
  await project.rows(`INSERT INTO customers (name, phone)
    SELECT 'customer ' || n, CASE WHEN n % 4 > 0 THEN '+43 1 ' || n END FROM generate_series(1, 1000) n`)
  await project.migration(rename, 'ALTER TABLE customers DROP COLUMN phone, ADD COLUMN phone_number text;')
  await readFilesAgain(page, project)
  await openRequest(page, project, 'staging', 'Phone numbers under their real name')
  await expect(page.getByText('750').first()).toBeVisible()
  await page.getByRole('button', { name: 'Deploy to Staging, destroying 750 rows or values' }).click()
  await expect(page).toHaveURL(/\/runs\//)
  run = new URL(page.url()).pathname
  await expect(page.getByRole('link', { name: 'Roll back…' })).toBeVisible({ timeout: 90_000 })
  expect(await columns()).toEqual(['id', 'name', 'phone_number'])
})

test('the restore brings the values back, keeps the database that it replaces, and the environment follows', async ({
  page,
}) => {
  await project.rows(`INSERT INTO customers (name) SELECT 'late ' || n FROM generate_series(1, 3) n`)
  const before = await identity()
  await signIn(page, 'reviewer')
  await page.goto(`${run}/rollback`)
  await expect(page.getByRole('radio', { name: /Reverse with kept data/ })).toBeChecked()
  await page.getByRole('radio', { name: /Restore beside, then swap/ }).click()
  await expect(page.getByText(/Loses\s*3\s*changes of rows since the snapshot/)).toBeVisible()
  await page.getByLabel(/Type.*to confirm/).fill('Staging')
  await page.getByRole('button', { name: 'Restore and swap Staging' }).click()
  await expect(page).not.toHaveURL(/rollback$/)
  const kept = page.getByText(/The database from before is kept as restoring_failed_\d{14}/).first()
  await expect(kept).toBeVisible({ timeout: 90_000 })
  const failed = /restoring_failed_\d{14}/.exec((await kept.textContent()) ?? '')?.[0] ?? ''

  expect(await columns()).toEqual(['id', 'name', 'phone'])
  expect(await numbers('restoring', 'phone')).toEqual({ customers: 1000, with_phone: 750 })
  expect(await numbers(failed, 'phone_number')).toEqual({ customers: 1003, with_phone: 0 })
  expect(await project.applied()).toEqual([{ name: init }])
  const after = await identity()
  expect(after.recorded).toBe(after.live)
  expect(after.live).not.toBe(before.live)
})

test('the timeline shows the migration as pending, and a rehearsal proves its way back', async ({ page }) => {
  await signIn(page, 'author')
  await page.goto('/p/restoring/environments/staging')
  await expect(page.getByText('This address now reaches another database than before.')).toHaveCount(0)
  await expect(page.getByText(rename).first()).toBeVisible()
  const request = await openRequest(page, project, 'staging', 'The same once more')
  await page.getByRole('button', { name: 'Rehearse' }).click()
  await expect(page).toHaveURL(/\/runs\//)
  await expect(page.getByRole('heading', { name: /^Rehearsal/ })).toBeVisible()
  await expect(page.getByText('What next')).toBeVisible({ timeout: 90_000 })
  await page.goto(request)
  await expect(page.getByText('rollback proven')).toBeVisible()
  expect(await columns()).toEqual(['id', 'name', 'phone'])
})

test('deployed and rolled back with what was kept, every value is there', async ({ page }) => {
  await signIn(page, 'administrator')
  await page.goto('/p/restoring/deploy-requests')
  await page.getByRole('link', { name: 'The same once more' }).click()
  await startDeploy(page)
  await expect(page.getByRole('link', { name: 'Roll back…' })).toBeVisible({ timeout: 90_000 })
  expect(await columns()).toEqual(['id', 'name', 'phone_number'])
  await project.rows(`INSERT INTO customers (name) VALUES ('later')`)
  await page.getByRole('link', { name: 'Roll back…' }).click()
  await expect(page.getByRole('radio', { name: /Reverse with kept data/ })).toBeChecked()
  await page.getByLabel(/Type.*to confirm/).fill('Staging')
  await page.getByRole('button', { name: 'Roll back Staging' }).click()
  await expect(page).not.toHaveURL(/rollback$/)
  await expect(page.getByText(/Taken back: /).first()).toBeVisible({ timeout: 60_000 })
  expect(await columns()).toEqual(['id', 'name', 'phone'])
  expect(await numbers('restoring', 'phone')).toEqual({ customers: 1001, with_phone: 750 })
  expect(await project.applied()).toEqual([{ name: init }])
})

async function columns(): Promise<string[]> {
  const found = await project.rows<{ name: string }>(
    `SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'customers' ORDER BY 1`,
  )
  return found.map((row) => row.name)
}

async function numbers(database: string, column: string): Promise<unknown> {
  const found = await rows(
    database,
    `SELECT count(*)::int AS customers, count(${column})::int AS with_phone FROM customers`,
  )
  return found[0]
}

/** What the environment is recorded as, and what its address leads to. */
async function identity(): Promise<{ recorded: string; live: string }> {
  const [recorded] = await rows<{ oid: string }>(
    'headgate',
    `SELECT "databaseOid"::text AS oid FROM "Environment" e JOIN "Project" p ON p.id = e."projectId"
     WHERE p.slug = 'restoring'`,
  )
  const [live] = await project.rows<{ oid: string }>(
    'SELECT oid::text FROM pg_database WHERE datname = current_database()',
  )
  return { recorded: recorded?.oid ?? '', live: live?.oid ?? '' }
}
