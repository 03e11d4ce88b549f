import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, type Page, test } from '@playwright/test'
import { rows, signIn } from './demo'
import { acceptFindings } from './own-project'

const here = dirname(fileURLToPath(import.meta.url))
const kept = join(here, 'pictures')
const looked = join(here, '../.build/pictures')
/** What README shows, light and at 1440 pixels unless the name says otherwise. */
const inReadme = ['overview', 'overview-dark', 'deploy-request-blocked', 'rehearsed', 'run', 'rollback']

test('pictures of every screen', async ({ page }) => {
  for (const folder of [kept, looked]) mkdirSync(folder, { recursive: true })
  await page.goto('/sign-in')
  await picture(page, 'sign-in')
  await signIn(page, 'author')
  await visit(page, '/p/shop', 'overview')
  await visit(page, '/p/shop/environments/production', 'timeline')
  await visit(page, '/p/shop/migrations/20261022101540_rename_phone_to_phone_number', 'migration')
  await visit(page, '/p/shop/deploy-requests/new?environment=production', 'new-deploy-request')
  const all = await open(page, null, 'Everything that waits for production')
  await visit(page, all, 'deploy-request-blocked')
  const small = await open(
    page,
    '20261013134522_index_orders_by_status',
    'Gift messages and a faster order list',
  )
  await visit(page, small, 'deploy-request-author')

  await signIn(page, 'reviewer')
  await visit(page, '/inbox', 'inbox')
  await visit(page, '/p/shop/deploy-requests', 'deploy-requests')
  await visit(page, small, 'deploy-request')
  await acceptFindings(page, 'Nobody orders at this hour.')
  await page.getByLabel('Your review').fill('Checked on staging; the index takes a second there.')
  await page.getByRole('button', { name: 'Approve' }).click()
  await expect(page.getByRole('heading', { name: 'The gate is open' })).toBeVisible()
  await visit(page, small, 'deploy-request-open')
  await page.getByRole('button', { name: 'Rehearse' }).click()
  await expect(page).toHaveURL(/\/runs\//)
  await expect(page.getByText('What next')).toBeVisible({ timeout: 90_000 })
  await visit(page, new URL(page.url()).pathname, 'run-rehearsal')
  await visit(page, small, 'rehearsed')
  await page.getByRole('button', { name: /Deploy to Production/ }).click()
  await expect(page).toHaveURL(/\/runs\//)
  const run = new URL(page.url()).pathname
  await picture(page, 'run-going', true)
  await expect(page.getByRole('link', { name: 'Roll back…' })).toBeVisible({ timeout: 90_000 })
  await visit(page, run, 'run')
  await rows(
    'shop_production',
    `UPDATE orders SET gift_message = 'For you' WHERE id IN (SELECT id FROM orders LIMIT 7)`,
  )
  await visit(page, `${run}/rollback`, 'rollback')
  await visit(page, '/p/shop/environments/production/keeps', 'keeps')
  await visit(page, '/p/shop/snapshots', 'snapshots')
  await visit(page, '/p/shop/snapshots/confirm', 'snapshot-confirm')

  await signIn(page, 'administrator')
  await visit(page, '/audit', 'audit')
  await visit(page, '/rules', 'rules')
  await visit(page, '/rules/adding-required-field', 'rule')
  await visit(page, '/settings/people', 'people')
  await visit(page, '/settings/projects', 'projects')
  await visit(page, '/p/shop/settings', 'project-settings')
  await visit(page, '/connect', 'connect')
  await visit(page, '/p/shop/nothing-here', 'not-found')
})

async function open(page: Page, upTo: string | null, title: string): Promise<string> {
  await page.goto('/p/shop/deploy-requests/new?environment=production')
  if (upTo) await page.getByRole('radio', { name: new RegExp(upTo) }).click()
  await page.getByLabel('Title').fill(title)
  await page.getByRole('button', { name: 'Open deploy request' }).click()
  await expect(page).toHaveURL(/deploy-requests\/\d+$/, { timeout: 60_000 })
  return new URL(page.url()).pathname
}

async function visit(page: Page, path: string, name: string) {
  await page.goto(path)
  await picture(page, name)
}

/** The screen as it is, in both themes and at both widths; `once` where it moves on meanwhile. */
async function picture(page: Page, name: string, once = false) {
  const shots = once
    ? [{ theme: 'light' as const, width: 1440 }]
    : (['light', 'dark'] as const).flatMap((theme) => [1440, 390].map((width) => ({ theme, width })))
  for (const { theme, width } of shots) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width, height: width === 390 ? 844 : 900 })
    const full = [name, width === 390 && '390', theme === 'dark' && 'dark'].filter(Boolean).join('-')
    await page.waitForLoadState('networkidle').catch(() => {})
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect.soft(overflow, `${full} scrolls sideways`).toBeLessThanOrEqual(0)
    await page.screenshot({ path: join(looked, `${full}.png`), fullPage: true })
    if (inReadme.includes(full)) await page.screenshot({ path: join(kept, `${full}.png`) })
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 1440, height: 900 })
}
