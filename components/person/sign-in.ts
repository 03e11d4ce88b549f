import type { Failure, Result } from '@/lib/domain/failure'
import { failureTexts } from '@/lib/domain/failure-texts'

/** Signs in; the browser keeps the session's cookie. */
export async function signIn(credentials: { email: string; password: string }): Promise<Result<null>> {
  try {
    const response = await fetch('/api/auth/sign-in/email', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(credentials),
    })
    return await response.json()
  } catch {
    return { ok: false, failure: unreachable }
  }
}

const unreachable: Failure = {
  code: 'internal_error',
  what: failureTexts.internal_error.what,
  why: 'Headgate did not answer.',
  fix: 'Check that it is running, then try again.',
  meta: {},
}
