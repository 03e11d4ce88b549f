import { expect, test } from '@playwright/test'
import { applied, columns, rows, signIn } from './demo'
import { acceptFindings } from './own-project'

// The whole main job on production: refused, approved, deployed, rolled back, and read in the audit. After each act
// the database itself is looked at.
const database = 'shop_production'
const giftMessage = '20261006092011_gift_message'
const statusIndex = '20261013134522_index_orders_by_status'

test.describe.configure({ mode: 'serial' })

let request = ''
let run = ''

test('the author opens a deploy request, and the gate refuses', async ({ page }) => {
  await signIn(page, 'author')
  await page.goto('/p/shop/deploy-requests/new?environment=production')
  await page.getByRole('radio', { name: new RegExp(statusIndex) }).click()
  await page.getByLabel('Title').fill('Gift messages, and an index for the order list')
  await page.getByLabel('Description').fill('The list of open orders is slow.')
  await page.getByRole('button', { name: 'Open deploy request' }).click()
  await expect(page).toHaveURL(/deploy-requests\/\d+$/, { timeout: 60_000 })
  request = new URL(page.url()).pathname

  await expect(page.getByRole('heading', { name: /The gate is closed/ })).toBeVisible()
  await expect(page.getByText('1 more approval is wanted.')).toBeVisible()
  await expect(page.getByRole('button', { name: /Deploy to Production/ })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
  await expect(page.getByRole('button', { name: 'Approve' })).toHaveAttribute('aria-disabled', 'true')
  expect(await columns(database, 'orders')).not.toContain('gift_message')
})

test('the reviewer approves, which deploys nothing', async ({ page }) => {
  await signIn(page, 'reviewer')
  await page.goto(request)
  await acceptFindings(page, 'The list of orders is small enough at this hour.')
  await page
    .getByLabel('Your review')
    .fill('The index is built while writes wait for some seconds. Fine at this hour.')
  await page.getByRole('button', { name: 'Approve' }).click()
  await expect(page.getByRole('heading', { name: 'The gate is open' })).toBeVisible()
  expect(await columns(database, 'orders')).not.toContain('gift_message')
  const runs = await rows(
    'headgate',
    `SELECT FROM "Run" r JOIN "Environment" e ON e.id = r."environmentId" WHERE e.label LIKE $1`,
    [`%/${database}`],
  )
  expect(runs).toEqual([])
})

test('the reviewer deploys and watches; a page that is closed and opened again sees the same run', async ({
  page,
  context,
}) => {
  const before = await counts()
  await signIn(page, 'reviewer')
  await page.goto(request)
  await page.getByRole('button', { name: /Deploy to Production/ }).click()
  await expect(page).toHaveURL(/\/runs\//)
  run = new URL(page.url()).pathname
  await page.close()
  const again = await context.newPage()
  await again.goto(run)
  await expect(again.getByRole('link', { name: 'Roll back…' })).toBeVisible({ timeout: 90_000 })
  await expect(again.getByRole('heading', { name: 'Steps' })).toBeVisible()

  expect(await columns(database, 'orders')).toContain('gift_message')
  expect(await applied(database)).toEqual(expect.arrayContaining([giftMessage, statusIndex]))
  expect(await counts()).toEqual(before)
  const [snapshot] = await rows<{ state: string }>(
    'headgate',
    'SELECT state FROM "Snapshot" ORDER BY "createdAt" DESC LIMIT 1',
  )
  expect(snapshot?.state).toBe('verified')
  // The look at the environment that follows a run has a shadow of its own for a moment.
  const left = () =>
    rows('postgres', `SELECT datname FROM pg_database WHERE datname ~ '^headgate_(shadow|verify)'`)
  await expect.poll(left).toEqual([])
})

test('the reviewer rolls back: both ways are computed, and the name has to be typed', async ({ page }) => {
  await rows(
    database,
    `UPDATE orders SET gift_message = 'For you' WHERE id IN (SELECT id FROM orders LIMIT 7)`,
  )
  await signIn(page, 'reviewer')
  await page.goto(run)
  await page.getByRole('link', { name: 'Roll back…' }).click()
  await expect(page.getByText('Reverse SQL').first()).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText(/prisma migrate deploy/).first()).toBeVisible()
  await expect(page.getByText('gift_message').first()).toBeVisible()
  await page.getByRole('radio', { name: /Reverse SQL/ }).check({ force: true })
  const button = page.getByRole('button', { name: 'Roll back Production' })
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  await page.getByLabel(/Type.*to confirm/).fill('Production')
  await button.click()
  await expect(page).not.toHaveURL(/rollback$/)
  await expect(page.getByText(/Succeeded|rolled back/i).first()).toBeVisible({ timeout: 60_000 })
  await expect.poll(() => columns(database, 'orders')).not.toContain('gift_message')
  expect(await applied(database)).not.toContain(giftMessage)
  const marked = await rows<{ n: number }>(
    database,
    'SELECT count(*)::int AS n FROM _prisma_migrations WHERE rolled_back_at IS NOT NULL',
  )
  expect(marked[0]?.n).toBe(2)
})

test('the timeline shows the migrations as pending again, and the audit tells who did what', async ({
  page,
}) => {
  await signIn(page, 'administrator')
  // Headgate looks at the environment again after the run: a page from before that look does not know yet.
  await expect(async () => {
    await page.goto('/p/shop/environments/production')
    await expect(page.getByText('rolled back', { exact: false }).first()).toBeVisible({ timeout: 2_000 })
  }).toPass()
  await page.goto('/audit?project=shop')
  const subject = '#\\d+ Gift messages, and an index for the order list'
  for (const event of [
    `Ada Author opened ${subject}`,
    `Rui Reviewer approved ${subject}`,
    `Rui Reviewer asked for Deploy of ${subject}`,
    'Rui Reviewer completed deploy of Production',
    `Rui Reviewer asked for Rollback of ${subject}`,
    'Rui Reviewer completed rollback of Production',
  ]) {
    await expect(page.getByRole('row', { name: new RegExp(event) })).toHaveCount(1)
  }
})

async function counts() {
  return rows(
    database,
    'SELECT (SELECT count(*) FROM orders) AS orders, (SELECT count(*) FROM order_items) AS items',
  )
}
