import type { Page } from '@playwright/test'
import { origin } from './demo'

/** A server action as the page sent it: everything that is needed to send it again by hand. */
export interface SentAction {
  url: string
  action: string
  contentType: string
  body: string
}

/** Does `act`, and resolves to the one server action that it sent. It is held back: nothing of it reached Headgate. */
export async function holdBack(page: Page, act: () => Promise<void>): Promise<SentAction> {
  let found: (sent: SentAction) => void
  const sent = new Promise<SentAction>((resolve) => {
    found = resolve
  })
  await page.route('**/*', async (route) => {
    const request = route.request()
    const headers = await request.allHeaders()
    const action = headers['next-action']
    if (!action) return route.fallback()
    found({
      url: request.url(),
      action,
      contentType: headers['content-type'] ?? '',
      body: request.postData() ?? '',
    })
    return route.abort()
  })
  await act()
  const held = await sent
  await page.unroute('**/*')
  return held
}

/** Sends it as a script does that has these cookies, and resolves to the status and all that came back. */
export async function sendAgain(
  sent: SentAction,
  as: { cookie?: string; origin?: string | null },
): Promise<{ status: number; text: string }> {
  const from = as.origin === undefined ? origin : as.origin
  const response = await fetch(sent.url, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      accept: 'text/x-component',
      'content-type': sent.contentType,
      'next-action': sent.action,
      ...(as.cookie ? { cookie: as.cookie } : {}),
      ...(from === null ? {} : { origin: from }),
    },
    body: sent.body,
  })
  return { status: response.status, text: await response.text() }
}

/** The session of whoever is signed in there, as a header. */
export async function cookieOf(page: Page): Promise<string> {
  const cookies = await page.context().cookies()
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
}
