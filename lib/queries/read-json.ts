import 'server-only'
import type { z } from 'zod'
import { context } from '../composition/context'
import { type Act, performRead } from '../composition/perform'
import type { FailureCode } from '../domain/failure'

const statuses: Partial<Record<FailureCode, number>> = {
  not_signed_in: 401,
  not_permitted: 403,
  not_found: 404,
  invalid_input: 400,
  internal_error: 500,
}

/**
 * Makes a GET route handler of a read: `export const GET = readJson({ input, permission, operation })`. Its input is
 * the route's parameters and the query string, all texts. Answers with a `Result`, never cached.
 */
export function readJson<Schema extends z.ZodType, T>(definition: Act<Schema, T>) {
  return async (
    request: Request,
    route: { params: Promise<Record<string, string | string[] | undefined>> },
  ) => {
    const input = { ...Object.fromEntries(new URL(request.url).searchParams), ...(await route.params) }
    const result = await performRead(context(), request.headers, definition, input)
    const status = result.ok ? 200 : (statuses[result.failure.code] ?? 409)
    const text = JSON.stringify(result, (_key, value) =>
      typeof value === 'bigint' ? value.toString() : value,
    )
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' }
    return new Response(text, { status, headers })
  }
}
