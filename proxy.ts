import { randomBytes } from 'node:crypto'
import { type NextRequest, NextResponse } from 'next/server'
import { contentSecurityPolicy } from '@/lib/domain/content-security-policy'

/** Gives each answer a policy of its own. Next reads the nonce from the request's copy and puts it on its scripts. */
export function proxy(request: NextRequest) {
  const nonce = randomBytes(16).toString('base64')
  const policy = contentSecurityPolicy(nonce, process.env.NODE_ENV === 'development')
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  headers.set('content-security-policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  return response
}

// Files that no page depends on for its policy.
export const config = { matcher: '/((?!_next/static/|_next/image|icon.svg).*)' }
