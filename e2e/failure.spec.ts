import { expect, type Page, test } from '@playwright/test'
import { signIn } from './demo'
import {
  connectProject,
  fillEnvironment,
  OwnProject,
  openRequest,
  readFilesAgain,
  startDeploy,
} from './own-project'
import { wholeDatabase } from './server-rows'

// What goes wrong, on a project of its own: a statement that rows make fail, and addresses that lead nowhere.
test.describe.configure({ mode: 'serial' })

let project: OwnProject
let request = ''

test.beforeAll(async () => {
  project = await OwnProject.create('failing')
  await project.migration(
    '20260101000000_init',
    'CREATE TABLE members (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL);',
  )
})

test.afterAll(() => project.remove())

test('an administrator connects a folder and its database', async ({ page }) => {
  await signIn(page, 'administrator')
  await connectProject(page, project, 'Development')
  await page.goto('/p/failing/environments/development')
  await expect(page.getByText('20260101000000_init').first()).toBeVisible()
  await openRequest(page, project, 'development', 'The first table')
  await startDeploy(page)
  await expect(page.getByRole('link', { name: 'Roll back…' })).toBeVisible({ timeout: 60_000 })
  expect(await project.applied()).toEqual([{ name: '20260101000000_init' }])
})

test('a statement that fails on the rows leaves everything as it was, and the page opens there', async ({
  page,
}) => {
  await project.migration(
    '20260102000000_one_seat_each',
    `ALTER TABLE members ADD COLUMN seat int;
UPDATE members SET seat = id % 40;
CREATE UNIQUE INDEX members_seat_key ON members (seat);
ALTER TABLE members ADD COLUMN nickname text;
`,
  )
  await project.rows(insertMembers(5))
  await signIn(page, 'author')
  await readFilesAgain(page, project)
  request = await openRequest(page, project, 'development', 'One seat each')
  // More rows come after the plan was made, as they do; what the script makes of them nobody can ask before.
  await project.rows(insertMembers(50))
  const before = await wholeDatabase(project.dataDir, project.database)
  await startDeploy(page)

  const statement = page
    .getByRole('list', { name: /Statements of/ })
    .getByRole('listitem')
    .nth(2)
  await expect(statement.getByText('23505')).toBeVisible({ timeout: 60_000 })
  await expect(
    statement.getByText('could not create unique index "members_seat_key"').first(),
  ).toBeInViewport()
  await expect(statement.getByText(/Key \(seat\)=\(\d+\) is duplicated/)).toBeVisible()
  await expect(statement.locator('summary')).toBeFocused()
  await expect(page.getByText('A statement failed; its migration was taken back.').first()).toBeVisible()
  await expect(page.getByText(/schema, data and ledger are as they were before/).first()).toBeVisible()
  await expect(
    page.getByText('Correct the migration and open a new plan.', { exact: false }).first(),
  ).toBeVisible()
  await expect(page.getByRole('link', { name: 'Roll back…' })).toHaveCount(0)

  expect(await wholeDatabase(project.dataDir, project.database)).toEqual(before)
})

test('the deploy request says what happened and how to go on; with corrected files it works', async ({
  page,
}) => {
  await signIn(page, 'author')
  await page.goto(request)
  await expect(
    page.getByText('Correct the migration and open a new plan.', { exact: false }).first(),
  ).toBeVisible()
  await project.migration('20260102000000_one_seat_each', 'ALTER TABLE members ADD COLUMN nickname text;\n')
  await readFilesAgain(page, project)
  await page.goto(request)
  await expect(page.getByText('The plan is outdated', { exact: false }).first()).toBeVisible()
  await page.getByRole('button', { name: 'Refresh plan' }).first().click()
  await expect(page.getByRole('heading', { name: 'The gate is open' })).toBeVisible({ timeout: 60_000 })
  await startDeploy(page)
  await expect(page.getByRole('link', { name: 'Roll back…' })).toBeVisible({ timeout: 60_000 })
  expect(await project.applied()).toHaveLength(2)
})

test('an address that is wrong is named for what it is, and stays as it was typed', async ({ page }) => {
  const answers: string[] = []
  page.on('response', async (response) => {
    if (response.request().headers()['next-action']) answers.push(await response.text().catch(() => ''))
  })
  await signIn(page, 'administrator')
  await page.goto('/connect?project=failing')
  const right = new URL(project.url)
  const changed = (
    change: Partial<Pick<URL, 'password' | 'port' | 'pathname' | 'search' | 'host' | 'hostname'>>,
  ) => Object.assign(new URL(right), change).href
  const wrong: { url: string; what: RegExp; why: RegExp }[] = [
    {
      url: changed({ password: 'not-this-one' }),
      what: /The database refused the user or the password/,
      why: /password authentication failed for user "failing"/,
    },
    {
      url: changed({ pathname: '/nowhere' }),
      what: /The server has no database of that name/,
      why: /database "nowhere" does not exist/,
    },
    {
      url: changed({ port: '1' }),
      what: /The host cannot be reached/,
      why: /Nothing listens at 127\.0\.0\.1:1/,
    },
    {
      url: changed({ hostname: 'no-such-host.invalid' }),
      what: /The host name does not resolve/,
      why: /no-such-host\.invalid/,
    },
    {
      url: 'mysql://somebody:something@127.0.0.1/shop',
      what: /The connection string cannot be read/,
      why: /It does not begin with postgresql:\/\//,
    },
    {
      url: 'postgresql://somebody:some/thing@127.0.0.1/shop',
      what: /The connection string cannot be read/,
      why: /percent-encoded/,
    },
    {
      url: 'postgresql://u:p@ep-cool-lake-123-pooler.eu-central-1.aws.neon.tech/db',
      what: /This address is a transaction pooler/,
      why: /Use ep-cool-lake-123\.eu-central-1\.aws\.neon\.tech/,
    },
    {
      url: changed({ search: '?pgbouncer=true' }),
      what: /This address is a transaction pooler/,
      why: /pgbouncer=true/,
    },
  ]
  for (const { url, what, why } of wrong) {
    await fillEnvironment(page, 'Staging', url)
    for (const button of ['Test the connection', 'Connect']) {
      await page.getByRole('button', { name: button, exact: true }).click()
      const alert = page.getByRole('alert').filter({ hasText: what })
      await expect(alert).toBeVisible()
      await expect(alert).toContainText(why)
      await expect(page.getByLabel('Connection string', { exact: true })).toHaveValue(url)
      await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Staging')
      await expect(page.getByRole('button', { name: button, exact: true })).not.toHaveAttribute('aria-busy')
    }
  }
  await fillEnvironment(page, 'Staging', project.url)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'connected already' })).toContainText(
    'It is Development of the project “failing”.',
  )
  expect(answers.length).toBe(wrong.length * 2 + 1)
  expectNoSecret(answers.join('\n'), project)
})

test('a kept address is on no page and in no answer', async ({ page }) => {
  await signIn(page, 'administrator')
  const seen: string[] = []
  page.on('response', async (response) => {
    const type = response.headers()['content-type'] ?? ''
    if (/html|json|component|plain/.test(type)) seen.push(await response.text().catch(() => ''))
  })
  for (const path of [
    '/p/failing',
    '/p/failing/settings',
    '/connect?project=failing',
    '/p/failing/environments/development',
    '/settings/projects',
    '/audit?project=failing',
    '/audit/export',
    request,
  ]) {
    seen.push(await content(page, path))
  }
  expect(seen.join('').length).toBeGreaterThan(20_000)
  expectNoSecret(seen.join('\n'), project)
})

function insertMembers(count: number): string {
  return `INSERT INTO members (email) SELECT 'member' || n || '@example.org' FROM generate_series(1, ${count}) n`
}

async function content(page: Page, path: string): Promise<string> {
  const answer = await page.request.get(path)
  expect(answer.status(), path).toBe(200)
  if (!path.includes('export')) {
    await page.goto(path)
    await page.waitForLoadState('networkidle')
  }
  return `${await answer.text()}\n${await page.content()}`
}

function expectNoSecret(text: string, { url }: OwnProject) {
  const { password } = new URL(url)
  expect(text.includes(password), 'the password is in it').toBe(false)
  expect(text.includes(`${new URL(url).username}:`), 'user and password are in it').toBe(false)
}
