'use client'

import { useEffect, useState, useSyncExternalStore } from 'react'
import { absoluteTime, relativeTime } from './time-words'

const noSubscription = () => () => {}

/** Absolute, with the reader's zone: `<Time at={iso} />`. The server writes UTC, the browser its own zone. */
export function Time({ at, seconds = true }: { at: string; seconds?: boolean }) {
  const zone = useSyncExternalStore(
    noSubscription,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => 'UTC',
  )
  return (
    <time dateTime={at} title={at} className="whitespace-nowrap">
      {absoluteTime(at, zone, seconds)}
    </time>
  )
}

/** Relative, for queues: `<Ago at={iso} />` writes "3 min ago" and keeps counting; the absolute time is its title. */
export function Ago({ at }: { at: string }) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 15_000)
    return () => clearInterval(timer)
  }, [])
  return (
    <time
      dateTime={at}
      title={absoluteTime(at, 'UTC', true)}
      className="whitespace-nowrap"
      suppressHydrationWarning
    >
      {relativeTime(at, now)}
    </time>
  )
}
