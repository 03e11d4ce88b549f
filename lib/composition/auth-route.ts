import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type Failure, fail } from '../domain/failure'
import { countAttempt, forgetAttempts } from '../store/attempts'
import { authOf } from './auth'
import type { Context } from './context'
import { parseInput } from './perform'
import { sameOrigin } from './same-origin'

const credentialsSchema = z.strictObject({
  email: z.string().trim().toLowerCase().min(1, 'An e-mail address is needed.').max(254),
  password: z.string().min(1, 'A password is needed.').max(128, 'At most 128 characters.'),
})

/** Counted for each account, whatever address the attempts come from: a forwarded address can be made up. */
const ACCOUNT_LIMIT = { max: 10, windowMs: 15 * 60_000 }

const MAX_BODY_BYTES = 8_192

/**
 * Answers `/api/auth/*`. Of what the library serves only signing in and signing out are open: its answer to who one is
 * would show the session's token to scripts, and everything else about accounts goes through Headgate's own operations, which check roles and write the audit.
 */
export async function handleAuth(context: Context, request: Request): Promise<Response> {
  const path = new URL(request.url).pathname.replace(/^\/api\/auth/, '')
  if (request.method !== 'POST' || !['/sign-in/email', '/sign-out'].includes(path)) {
    return refuse(404, fail('not_found', 'There is nothing at this address.'))
  }
  const origin = sameOrigin(request.headers, context.config.publicUrl)
  if (!origin.ok) return refuse(403, origin)
  return path === '/sign-out' ? pass(context, request, {}) : signIn(context, request)
}

async function signIn(context: Context, request: Request): Promise<Response> {
  const parsed = parseInput(credentialsSchema, await readSmallJson(request))
  if (!parsed.ok) return refuse(400, parsed)
  const key = `account ${createHash('sha256').update(parsed.value.email).digest('hex')}`
  const attempt = await countAttempt(context.db, context.clock, key, ACCOUNT_LIMIT)
  if (!attempt.allowed) return refuse(429, tooMany(attempt.retryAfterMs))
  const response = await pass(context, request, parsed.value)
  if (response.ok) {
    await forgetAttempts(context.db, key)
    // The token is in the cookie, out of reach of scripts; the answer itself does not repeat it.
    return answer(200, { ok: true, value: null }, response.headers.getSetCookie())
  }
  if (response.status === 429)
    return refuse(429, tooMany(Number(response.headers.get('x-retry-after') ?? 60) * 1000))
  const { code } = await response.json().catch(() => ({ code: null }))
  if (code === 'ACCOUNT_DISABLED')
    return refuse(403, fail('account_disabled', 'An administrator switched it off.'))
  if (response.status >= 500) throw new Error(`Sign-in ended with ${response.status}.`)
  return refuse(401, fail('credentials_refused', 'One of the two is wrong, or there is no such account.'))
}

/** To the library, with `body` in place of what was sent. */
function pass(context: Context, request: Request, body: unknown): Promise<Response> {
  const headers = new Headers(request.headers)
  headers.set('content-type', 'application/json')
  headers.delete('content-length')
  return authOf(context).handler(
    new Request(request.url, { method: 'POST', headers, body: JSON.stringify(body) }),
  )
}

/** Null for what is no JSON or more than credentials need: nobody is signed in yet, and nobody's memory is theirs to fill. */
async function readSmallJson(request: Request): Promise<unknown> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength
      if (size > MAX_BODY_BYTES) return null
      chunks.push(chunk)
    }
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    return null
  }
}

function tooMany(retryAfterMs: number) {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000))
  const wait = seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`
  return fail('too_many_attempts', `Signing in can be tried again in ${wait}.`)
}

function refuse(status: number, result: { ok: false; failure: Failure }) {
  return answer(status, result, [])
}

function answer(status: number, body: unknown, cookies: string[]): Response {
  const headers = new Headers({ 'content-type': 'application/json', 'cache-control': 'no-store' })
  for (const cookie of cookies) headers.append('set-cookie', cookie)
  return new Response(JSON.stringify(body), { status, headers })
}
