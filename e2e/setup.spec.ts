import { expect, test } from '@playwright/test'
import { fillSetup, firstAdministrator, OwnHeadgate } from './own-headgate'
import { serverRows } from './server-rows'

// `npm start` on an empty folder, up to the first administrator.
test.describe.configure({ mode: 'serial' })

let headgate: OwnHeadgate
let code = ''

test.beforeAll(async () => {
  headgate = await OwnHeadgate.create('setup')
  await headgate.start()
  code = headgate.setupCode ?? ''
})

test.afterAll(() => headgate.remove())

test('the terminal prints a code, and every page leads to the setup', async ({ page }) => {
  expect(code).toMatch(/^([2-9A-HJKMNP-TV-Z]{5}-){3}[2-9A-HJKMNP-TV-Z]{5}$/)
  for (const path of ['/', '/p/shop', '/settings/people', '/sign-in']) {
    await page.goto(`${headgate.origin}${path}`)
    await expect(page, path).toHaveURL(`${headgate.origin}/setup`)
  }
})

test('another code is refused, and what was typed stays', async ({ page }) => {
  await page.goto(`${headgate.origin}/setup`)
  await fillSetup(page, '22222-22222-22222-22222')
  await page.getByRole('button', { name: 'Create the administrator' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'The setup code is not the one' })).toBeVisible()
  await expect(page.getByLabel('Your name')).toHaveValue('Fay First')
  expect(await people()).toEqual([])
})

test('the code from the terminal makes the administrator, who is signed in', async ({ page, browser }) => {
  const late = await (await browser.newContext()).newPage()
  await late.goto(`${headgate.origin}/setup`)
  await fillSetup(late, code)
  await late.getByLabel('E-mail address').fill('second@headgate.local')

  await page.goto(`${headgate.origin}/setup`)
  await fillSetup(page, code.toLowerCase())
  await page.getByRole('button', { name: 'Create the administrator' }).click()
  await expect(page).toHaveURL(`${headgate.origin}/connect`)
  await expect(page.getByRole('heading', { name: 'Connect a project' })).toBeVisible()
  expect(await people()).toEqual([{ email: firstAdministrator.email, role: 'administrator' }])

  // A page that was open before: the code is used up.
  await late.getByRole('button', { name: 'Create the administrator' }).click()
  await expect(
    late.getByRole('alert').filter({ hasText: 'The first administrator exists already' }),
  ).toBeVisible()
  expect(await people()).toHaveLength(1)
  await late.goto(`${headgate.origin}/setup`)
  await expect(late).toHaveURL(`${headgate.origin}/sign-in`)
  await late.context().close()
})

test('the code is nowhere but in the terminal, and a password is kept as a hash', async () => {
  const [kept] = await serverRows<{ all: string }>(
    headgate.dataDir,
    'headgate',
    `SELECT coalesce((SELECT string_agg(t::text, ' ') FROM "Setting" t), '')
       || (SELECT string_agg(t::text, ' ') FROM "AuditEvent" t)
       || (SELECT string_agg(t::text, ' ') FROM "Account" t) AS all`,
  )
  expect(kept?.all).not.toContain(code)
  expect(kept?.all).not.toContain(firstAdministrator.password)
  expect(kept?.all).toContain('$argon2id$')
})

function people() {
  return serverRows(headgate.dataDir, 'headgate', 'SELECT email, role FROM "User"')
}
