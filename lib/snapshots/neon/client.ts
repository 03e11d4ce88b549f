import type { Api, RequestParams } from '@neondatabase/api-client'
import { type Clock, systemClock } from '../../domain/clock'
import type { ExternalAccess } from '../../domain/external-host'
import { fail, ok, type Result } from '../../domain/failure'
import type { SnapshotParts } from '../parts'
import { type NeonProblem, neonFailure, readProblem } from './failure'

/** For one answer. */
const answerMs = 30_000
const attempts = 6
/** The longest that a host may have us wait between two attempts. */
const longestPauseMs = 30_000

export interface Neon {
  readonly access: ExternalAccess
  readonly clock: Clock
  /**
   * Sends one request. `repeatable`: sending it twice does no harm, so it is sent again when no answer came; 423, 429
   * and 503 are sent again in any case, as the host's contract allows. `doing` begins the failure's sentence.
   */
  call<T>(doing: string, request: NeonRequest<T>, options?: { repeatable?: boolean }): Promise<Result<T>>
  /** The same, for what has to be taken back after a cancellation. */
  withoutSignal(): Neon
}

export type NeonRequest<T> = (api: Api<unknown>, params: RequestParams) => Promise<{ data: T }>

/** The address of the API can be set by HEADGATE_NEON_API, for a stand-in. */
export async function openNeon(
  parts: SnapshotParts,
  access: ExternalAccess,
  signal?: AbortSignal,
): Promise<Neon> {
  // Loaded where it is needed: most installations never are.
  const { createApiClient } = await import('@neondatabase/api-client')
  const { HEADGATE_NEON_API: baseURL } = parts.environment ?? process.env
  const api = createApiClient({ apiKey: access.key, ...(baseURL ? { baseURL } : {}) })
  return neonOf(api, access, parts.clock ?? systemClock, signal)
}

function neonOf(api: Api<unknown>, access: ExternalAccess, clock: Clock, signal?: AbortSignal): Neon {
  return {
    access,
    clock,
    withoutSignal: () => neonOf(api, access, clock),
    async call(doing, request, { repeatable = false } = {}) {
      for (let attempt = 1; ; attempt++) {
        if (signal?.aborted) return stopped()
        try {
          const { data } = await request(api, { timeout: answerMs, ...(signal ? { signal } : {}) })
          return ok(data)
        } catch (error) {
          if (signal?.aborted) return stopped()
          const problem = readProblem(error, access.key, clock.now())
          if (attempt >= attempts || !mayRepeat(problem, repeatable)) return neonFailure(doing, problem)
          const pause = problem.retryAfterMs ?? 400 * 2 ** attempt * (0.5 + Math.random() / 2)
          if (pause > longestPauseMs) return neonFailure(doing, problem)
          await clock.sleep(pause, signal).catch(() => {})
        }
      }
    },
  }
}

function mayRepeat({ status }: NeonProblem, repeatable: boolean): boolean {
  if (status === 423 || status === 429 || status === 503) return true
  return repeatable && (status === null || status >= 500)
}

export function stopped() {
  return fail('run_cancelled', 'It was cancelled while Neon was at work.')
}
