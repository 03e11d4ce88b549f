'use client'

import { useRouter } from 'next/navigation'
import { useState, useTransition } from 'react'
import type { Failure, FailureCode, Result } from '@/lib/domain/failure'

export interface UseAct<T> {
  /** Calls the action; what `then` does belongs to the same transition. */
  start: (input: unknown, then?: (value: T) => void) => void
  pending: boolean
  failure: Failure | null
  /** What is wrong with one field of the form, in words. */
  errorOf: (field: string) => string | undefined
}

const overtaken: readonly FailureCode[] = ['gate_closed', 'plan_outdated', 'stale_state']

/** A server action with its pending state and its failure; the page reads itself anew after a success. */
export function useAct<T>(action: (input: unknown) => Promise<Result<T>>): UseAct<T> {
  const router = useRouter()
  const [pending, startTransition] = useTransition()
  const [failure, setFailure] = useState<Failure | null>(null)
  function start(input: unknown, then?: (value: T) => void) {
    setFailure(null)
    startTransition(async () => {
      const result = await action(input)
      if (!result.ok) {
        setFailure(result.failure)
        // The page shows what was true when it was read, and that is no longer so.
        if (overtaken.includes(result.failure.code)) router.refresh()
        return
      }
      then?.(result.value)
      router.refresh()
    })
  }
  const errorOf = (field: string) => {
    const fields = failure?.meta.fields as Record<string, string[]> | undefined
    return fields?.[field]?.[0]
  }
  return { start, pending, failure, errorOf }
}
