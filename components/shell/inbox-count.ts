'use client'

import { useQuery } from '@tanstack/react-query'

/** How much waits for the viewer; null until it is known. */
export function useInboxCount(): number | null {
  const { data } = useQuery({
    queryKey: ['inbox-count'],
    queryFn: async ({ signal }) => {
      const response = await fetch('/api/inbox-count', { signal })
      const result = (await response.json()) as { ok: true; value: { waiting: number } } | { ok: false }
      if (!result.ok) throw new Error('The inbox could not be counted.')
      return result.value.waiting
    },
    refetchInterval: 15_000,
  })
  return data ?? null
}
