import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { rows, signIn } from './demo'
import { connectProject, deploy, OwnProject, openRequest, readFilesAgain } from './own-project'
import { cookieOf, holdBack, type SentAction, sendAgain } from './sent-actions'

// What the analysis finds stands at its statement and stops the gate, until somebody answers for it, on that plan alone.
test.describe.configure({ mode: 'serial' })

let project: OwnProject
let request = ''
let accept: SentAction
const second = '20260102000000_less'
const script = `ALTER TABLE members DROP COLUMN phone;
ALTER TABLE members ALTER COLUMN email SET NOT NULL;
`

test.beforeAll(async () => {
  project = await OwnProject.create('finding')
  await project.migration(
    '20260101000000_init',
    'CREATE TABLE members (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text, phone text);',
  )
})

test.afterAll(() => project.remove())

test('an administrator says for which dangers the gate stops', async ({ page }) => {
  await signIn(page, 'administrator')
  await connectProject(page, project)
  await deploy(page, project, 'development', 'The first table')
  await project.rows(
    `INSERT INTO members (email, phone) SELECT 'member' || n || '@example.org', '+43 555 ' || n FROM generate_series(1, 3) n`,
  )
  await page.goto('/p/finding/settings')
  await page.getByRole('checkbox', { name: 'Loses data' }).click()
  await page.getByRole('checkbox', { name: 'Fails on data' }).click()
  await page.getByRole('button', { name: 'Change the policy' }).click()
  await expect(page.getByText('The policy of Development is changed.').first()).toBeVisible()
  const [environment] = await rows<{ stops: string[] }>(
    'headgate',
    `SELECT policy->'stops' AS stops FROM "Environment" e JOIN "Project" p ON p.id = e."projectId" WHERE p.slug = 'finding'`,
  )
  expect(environment?.stops).toEqual(['loses_data', 'fails_on_data'])
})

test('the verdict comes first, the findings stand at their statements, and values are not shown', async ({
  page,
}) => {
  await project.migration(second, script)
  await signIn(page, 'author')
  await readFilesAgain(page, project)
  const answers: string[] = []
  page.on('response', async (response) => answers.push(await response.text().catch(() => '')))
  request = await openRequest(page, project, 'development', 'Fewer columns')
  await page.goto(request)
  await expect(page.getByRole('region', { name: 'Verdict' })).toContainText('destroys 3 rows or values')
  await expect(page.getByRole('heading', { name: 'The gate is closed' })).toBeVisible()
  await page.getByRole('region', { name: 'What the analysis found' }).getByRole('link').first().click()
  const finding = inPlace(page)
  await expect(finding).toBeInViewport()
  await expect(finding.getByRole('link', { name: 'ban-drop-column' })).toBeVisible()
  const button = finding.getByRole('button', { name: 'Accept…' })
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  await expect(button).toHaveAccessibleDescription(/You are an author; this needs/)
  await page.waitForLoadState('networkidle')
  expect(answers.join('').length).toBeGreaterThan(20_000)
  expect(answers.join('')).not.toContain('+43 555')
  await signIn(page, 'administrator')
  await page.goto(request)
  await expect(inPlace(page).getByText('+43 555').first()).toBeVisible()
})

test('a rule explains itself on a page of its own', async ({ page }) => {
  await signIn(page, 'author')
  await page.goto(request)
  await inPlace(page).getByRole('link', { name: 'ban-drop-column' }).click()
  await expect(page).toHaveURL(/\/rules\/ban-drop-column$/)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Dropping a column')
  await page.getByRole('link', { name: 'Rules', exact: true }).first().click()
  await page.getByRole('searchbox', { name: 'Find a rule' }).fill('ban-drop-column')
  await page.getByRole('button', { name: 'Find', exact: true }).click()
  await expect(page.getByRole('main').getByRole('link', { name: /ban-drop/ })).toHaveCount(1)
})

test('who may not accept is refused, whatever is sent', async ({ page }) => {
  await signIn(page, 'author')
  const author = await cookieOf(page)
  await signIn(page, 'reviewer')
  await page.goto(request)
  await fillReason(page, 'The numbers live elsewhere by now.')
  accept = await holdBack(page, () => page.getByRole('button', { name: 'Accept it on this plan' }).click())
  expect((await sendAgain(accept, { cookie: author })).text).toContain('"code":"not_permitted"')
  expect((await sendAgain(accept, {})).text).toContain('"code":"not_signed_in"')
  const short = { ...accept, body: accept.body.replace('The numbers live elsewhere by now.', 'ok') }
  expect((await sendAgain(short, { cookie: await cookieOf(page) })).text).toContain('"code":"invalid_input"')
  expect(await acceptances()).toEqual([])
})

test('a reviewer accepts with a reason, and the gate opens', async ({ page }) => {
  await signIn(page, 'reviewer')
  await page.goto(request)
  await acceptWith(page, 'The numbers live elsewhere by now.')
  await expect(page.getByRole('heading', { name: 'The gate is open' })).toBeVisible()
  const conversation = page.getByRole('list', { name: 'Conversation' })
  await expect(conversation.getByText('Rui Reviewer accepted the finding')).toBeVisible()
  await expect(conversation.getByText('The numbers live elsewhere by now.')).toBeVisible()
  expect(await acceptances()).toEqual([
    { rule: 'ban-drop-column', reason: 'The numbers live elsewhere by now.', by: 'Rui Reviewer' },
  ])
})

test('another plan asks for it anew', async ({ page }) => {
  await project.migration(second, `-- Nobody calls any more.\n${script}`)
  await signIn(page, 'reviewer')
  await page.goto(request)
  await page.getByRole('button', { name: 'Refresh plan' }).first().click()
  await expect(page.getByText('This plan replaced an older one', { exact: false })).toBeVisible({
    timeout: 60_000,
  })
  await expect(page.getByRole('heading', { name: 'The gate is closed' })).toBeVisible()
  const conversation = page.getByRole('list', { name: 'Conversation' })
  await expect(conversation.getByText(/Void: another plan took the place/)).toBeVisible()
  const { text } = await sendAgain(accept, { cookie: await cookieOf(page) })
  expect(text).toContain('"code":"plan_outdated"')
  await acceptWith(page, 'Still elsewhere, with a comment.')
  await expect(page.getByRole('heading', { name: 'The gate is open' })).toBeVisible()
})

test('rows that appear after all that shut the gate, also for a page that was open', async ({ page }) => {
  await signIn(page, 'reviewer')
  await page.goto(request)
  await expect(page.getByRole('heading', { name: 'The gate is open' })).toBeVisible()
  await project.rows('INSERT INTO members (email) VALUES (NULL)')
  await page.getByRole('button', { name: /^Deploy to/ }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'The gate is closed' })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'The gate is closed' })).toBeVisible()
  await expect(
    page.getByText('Stands in the way: The rows are not what they were when this was planned.'),
  ).toBeVisible()
  await expect(page.getByText(/none then, 1 row now/).first()).toBeVisible()
  expect(await project.applied()).toHaveLength(1)
})

test('the safe way is shown, tried, and written by a second click; with it nothing is lost', async ({
  page,
}) => {
  await project.rows('DELETE FROM members WHERE email IS NULL')
  await project.migration(second, 'ALTER TABLE members DROP COLUMN phone,\nADD COLUMN phone_number text;\n')
  await signIn(page, 'author')
  await page.goto(request)
  await page.getByRole('button', { name: 'Refresh plan' }).first().click()
  await inPlace(page, 'rename-as-drop-add').getByRole('button', { name: 'Make it safe…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Make it safe' })
  await expect(dialog.getByText('it ends in the same schema')).toBeVisible({ timeout: 60_000 })
  await expect(dialog.getByRole('list', { name: 'Files' })).toContainText('RENAME COLUMN')
  const file = join(project.folder, 'prisma', 'migrations', second, 'migration.sql')
  expect(await readFile(file, 'utf8')).toContain('DROP COLUMN')
  await dialog.getByRole('button', { name: /^Write \d+ files? into the project$/ }).click()
  await expect(dialog).toHaveCount(0, { timeout: 60_000 })
  expect(await readFile(file, 'utf8')).not.toContain('DROP COLUMN')
  await page.getByRole('button', { name: 'Refresh plan' }).first().click()
  await expect(page.getByRole('region', { name: 'Verdict' })).toContainText('loses nothing', {
    timeout: 60_000,
  })
  await expect(page.getByRole('heading', { name: 'The gate is open' })).toBeVisible()
})

/** The finding of a rule, open at its statement. */
function inPlace(page: Page, rule = 'ban-drop-column') {
  return page
    .getByRole('region', { name: 'Statements' })
    .locator('details')
    .filter({ has: page.getByRole('link', { name: rule }) })
    .last()
}

async function fillReason(page: Page, reason: string): Promise<void> {
  await inPlace(page).getByRole('button', { name: 'Accept…' }).click()
  await page.getByLabel('Why it may happen here').fill(reason)
}

async function acceptWith(page: Page, reason: string): Promise<void> {
  await fillReason(page, reason)
  await page.getByRole('button', { name: 'Accept it on this plan' }).click()
  await expect(page.getByText('Accepted, on this plan.').first()).toBeVisible()
}

function acceptances(): Promise<{ rule: string; reason: string; by: string }[]> {
  return rows(
    'headgate',
    `SELECT a.rule, a.reason, u.name AS by FROM "AcceptedFinding" a JOIN "User" u ON u.id = a."acceptedById"
     JOIN "Plan" p ON p.id = a."planId" JOIN "DeployRequest" d ON d.id = p."deployRequestId" WHERE d.title = 'Fewer columns'`,
  )
}
