import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { signIn } from './demo'
import { connectProject, OwnProject, openRequest, readFilesAgain, startDeploy } from './own-project'

// Without a mouse, on a phone, and for those who listen: every main screen, on a project of its own.
test.describe.configure({ mode: 'serial' })

let project: OwnProject
/** Screens by name, filled as they come to be. */
const screens: Record<string, string> = {
  overview: '/p/reading',
  timeline: '/p/reading/environments/development',
  'deploy requests': '/p/reading/deploy-requests',
  snapshots: '/p/reading/snapshots',
  inbox: '/inbox',
  audit: '/audit',
  people: '/settings/people',
  'project settings': '/p/reading/settings',
  connect: '/connect',
  rules: '/rules',
  rule: '/rules/adding-required-field',
}

test.beforeAll(async ({ browser }) => {
  project = await OwnProject.create('reading')
  await project.migration(
    '20260101000000_init',
    'CREATE TABLE readers (id int PRIMARY KEY, name text NOT NULL, phone text);',
  )
  const page = await browser.newPage()
  await signIn(page, 'administrator')
  await connectProject(page, project)
  await openRequest(page, project, 'development', 'The first table')
  screens.run = await startDeploy(page)
  await expect(page.getByRole('link', { name: 'Roll back…' })).toBeVisible({ timeout: 60_000 })
  screens.rollback = `${screens.run}/rollback`
  await project.rows(`INSERT INTO readers SELECT n, 'reader ' || n, '+43 ' || n FROM generate_series(1, 9) n`)
  await project.migration(
    '20260102000000_less',
    'ALTER TABLE readers DROP COLUMN phone, ADD COLUMN mail text;',
  )
  await readFilesAgain(page, project)
  screens['deploy request'] = await openRequest(page, project, 'development', 'Mail instead of a phone')
  screens.migration = '/p/reading/migrations/20260102000000_less'
  // Made by hand, so that something needs attention.
  await project.asOwner('CREATE INDEX readers_by_name ON readers (name)')
  await page.goto('/p/reading/environments/development')
  await page.getByRole('button', { name: 'Look again' }).click()
  await expect(page.getByText('1 difference', { exact: true })).toBeVisible({ timeout: 60_000 })
  screens.attention = '/p/reading/environments/development/attention'
  await page.close()
})

test.afterAll(() => project.remove())

test('the first key reaches the link past the navigation', async ({ page }) => {
  await signIn(page, 'administrator')
  await page.goto('/p/reading')
  const skip = page.getByRole('link', { name: 'Skip to content' })
  // Before anything else is focused, and once the page listens.
  await expect(async () => {
    await page.keyboard.press('Tab')
    await expect(skip).toBeFocused({ timeout: 500 })
  }).toPass()
  await expect(skip).toBeInViewport()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main')).toBeFocused()
  await page.keyboard.press('Tab')
  const inMain = page.getByRole('main').locator(':focus')
  await expect(inMain).toHaveCount(1)
})

test('g and a letter go to each place, ⌘K finds the rest', async ({ page }) => {
  await signIn(page, 'administrator')
  await page.goto('/p/reading')
  for (const [key, path] of [
    ['d', '/p/reading/deploy-requests'],
    ['s', '/p/reading/snapshots'],
    ['t', '/p/reading/environments/development'],
    ['o', '/p/reading'],
    ['i', '/inbox'],
    ['a', '/audit'],
  ]) {
    await expect(async () => {
      await page.keyboard.press('g')
      await page.keyboard.press(key ?? '')
      await expect(page).toHaveURL(new RegExp(`${path}$`), { timeout: 3_000 })
    }).toPass()
  }
  await page.goto('/p/reading')
  const palette = page.getByRole('dialog', { name: 'Find or go to' })
  await expect(async () => {
    await page.keyboard.press('Control+k')
    await expect(palette).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await page.keyboard.type('mail instead')
  await expect(palette.getByRole('option', { name: /Mail instead of a phone/ })).toHaveAttribute(
    'aria-selected',
    'true',
  )
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`${screens['deploy request']}$`))
  await expect(palette).toHaveCount(0)

  await expect(async () => {
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('the button that deploys is reached by keys alone', async ({ page }) => {
  await signIn(page, 'author')
  await page.goto(screens['deploy request'] ?? '')
  const button = page.getByRole('button', { name: /^Deploy to/ })
  await tabTo(page, button)
  await expect(button).toBeFocused()
  await expectVisibleFocus(page)
})

test('wherever the focus goes on a page, it can be seen', async ({ page }) => {
  await signIn(page, 'administrator')
  for (const name of ['overview', 'deploy request', 'people']) {
    await page.goto(screens[name] ?? '')
    await expect(page.getByRole('main')).toBeVisible()
    for (let step = 0; step < 25; step++) {
      await page.keyboard.press('Tab')
      await expectVisibleFocus(page)
    }
  }
})

test('on a phone nothing scrolls sideways', async ({ page }) => {
  await signIn(page, 'administrator')
  await page.setViewportSize({ width: 390, height: 844 })
  for (const [name, path] of Object.entries(screens)) {
    await page.goto(path)
    await expectWhole(page)
    const width = () => page.evaluate(() => document.documentElement.scrollWidth)
    await expect.poll(width, name).toBeLessThanOrEqual(390)
  }
})

test('no screen has serious mistakes for assistive technology, in either theme', async ({ page }) => {
  test.slow()
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.context().clearCookies()
  await page.goto('/sign-in')
  await expectAccessible(page, 'sign-in')
  await signIn(page, 'administrator')
  for (const [index, [name, path]] of Object.entries(screens).entries()) {
    await page.goto(path)
    await expectAccessible(page, name, everything || index % 2 === 0)
  }
})

/** The colours of the dark theme are looked at on every other screen, unless all is asked for. */
const everything = process.env.HEADGATE_TESTS === 'full'

/** All of it is there, what is worked out after the page stands, too. */
async function expectWhole(page: Page) {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0, { timeout: 60_000 })
}

async function expectAccessible(page: Page, name: string, dark = true) {
  await expectWhole(page)
  await page.emulateMedia({ colorScheme: 'light' })
  const standard = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
  expect.soft(await mistakes(new AxeBuilder({ page }).withTags(standard)), name).toEqual([])
  if (!dark) return
  // What is there stays the same; only its colours are others.
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect(page.locator('html')).toHaveClass(/dark/)
  const colours = new AxeBuilder({ page }).withRules(['color-contrast', 'link-in-text-block'])
  expect.soft(await mistakes(colours), `${name}, dark`).toEqual([])
}

async function mistakes(axe: AxeBuilder): Promise<string[]> {
  const { violations } = await axe.analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join(' | ')}`,
    )
}

/** Presses Tab until it is there; a page that never gets there has no way to it. */
async function tabTo(page: Page, target: ReturnType<Page['getByRole']>) {
  await expect(target).toBeVisible()
  for (let step = 0; step < 120; step++) {
    await page.keyboard.press('Tab')
    if (await target.evaluate((element) => element === document.activeElement)) return
  }
}

/** The element that has the focus shows it by an outline or a shadow, itself or around it. */
async function expectVisibleFocus(page: Page) {
  const seen = await page.evaluate(() => {
    const element = document.activeElement
    if (!element || element === document.body || element === document.documentElement)
      return { visible: true, html: '' }
    const marked = [element, element.parentElement, element.closest('label')].some((each) => {
      if (!each) return false
      const style = getComputedStyle(each)
      return (
        (style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) > 0) ||
        style.boxShadow !== 'none'
      )
    })
    return { visible: marked, html: element.outerHTML.slice(0, 200) }
  })
  expect(seen.visible, seen.html).toBe(true)
}
