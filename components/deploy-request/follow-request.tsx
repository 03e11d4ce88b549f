'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'

const pauseMs = 5_000

/** Reads the page anew when somebody else changed the deploy request. What is typed meanwhile stays. */
export function FollowRequest({
  projectSlug,
  number,
  sequence,
}: {
  projectSlug: string
  number: number
  sequence: number
}) {
  const router = useRouter()
  const { data } = useQuery({
    queryKey: ['deploy-request', projectSlug, number, 'sequence'],
    queryFn: async ({ signal }): Promise<number> => {
      const response = await fetch(`/api/p/${projectSlug}/deploy-requests/${number}`, { signal })
      const result = await response.json()
      if (!result.ok) throw new Error(result.failure.what)
      return result.value.sequence
    },
    refetchInterval: pauseMs,
  })
  useEffect(() => {
    if (data !== undefined && data > sequence) router.refresh()
  }, [data, sequence, router])
  return null
}
