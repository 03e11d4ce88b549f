import { type FailureCode, fail } from '../../domain/failure'

/** What axios throws, as far as it is looked at. Never kept whole: its `config` holds the key. */
interface Thrown {
  code?: string
  name?: string
  response?: { status: number; data?: unknown; headers?: Record<string, unknown> }
}

export interface NeonProblem {
  /** Null: no answer came. */
  status: number | null
  /** The host's own words, without the key. */
  message: string
  requestId: string | null
  /** Milliseconds that the host wants us to wait; null: it did not say. */
  retryAfterMs: number | null
}

export function readProblem(error: unknown, key: string, now: Date): NeonProblem {
  const { code, response } = (error ?? {}) as Thrown
  if (!response) {
    const message = noAnswer[code ?? ''] ?? `no answer came (${code ?? 'unknown reason'})`
    return { status: null, message, requestId: null, retryAfterMs: null }
  }
  const data = (response.data ?? {}) as { message?: unknown; request_id?: unknown }
  const said = typeof data.message === 'string' ? data.message : ''
  return {
    status: response.status,
    message: (key ? said.replaceAll(key, '•••') : said).slice(0, 500),
    requestId: typeof data.request_id === 'string' ? data.request_id : null,
    retryAfterMs: retryAfter(response.headers?.['retry-after'], now),
  }
}

const noAnswer: Record<string, string> = {
  ECONNABORTED: 'it did not answer in time',
  ETIMEDOUT: 'it did not answer in time',
  ENOTFOUND: 'its name does not resolve from here',
  EAI_AGAIN: 'its name does not resolve from here',
  ECONNREFUSED: 'nothing answers at its address',
  ECONNRESET: 'the connection was cut',
  ERR_NETWORK: 'it cannot be reached from here',
}

/** Seconds or a date. */
function retryAfter(header: unknown, now: Date): number | null {
  if (typeof header !== 'string' && typeof header !== 'number') return null
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const at = Date.parse(String(header))
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime())
}

/** `doing`: what was asked, as the beginning of a sentence: "Creating the branch". */
export function neonFailure(doing: string, { status, message, requestId }: NeonProblem) {
  const tail = `${message ? ` “${message}”` : ''}${requestId ? ` (request ${requestId})` : ''}`
  const meta = { status, requestId }
  if (status === null) return fail('external_host_failed', `${doing} failed: Neon: ${message}.`, meta)
  return fail(codes[status] ?? 'external_host_failed', `${doing} ${wordsOf(status)}.${tail}`, meta)
}

const codes: Record<number, FailureCode> = { 401: 'external_key_refused', 403: 'external_key_refused' }

function wordsOf(status: number): string {
  if (status === 401) return 'was refused: Neon does not know the key, or it was revoked'
  if (status === 403) return 'was refused: the key may not do this in the project'
  if (status === 404)
    return 'failed: Neon knows no such project, branch or compute, or the key may not see it'
  if (status === 409) return 'failed: Neon says that it conflicts with what is there'
  if (status === 422) return 'failed: Neon does not accept the request, most often for a limit of the plan'
  if (status === 423)
    return 'failed: another operation holds the project, and did not end while it was waited for'
  if (status === 429)
    return 'failed: too many requests were made with this account; it was waited as Neon asked'
  if (status >= 500) return `failed inside Neon (${status})`
  return `failed with ${status}`
}
