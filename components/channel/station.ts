import type { MigrationState } from '@/lib/domain/migration'
import type { Tone } from '../ui/tone'

/** What stands on a line: a migration in an environment, or a step of a run. */
export type StationState = MigrationState | 'running' | 'done' | 'skipped' | 'unknown'

/** Water has passed here: the line up to it is full. */
export function isFull(state: StationState): boolean {
  return state === 'applied' || state === 'done' || state === 'edited' || state === 'missing'
}

export const stationTone: Record<StationState, Tone> = {
  applied: 'accent',
  done: 'accent',
  running: 'accent',
  pending: 'plain',
  skipped: 'quiet',
  failed: 'danger',
  edited: 'care',
  missing: 'care',
  rolled_back: 'plain',
  out_of_order: 'care',
  unknown: 'care',
}

export const stationWord: Record<StationState, string> = {
  applied: 'applied',
  done: 'done',
  running: 'running',
  pending: 'pending',
  skipped: 'skipped',
  failed: 'failed',
  edited: 'edited after it was applied',
  missing: 'applied, file missing',
  rolled_back: 'rolled back',
  out_of_order: 'out of order',
  unknown: 'unknown',
}

/** The same in one or two words, where room is short. */
export const stationShort: Record<StationState, string> = {
  ...stationWord,
  edited: 'edited',
  missing: 'file missing',
}

/** "12 applied, 3 pending": what a line says to who cannot see it. */
export function lineInWords(states: readonly StationState[]): string {
  const counts = new Map<StationState, number>()
  for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1)
  return [...counts].map(([state, count]) => `${count} ${stationWord[state]}`).join(', ') || 'empty'
}
