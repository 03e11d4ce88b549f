import { createHash, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Locator, type Page, test } from '@playwright/test'
import { rows, signIn, signInAs } from './demo'
import { choose, connectProject, fillEnvironment, OwnProject } from './own-project'
import { cookieOf, holdBack, sendAgain } from './sent-actions'

// What keeps a real history from being tidy, and the way out of it, in the browser and on real databases.

const init = '20260101000000_init'
const initSql = 'CREATE TABLE readers (id int PRIMARY KEY, name text NOT NULL);\n'
const loans = '20260102000000_loans'
const loansSql = `CREATE TABLE loans (id int PRIMARY KEY, reader int NOT NULL);
CREATE INDEX loans_reader ON loans (reader);
ALTER TABLE loans ADD COLUMN due date;
`
const ledger = `CREATE TABLE _prisma_migrations (
  id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz,
  migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz,
  started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count int NOT NULL DEFAULT 0);`

const projects: OwnProject[] = []
test.afterAll(async () => {
  for (const project of projects) await project.remove()
})

/** A project whose first migration is applied, and whose second one is as `state` says. */
async function prepared(slug: string, state: 'applied' | 'failed' | 'absent'): Promise<OwnProject> {
  const project = await OwnProject.create(slug)
  projects.push(project)
  await project.migration(init, initSql)
  await project.asOwner(`${ledger} ${initSql} ${recorded(init, initSql, true)}`)
  if (state === 'absent') return project
  await project.migration(loans, loansSql)
  const ran = state === 'applied' ? loansSql : loansSql.split(';').slice(0, 2).join(';')
  await project.asOwner(`${ran}; ${recorded(loans, loansSql, state === 'applied')}`)
  return project
}

/** The row of the ledger, as Prisma leaves it. */
function recorded(name: string, sql: string, finished: boolean): string {
  const checksum = createHash('sha256').update(sql).digest('hex')
  return `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
    VALUES ('${randomUUID()}', '${checksum}', '${name}', ${finished ? 'now(), 1' : 'NULL, 0'});`
}

async function openAttention(page: Page, { slug }: OwnProject, environment = 'development') {
  await page.goto(`/p/${slug}/environments/${environment}/attention`)
  await expect(page.getByText(/^Worked out/)).toBeVisible({ timeout: 60_000 })
}

/** A way out by its title, opened. */
async function openWay(page: Page, title: RegExp): Promise<Locator> {
  const way = page.locator('details', { has: page.locator('summary', { hasText: title }) }).first()
  if (!(await way.evaluate((element) => (element as HTMLDetailsElement).open))) {
    await way.locator('summary').first().click()
  }
  return way
}

async function endOfRun(page: Page) {
  await expect(page).toHaveURL(/\/runs\//, { timeout: 60_000 })
  await expect(page.getByText('What next')).toBeVisible({ timeout: 60_000 })
}

async function expectNothingLeft(page: Page, project: OwnProject, environment = 'development') {
  await openAttention(page, project, environment)
  await expect(page.getByText('Nothing needs you here.')).toBeVisible()
}

test('a failed migration is explained, statement by statement, and finished', async ({ page }) => {
  const project = await prepared('library-failed', 'failed')
  await signIn(page, 'administrator')
  await connectProject(page, project)
  await page.goto('/p/library-failed/environments/development')
  await page.getByRole('link', { name: 'See what happened, and the ways out' }).click()
  await expect(page.getByText(/^Worked out/)).toBeVisible({ timeout: 60_000 })
  const statements = page.getByRole('list', { name: 'Statements of the script' })
  await expect(statements.getByRole('listitem')).toHaveText([/ran/, /ran/, /did not get through/])
  const way = await openWay(page, /finish/i)
  await expect(way.getByText('suggested')).toBeVisible()
  await expect(way.getByRole('button', { name: 'Carry it out' })).toHaveAttribute('aria-disabled', 'true')
  await way.getByLabel('Type Development to confirm').fill('Development')
  await way.getByRole('button', { name: 'Carry it out' }).click()
  await endOfRun(page)
  expect(await project.applied()).toEqual([{ name: init }, { name: loans }])
  const [column] = await project.rows(
    `SELECT 1 FROM information_schema.columns WHERE table_name = 'loans' AND column_name = 'due'`,
  )
  expect(column).toBeDefined()
  await expectNothingLeft(page, project)
})

test('an edited file is shown against what was applied, and restored', async ({ page }) => {
  const project = await prepared('library-edited', 'applied')
  await signIn(page, 'administrator')
  await connectProject(page, project)
  await project.migration(loans, loansSql.replace('due date', 'due timestamptz'))
  await openAttention(page, project)
  await expect(page.getByText(/As it was applied \(revision/)).toBeVisible()
  const way = await openWay(page, /restore|put .*back/i)
  await way.getByRole('button', { name: 'Carry it out' }).click()
  await endOfRun(page)
  const file = join(project.folder, 'prisma/migrations', loans, 'migration.sql')
  expect(await readFile(file, 'utf8')).toBe(loansSql)
  await expectNothingLeft(page, project)
})

test('drift is left as it is with a reason, heeded again, and adopted', async ({ page }) => {
  const project = await prepared('library-drift', 'applied')
  await project.asOwner('CREATE INDEX readers_name ON readers (name)')
  await signIn(page, 'administrator')
  await connectProject(page, project)
  await openAttention(page, project)
  await page.getByRole('checkbox', { name: /readers_name/ }).click()
  await page.getByLabel('Why it stays').fill('The report of the library needs it.')
  await page.getByRole('button', { name: 'Leave 1 difference as it is' }).click()
  await expect(page.getByText('Nothing needs you here.')).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText('“The report of the library needs it.”')).toBeVisible()
  await page.goto('/p/library-drift/environments/development')
  await expect(page.getByText('no drift')).toBeVisible()
  await page.getByRole('link', { name: /1 difference of the schema is/ }).click()
  await page.getByRole('button', { name: 'Stop ignoring' }).click()
  await expect(page.getByText('Left as it is', { exact: true })).toHaveCount(0, { timeout: 60_000 })

  await openAttention(page, project)
  const way = await openWay(page, /adopt/i)
  await way.getByLabel('Type Development to confirm').fill('Development')
  await way.getByRole('button', { name: 'Carry it out' }).click()
  await endOfRun(page)
  expect(await project.applied()).toHaveLength(3)
  await expectNothingLeft(page, project)
})

test('what is proposed for production waits for somebody else', async ({ page }) => {
  const project = await prepared('library-production', 'applied')
  await signIn(page, 'administrator')
  await connectProject(page, project, 'Production')
  await project.migration(loans, `${loansSql}-- remember the fines\n`)

  await signIn(page, 'author')
  await openAttention(page, project, 'production')
  const way = await openWay(page, /accept/i)
  await way.getByLabel(/Why this way/).fill('Only a comment was added.')
  await way.getByRole('button', { name: 'Propose this' }).click()
  await expect(page).toHaveURL(/\/resolutions\//, { timeout: 60_000 })
  const address = new URL(page.url()).pathname
  await expect(page.getByRole('heading', { name: 'It waits for an approval' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Approve' })).toHaveAttribute('aria-disabled', 'true')

  await signIn(page, 'reviewer')
  await page.goto('/inbox')
  await page
    .getByRole('region', { name: 'Needs my approval' })
    .getByRole('link', { name: /library-production/ })
    .click()
  await expect(page).toHaveURL(new RegExp(`${address}$`))
  await expect(page.getByText('Only a comment was added.')).toBeVisible()
  await page.getByRole('button', { name: 'Approve' }).click()
  await expect(page.getByText('Rui Reviewer approved it')).toBeVisible()

  // The policy becomes stricter: what was enough is counted anew.
  await rows(
    'headgate',
    `UPDATE "Environment" SET policy = jsonb_set(policy, '{approvals}', '2')
     WHERE "projectId" = (SELECT id FROM "Project" WHERE slug = 'library-production')`,
  )
  await page.reload()
  await expect(page.getByText('1 more approval is wanted.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Approve' })).toHaveAttribute('aria-disabled', 'true')

  await signIn(page, 'administrator')
  await page.goto(address)
  await expect(page.getByText('The policy wants 2, and has 1.')).toBeVisible()
  await page.getByRole('button', { name: 'Approve' }).click()
  await expect(page.getByText(/approved it/)).toHaveCount(2)
  await page.getByLabel('Type Production to confirm').fill('Production')
  await page.getByRole('button', { name: 'Carry it out' }).click()
  await endOfRun(page)
  await expectNothingLeft(page, project, 'production')
  const sql = `${loansSql}-- remember the fines\n`
  const [row] = await project.rows<{ checksum: string }>(
    'SELECT checksum FROM _prisma_migrations WHERE migration_name = $1',
    [loans],
  )
  expect(row?.checksum).toBe(createHash('sha256').update(sql).digest('hex'))
})

test('a viewer sees what is wrong, is offered no way, and is refused', async ({ page }) => {
  const project = await prepared('library-viewer', 'failed')
  await signIn(page, 'administrator')
  await connectProject(page, project)
  await page.goto('/settings/people')
  await page.getByLabel('Name', { exact: true }).fill('Vic Viewer')
  await page.getByLabel('E-mail address').fill('vic@headgate.local')
  await page.getByLabel('First password').fill('only for looking')
  await choose(page, 'Role', 'Viewer')
  await page.getByRole('button', { name: 'Add person' }).click()
  await expect(page.getByText('Vic Viewer can sign in.').first()).toBeVisible()
  await openAttention(page, project)
  const way = await openWay(page, /finish/i)
  await way.getByLabel('Type Development to confirm').fill('Development')
  const asked = await holdBack(page, () => way.getByRole('button', { name: 'Carry it out' }).click())

  await signInAs(page, 'vic@headgate.local', 'only for looking')
  await openAttention(page, project)
  await openWay(page, /finish/i)
  await expect(page.getByText(/You are a viewer; this needs/).first()).toBeVisible()
  for (const name of ['Carry it out', 'Propose this'])
    await expect(page.getByRole('button', { name })).toHaveCount(0)
  const { text } = await sendAgain(asked, { cookie: await cookieOf(page) })
  expect(text).toContain('"code":"not_permitted"')
  const kept = await rows(
    'headgate',
    `SELECT 1 FROM "Resolution" WHERE migration = '${loans}' AND state = 'proposed'
    AND "environmentId" IN (SELECT e.id FROM "Environment" e JOIN "Project" p ON p.id = e."projectId"
      WHERE p.slug = 'library-viewer')`,
  )
  expect(kept).toEqual([])
  expect(await project.applied()).toEqual([{ name: init }])
})

test('a database that has tables and no history is led to its baseline', async ({ page }) => {
  const project = await OwnProject.create('library-old')
  projects.push(project)
  await project.asOwner('CREATE TABLE shelves (id serial PRIMARY KEY, label text NOT NULL)')
  await signIn(page, 'administrator')
  await page.goto('/connect')
  await page.getByLabel('Folder of the project').fill(project.folder)
  await page.getByRole('button', { name: 'Look there' }).click()
  await page.getByLabel('Name', { exact: true }).fill(project.slug)
  await page.getByRole('button', { name: 'Connect the project' }).click()
  await expect(page).toHaveURL(/\/connect\?project=library-old$/)
  await fillEnvironment(page, 'Development', project.url)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(page).toHaveURL(/environments\/development\/attention$/, { timeout: 60_000 })
  const way = await openWay(page, /baseline|first migration/i)
  await way.getByLabel('Type Development to confirm').fill('Development')
  await way.getByRole('button', { name: 'Carry it out' }).click()
  await endOfRun(page)
  expect(await project.applied()).toHaveLength(1)
  await expectNothingLeft(page, project)
})

test('what a terminal did past the gate stands in the timeline and in the audit', async ({ page }) => {
  const project = await prepared('library-terminal', 'applied')
  await signIn(page, 'administrator')
  await connectProject(page, project, 'Production')
  await page.goto('/p/library-terminal/settings')
  await expect(page.getByText(/Marked in the database itself as gated/)).toBeVisible()
  const { postgres } = await import('../lib/databases/postgres/postgres')
  const opened = await postgres.open(project.url, { applicationName: 'a terminal' })
  if (!opened.ok) throw new Error(opened.failure.why)
  const now = new Date().toISOString()
  await postgres
    .writeTerminalMark(opened.value, {
      id: randomUUID(),
      kind: 'deploy',
      startedAt: now,
      endedAt: now,
      who: 'ada@laptop',
      migrations: [loans],
      state: 'succeeded',
      bypass: 'hotfix',
    })
    .finally(() => opened.value.close())
  await page.goto('/p/library-terminal/environments/production')
  await page.getByRole('button', { name: 'Look again' }).click()
  const words = page.getByText('Deployed from a terminal by ada@laptop, past the gate: “hotfix”')
  await expect(words).toBeVisible({ timeout: 60_000 })
  await page.goto('/audit')
  await expect(page.getByText(/went past the gate of/).first()).toBeVisible()
})
