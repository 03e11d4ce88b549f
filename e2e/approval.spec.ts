import { expect, type Page, test } from '@playwright/test'
import { rows, signIn } from './demo'
import { connectProject, OwnProject, openRequest, readFilesAgain } from './own-project'
import { cookieOf, holdBack, type SentAction, sendAgain } from './sent-actions'

// An approval holds for what was approved, and two who deploy at once do not both get in.
test.describe.configure({ mode: 'serial' })

let project: OwnProject
let request = ''
let deployOfOldPlan: SentAction
const second = '20260102000000_prices'

test.beforeAll(async () => {
  project = await OwnProject.create('approving')
  await project.migration(
    '20260101000000_init',
    'CREATE TABLE pace (seconds int NOT NULL);\nCREATE TABLE goods (id int PRIMARY KEY);',
  )
  await project.migration(second, 'ALTER TABLE goods ADD COLUMN price int;')
})

test.afterAll(() => project.remove())

test('an approved plan opens the gate', async ({ page }) => {
  await signIn(page, 'administrator')
  await connectProject(page, project, 'Production')
  await signIn(page, 'author')
  request = await openRequest(page, project, 'production', 'Prices')
  await signIn(page, 'reviewer')
  await approve(page, request)
  deployOfOldPlan = await holdBack(page, () => page.getByRole('button', { name: /^Deploy to/ }).click())
})

test('a file that is edited afterwards closes it again, also for a page that was open', async ({ page }) => {
  await project.migration(second, 'ALTER TABLE goods ADD COLUMN price int;\nDROP TABLE pace;')
  await signIn(page, 'reviewer')
  const { text } = await sendAgain(deployOfOldPlan, { cookie: await cookieOf(page) })
  expect(text).toContain('"code":"gate_closed"')
  expect(text).toContain(`${second} was edited`)
  await page.goto(request)
  await expect(page.getByRole('heading', { name: 'The gate is closed' })).toBeVisible()
  await expect(page.getByText('Stands in the way: The plan is outdated')).toBeVisible()
  await expect(page.getByText(`${second} was edited`).first()).toBeVisible()
  await expect(page.getByRole('button', { name: /^Deploy to/ })).toHaveAttribute('aria-disabled', 'true')
  expect(await runs()).toEqual([])
})

test('a new plan wants a new review: the old approval is void and says why', async ({ page }) => {
  await signIn(page, 'author')
  await page.goto(request)
  await page.getByRole('button', { name: 'Refresh plan' }).first().click()
  await expect(page.getByText('1 more approval is wanted.')).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText('This plan replaced an older one', { exact: false })).toBeVisible()
  const conversation = page.getByRole('list', { name: 'Conversation' })
  await expect(conversation.getByText(/Void since/)).toBeVisible()
  const reviews = await rows(
    'headgate',
    `SELECT verdict, "voidedAt" IS NOT NULL AS void FROM "Review" r JOIN "DeployRequest" d ON d.id = r."deployRequestId"
     WHERE d.title = 'Prices'`,
  )
  expect(reviews).toEqual([{ verdict: 'approve', void: true }])
  await signIn(page, 'reviewer')
  const { text } = await sendAgain(deployOfOldPlan, { cookie: await cookieOf(page) })
  expect(text).toContain('"code":"plan_outdated"')
  expect(await runs()).toEqual([])
})

test('of two who deploy at the same moment one is told who was first', async ({ page, browser }) => {
  await project.migration(
    second,
    'CREATE TABLE log (entry text);\nINSERT INTO log SELECT pg_sleep(seconds)::text FROM pace;',
  )
  // It exists before the first migration asks for it, and makes the deploy last.
  await project.migration(
    '20260101000000_init',
    'CREATE TABLE IF NOT EXISTS pace (seconds int NOT NULL);\nCREATE TABLE goods (id int PRIMARY KEY);',
  )
  await signIn(page, 'author')
  await readFilesAgain(page, project)
  const all = await openRequest(page, project, 'production', 'Everything')
  const first = await openRequest(page, project, 'production', 'Only the first', '20260101000000_init')

  const others = await browser.newContext()
  const other = await others.newPage()
  await signIn(page, 'reviewer')
  await signIn(other, 'administrator')
  await approve(page, all)
  await approve(page, first)
  await page.goto(all)
  await other.goto(first)
  await Promise.all([page, other].map((each) => each.getByRole('button', { name: /^Deploy to/ }).click()))

  const names = ['Rui Reviewer', 'Olga Operator']
  const ended = [page, other].map(async (each) => {
    const refusal = each
      .getByRole('alert')
      .filter({ hasText: /Another run holds this environment|The gate is closed/ })
    await expect(refusal.or(each.getByRole('heading', { name: 'Steps' })).first()).toBeVisible({
      timeout: 60_000,
    })
    return /\/runs\//.test(each.url()) ? null : ((await refusal.textContent()) ?? '')
  })
  const answers = await Promise.all(ended)
  const winner = answers.indexOf(null)
  expect(winner).toBeGreaterThanOrEqual(0)
  expect(answers[1 - winner]).toContain(names[winner])
  const begun = await runs()
  expect(begun).toHaveLength(1)
  expect(begun[0]?.by).toBe(names[winner])
  const going = [page, other][winner] as Page
  await expect(going.getByRole('link', { name: 'Roll back…' })).toBeVisible({ timeout: 90_000 })
  await others.close()
})

async function approve(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await page.getByRole('button', { name: 'Approve' }).click()
  await expect(page.getByRole('heading', { name: 'The gate is open' })).toBeVisible()
}

function runs(): Promise<{ kind: string; by: string }[]> {
  return rows(
    'headgate',
    `SELECT r.kind, u.name AS by FROM "Run" r JOIN "User" u ON u.id = r."requestedById"
     JOIN "Environment" e ON e.id = r."environmentId" JOIN "Project" p ON p.id = e."projectId" WHERE p.slug = 'approving'`,
  )
}
