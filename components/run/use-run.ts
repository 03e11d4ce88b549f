'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Result } from '@/lib/domain/failure'
import { mergeRunProgress } from '@/lib/domain/merge-run-progress'
import { endedRunStates } from '@/lib/domain/run'
import type { RunProgress, RunView } from '@/lib/domain/run-view'

const runningPauseMs = 800
const queuedPauseMs = 2_000

/** A run, kept fresh until it has ended. `lost`: the last question had no answer; what is shown may be old. */
export function useRun(initial: RunView): { run: RunView; lost: boolean } {
  const client = useQueryClient()
  const key = ['run', initial.id]
  const query = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const known = client.getQueryData<RunView>(key) ?? initial
      const answer = await ask(known, signal)
      // Read again: somebody may have written a newer answer while this one was on its way.
      return mergeRunProgress(client.getQueryData<RunView>(key) ?? known, answer)
    },
    initialData: initial,
    staleTime: 0,
    retry: 0,
    refetchInterval: ({ state }) => pauseOf(state.data ?? initial),
  })
  return { run: query.data, lost: query.isError }
}

function pauseOf(run: RunView): number | false {
  if (endedRunStates.includes(run.state)) return false
  return run.state === 'queued' ? queuedPauseMs : runningPauseMs
}

async function ask(known: RunView, signal: AbortSignal): Promise<RunProgress> {
  const line = known.log.at(-1)?.id ?? '0'
  const response = await fetch(`/api/runs/${known.id}?steps=${known.steps.length}&line=${line}`, { signal })
  const result: Result<RunProgress> = await response.json()
  if (!result.ok) throw new Error(result.failure.what)
  return result.value
}
