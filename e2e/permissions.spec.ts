import { createHash } from 'node:crypto'
import { expect, test } from '@playwright/test'
import { origin, rows, signIn, signInAs } from './demo'
import {
  choose,
  connectProject,
  deploy,
  fillEnvironment,
  OwnProject,
  openRequest,
  readFilesAgain,
} from './own-project'
import { cookieOf, holdBack, type SentAction, sendAgain } from './sent-actions'
import { wholeDatabase } from './server-rows'

// Every act that changes something is sent again by hand, as somebody who may only look. The pages of those who may
// are what made the requests, and these were held back: what refuses them is the role, not that they were done before.
test.describe.configure({ mode: 'serial' })

let project: OwnProject
let unconnected: OwnProject
let request = ''
let viewer = ''
let author = ''
let audited = 0
const acts: Record<string, SentAction> = {}

test.beforeAll(async () => {
  project = await OwnProject.create('permits')
  unconnected = await OwnProject.create('permits-other')
  await project.migration('20260101000000_init', 'CREATE TABLE boats (id int PRIMARY KEY, name text);')
})

test.afterAll(async () => {
  await project.remove()
  await unconnected.remove()
})

test('an administrator adds a viewer, who signs in and sees only what may be seen', async ({ page }) => {
  await signIn(page, 'administrator')
  await connectProject(page, project, 'Development')
  await page.goto('/settings/people')
  await page.getByLabel('Name', { exact: true }).fill('Vera Viewer')
  await page.getByLabel('E-mail address').fill('vera@headgate.local')
  await page.getByLabel('First password').fill('only for looking')
  await choose(page, 'Role', 'Viewer')
  await page.getByRole('button', { name: 'Add person' }).click()
  await expect(page.getByText('Vera Viewer can sign in.').first()).toBeVisible()

  await signInAs(page, 'vera@headgate.local', 'only for looking')
  viewer = await cookieOf(page)
  await page.goto('/p/permits/deploy-requests/new?environment=development')
  const open = page.getByRole('button', { name: 'Open deploy request' })
  await expect(open).toHaveAttribute('aria-disabled', 'true')
  await expect(open).toHaveAccessibleDescription(/You are a viewer; this needs/)
})

test('those who may prepare each act, and their requests are held back', async ({ page }) => {
  await signIn(page, 'author')
  author = await cookieOf(page)
  const run = await deploy(page, project, 'development', 'The first table')
  await project.migration('20260102000000_length', 'ALTER TABLE boats ADD COLUMN length int;')
  await readFilesAgain(page, project)
  request = await openRequest(page, project, 'development', 'How long the boats are')
  acts.deploy = await holdBack(page, () => page.getByRole('button', { name: /^Deploy to/ }).click())
  await page.goto('/p/permits/deploy-requests/new?environment=development')
  await page.getByLabel('Title').fill('Nobody asked for this')
  acts.open = await holdBack(page, () => page.getByRole('button', { name: 'Open deploy request' }).click())

  await signIn(page, 'reviewer')
  await page.goto(request)
  acts.approve = await holdBack(page, () => page.getByRole('button', { name: 'Approve' }).click())
  await page.goto('/p/permits/snapshots')
  acts.snapshot = await holdBack(page, () => page.getByRole('button', { name: 'Take snapshot' }).click())
  await page.goto(`${run}/rollback`)
  await page.getByRole('radio', { name: /Reverse SQL/ }).check()
  await page.getByLabel(/Type.*to confirm/).fill('Development')
  acts.rollback = await holdBack(page, () =>
    page.getByRole('button', { name: 'Roll back Development' }).click(),
  )

  await signIn(page, 'administrator')
  await page.goto('/p/permits/settings')
  await page.getByLabel('Approvals').fill('3')
  acts.policy = await holdBack(page, () => page.getByRole('button', { name: 'Change the policy' }).click())
  await page.goto('/connect?project=permits')
  await fillEnvironment(page, 'Staging', unconnected.url)
  acts.connect = await holdBack(page, () =>
    page.getByRole('button', { name: 'Connect', exact: true }).click(),
  )
  await page.goto('/settings/people')
  await page.getByLabel('Name', { exact: true }).fill('Mallory')
  await page.getByLabel('E-mail address').fill('mallory@headgate.local')
  await page.getByLabel('First password').fill('let me in, please')
  acts.person = await holdBack(page, () => page.getByRole('button', { name: 'Add person' }).click())
})

test('a viewer’s own requests are refused, and change nothing', async () => {
  const before = await everything()
  expect(Object.keys(acts)).toHaveLength(8)
  for (const [name, act] of Object.entries(acts)) {
    const { text } = await sendAgain(act, { cookie: viewer })
    expect(text, name).toContain('"code":"not_permitted"')
  }
  expect(await everything()).toEqual(before)
})

test('without a session every act is refused', async () => {
  const before = await everything()
  for (const [name, act] of Object.entries(acts)) {
    const { text } = await sendAgain(act, {})
    expect(text, name).toContain('"code":"not_signed_in"')
    const forged = await sendAgain(act, { cookie: 'headgate.session_token=made.up' })
    expect(forged.text, name).toContain('"code":"not_signed_in"')
  }
  expect(await everything()).toEqual(before)
})

test('from another site every act is refused, whoever is signed in', async ({ page }) => {
  await signIn(page, 'administrator')
  const administrator = await cookieOf(page)
  const before = await everything()
  for (const [name, act] of Object.entries(acts)) {
    for (const from of [
      'https://elsewhere.example',
      'null',
      null,
      origin.replace('localhost', '127.0.0.1'),
    ]) {
      const { status, text } = await sendAgain(act, { cookie: administrator, origin: from })
      const refused = status >= 400 || text.includes('"code":"wrong_origin"')
      expect(refused, `${name} from ${from}: ${status} ${text.slice(0, 200)}`).toBe(true)
    }
  }
  expect(await everything()).toEqual(before)
})

test('what is read by address is refused without a session', async () => {
  const { pathname } = new URL(acts.deploy?.url ?? '')
  const run = await rows<{ id: string }>(
    'headgate',
    `SELECT r.id FROM "Run" r JOIN "Environment" e ON e.id = r."environmentId"
     JOIN "Project" p ON p.id = e."projectId" WHERE p.slug = 'permits'`,
  )
  for (const path of [
    `/api/runs/${run[0]?.id}`,
    `/api${pathname}`,
    '/api/inbox-count',
    '/api/palette?project=permits',
    '/audit/export',
  ]) {
    const answer = await fetch(`${origin}${path}`, { redirect: 'manual' })
    expect(answer.status, path).toBe(401)
    expect(await answer.text(), path).not.toContain('boats')
  }
  for (const path of ['/', '/p/permits', request, '/audit', '/settings/people']) {
    const answer = await fetch(`${origin}${path}`, { redirect: 'manual' })
    expect(answer.headers.get('location'), path).toContain('/sign-in')
  }
})

test('sent again by the one who may, the same request does its work', async () => {
  const { text } = await sendAgain(acts.open as SentAction, { cookie: author })
  expect(text).toContain('"ok":true')
  const found = await rows('headgate', `SELECT FROM "DeployRequest" WHERE title = 'Nobody asked for this'`)
  expect(found).toHaveLength(1)
  const events = await rows<{ n: number }>(
    'headgate',
    `SELECT count(*)::int AS n FROM "AuditEvent" WHERE sequence > $1 AND action = 'deploy-request.opened'`,
    [audited],
  )
  expect(events[0]?.n).toBe(1)
})

/** Of the target its whole content, of the control database what acts write. Looks of the runner are left out. */
async function everything(): Promise<unknown> {
  const tables = [
    'Project',
    'Revision',
    'DeployRequest',
    'Plan',
    'Review',
    'Run',
    'Snapshot',
    'User',
    'AuditEvent',
  ]
  const hashes: Record<string, string> = {}
  for (const table of tables) {
    const found = await rows<{ all: string | null }>(
      'headgate',
      `SELECT string_agg(t::text, '|' ORDER BY t::text) AS all FROM "${table}" t`,
    )
    hashes[table] = createHash('sha256')
      .update(found[0]?.all ?? '')
      .digest('hex')
  }
  const environments = await rows(
    'headgate',
    'SELECT id, name, policy, "urlSecret" FROM "Environment" ORDER BY id',
  )
  const [last] = await rows<{ sequence: number }>(
    'headgate',
    'SELECT max(sequence)::int AS sequence FROM "AuditEvent"',
  )
  audited = last?.sequence ?? 0
  return { hashes, environments, target: await wholeDatabase(project.dataDir, project.database) }
}
