'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'

const pauseMs = 2_500

/** Reads the page anew while something on it goes on. */
export function RefreshWhile({ going }: { going: boolean }) {
  const router = useRouter()
  useEffect(() => {
    if (!going) return
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') router.refresh()
    }, pauseMs)
    return () => clearInterval(timer)
  }, [going, router])
  return null
}
