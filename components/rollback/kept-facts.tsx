import type { PutBackForecast } from '@/lib/domain/kept-data'
import { count } from '@/lib/domain/verdict'
import { Bytes } from '../ui/numbers'
import { Time } from '../ui/time'

/** How much was kept, by whom, and until when. */
export function KeptFacts({ forecasts }: { forecasts: readonly PutBackForecast[] }) {
  const copies = forecasts.map(({ copy }) => copy)
  const [first] = copies
  if (!first) return null
  const rows = copies.reduce((sum, copy) => sum + copy.rows, 0)
  const bytes = copies.reduce((sum, copy) => sum + (copy.bytes ?? 0), 0)
  const expires = copies.map(({ expiresAt }) => expiresAt).sort()[0] ?? first.expiresAt
  return (
    <p className="text-sm text-muted">
      {count(rows, 'row', 'rows')} in {count(copies.length, 'copy', 'copies')}, <Bytes value={bytes} />, kept
      by {first.keptBy} at <Time at={first.keptAt} seconds={false} />, purged after{' '}
      <Time at={expires} seconds={false} />
    </p>
  )
}
