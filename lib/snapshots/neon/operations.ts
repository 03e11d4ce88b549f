import type { Operation } from '@neondatabase/api-client'
import { fail, ok, type Result } from '../../domain/failure'
import { type Neon, stopped } from './client'

/** A branch takes seconds; more than this means that something is wrong over there. */
const patienceMs = 5 * 60_000

/**
 * Waits until all operations have ended well. Fails when one failed or was cancelled, when it takes too long, or with
 * `run_cancelled`. `note` is told what is waited for.
 */
export async function waitForOperations(
  neon: Neon,
  operations: readonly Operation[],
  note: (words: string) => void,
  signal?: AbortSignal,
): Promise<Result<void>> {
  const { clock, access } = neon
  const until = clock.now().getTime() + patienceMs
  for (const { id, action } of operations) {
    let pause = 100
    for (;;) {
      const asked = await neon.call(
        'Asking for the operation',
        (api, params) => api.getProjectOperation(access.projectId, id, params),
        { repeatable: true },
      )
      if (!asked.ok) return asked
      const { operation } = asked.value
      const state = standing(operation)
      if (state === 'done') break
      if (state === 'failed') {
        const said = operation.error ? ` “${operation.error}”` : ''
        return fail('external_host_failed', `Neon’s operation ${action} ended as ${operation.status}.${said}`)
      }
      if (clock.now().getTime() > until) {
        return fail(
          'external_host_failed',
          `Neon’s operation ${action} is still ${operation.status} after ${patienceMs / 60_000} minutes.`,
        )
      }
      note(`Neon: ${action.replaceAll('_', ' ')}, ${operation.status}`)
      await clock.sleep(pause, signal).catch(() => {})
      if (signal?.aborted) return stopped()
      pause = Math.min(2_000, pause * 1.6)
    }
  }
  return ok()
}

/** An operation in error is tried again by Neon itself while it names a time for that. */
function standing({ status, retry_at: retryAt }: Operation): 'done' | 'failed' | 'going' {
  const word: string = status
  if (word === 'finished' || word === 'skipped') return 'done'
  if (word === 'failed' || word === 'cancelled') return 'failed'
  if (word === 'error') return retryAt ? 'going' : 'failed'
  return 'going'
}
