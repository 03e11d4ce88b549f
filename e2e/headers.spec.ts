import { expect, test } from '@playwright/test'
import { signIn } from './demo'

test.use({ colorScheme: 'dark' })

test('every answer carries its policies, and the pages work under them', async ({ page, request }) => {
  for (const path of ['/sign-in', '/nowhere', '/api/alive', '/audit/export']) {
    const headers = (await request.get(path)).headers()
    expect(headers['content-security-policy'], path).toMatch(
      /script-src 'self' 'nonce-[^']+' 'strict-dynamic';/,
    )
    expect(headers, path).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' })
  }
  const [one, other] = [await request.get('/sign-in'), await request.get('/sign-in')]
  expect(one.headers()['content-security-policy']).not.toBe(other.headers()['content-security-policy'])
  expect(await one.text()).not.toMatch(/<script(?![^>]*nonce)/)

  const refused: string[] = []
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) refused.push(message.text())
  })
  await signIn(page, 'author')
  for (const path of ['/p/shop', '/p/shop/environments/production', '/p/shop/settings', '/audit'])
    await page.goto(path, { waitUntil: 'networkidle' })
  // The theme is set by an inline script before the first paint.
  await expect(page.locator('html')).toHaveClass(/dark/)
  expect(refused).toEqual([])
})
